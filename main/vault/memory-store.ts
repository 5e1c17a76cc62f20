import { hkdfSync, randomBytes } from 'node:crypto';
import type { Clock } from '../runtime/index.ts';
import type { Secret } from './secret.ts';
import { checkId, checkValue } from './secret-id.ts';
import type { SecretDescriptor, SecretStore } from './secret-store.ts';

/** Secrets for this process only, because a person asked for that. Nothing is written anywhere; the end of the process ends them. */
export function createMemoryStore(clock: Clock): SecretStore {
  const values = new Map<string, { readonly value: Secret; readonly descriptor: SecretDescriptor }>();
  const master = randomBytes(32);
  return {
    async get(id, signal) {
      checkId(id);
      signal?.throwIfAborted();
      return values.get(id)?.value;
    },
    async set(id, value, about, signal) {
      checkId(id);
      checkValue(id, value.reveal());
      signal?.throwIfAborted();
      values.set(id, { value, descriptor: describe(id, about, clock.now()) });
    },
    async delete(id, signal) {
      checkId(id);
      signal?.throwIfAborted();
      values.delete(id);
    },
    list: async () => [...values.values()].map(({ descriptor }) => descriptor),
    async verified(id) {
      const kept = values.get(id);
      if (kept !== undefined) {
        values.set(id, { ...kept, descriptor: { ...kept.descriptor, lastVerified: clock.now() } });
      }
    },
    status: async () => ({ kind: 'ready', where: 'memory' }),
    onStatus: () => () => {},
    derivedKey: async (purpose) => derive(master, purpose),
  };
}

/** The fields by name: an object that carries a value by mistake leaves it behind. */
export function describe(
  ref: string,
  about: Pick<SecretDescriptor, 'kind' | 'user' | 'host' | 'expiresAt' | 'lastVerified'>,
  updatedAt: number,
): SecretDescriptor {
  const { kind, user, host, expiresAt, lastVerified } = about;
  return {
    ref,
    kind,
    ...(user === undefined ? {} : { user }),
    ...(host === undefined ? {} : { host }),
    updatedAt,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(lastVerified === undefined ? {} : { lastVerified }),
  };
}

export function derive(master: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', master, new Uint8Array(0), `argosy/${purpose}`, 32));
}
