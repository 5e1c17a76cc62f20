import { Secret } from './secret.ts';
import type { SecretAbout, SecretStore } from './secret-store.ts';

/** The store for one who needs the bare text: the ports of the engine. Everybody else keeps the `Secret`. */
export interface SecretTexts {
  get(id: string, signal?: AbortSignal): Promise<string | undefined>;
  set(id: string, value: string, about: SecretAbout, signal?: AbortSignal): Promise<void>;
  delete(id: string, signal?: AbortSignal): Promise<void>;
}

export function secretTexts(store: SecretStore): SecretTexts {
  return {
    get: async (id, signal) => (await store.get(id, signal))?.reveal(),
    set: (id, value, about, signal) => store.set(id, new Secret(value), about, signal),
    delete: (id, signal) => store.delete(id, signal),
  };
}
