import { ArgosyError } from '../model/index.ts';

/** The keychain of the operating system, as little of it as is needed. Values are bytes: some keychains store text as UTF-16 and hold half. */
export interface Keyring {
  get(service: string, account: string): Promise<Uint8Array | undefined>;
  set(service: string, account: string, value: Uint8Array): Promise<void>;
  delete(service: string, account: string): Promise<void>;
}

/**
 * Credential Manager, Keychain or Secret Service through `@napi-rs/keyring`. On Linux the Secret Service is named outright: left
 * to itself the library falls back to the kernel's keyring without a word, and everything is gone after a restart.
 */
export async function openSystemKeyring(): Promise<Keyring> {
  let library: typeof import('@napi-rs/keyring');
  try {
    library = await import('@napi-rs/keyring');
  } catch (error) {
    throw new ArgosyError('Unavailable', `the keychain cannot be used on this machine: ${words(error)}`, {
      advice: MEMORY_ADVICE,
      cause: error,
    });
  }
  // The constructor itself fails when there is no service.
  const entry = (service: string, account: string) =>
    new library.AsyncEntry(service, account, { linux: { store: 'secret-service' } });
  return {
    async get(service, account) {
      const value = await entry(service, account).getSecret();
      return value === null ? undefined : Uint8Array.from(value);
    },
    set: async (service, account, value) => entry(service, account).setSecret(value),
    async delete(service, account) {
      await entry(service, account).deleteCredential();
    },
  };
}

export const MEMORY_ADVICE =
  'Start the keychain of your desktop (on Linux: gnome-keyring or KWallet with a D-Bus session), or keep secrets in memory only: set ARGOSY_SECRETS=memory; they must then be entered again after each start.';

const LOCKED_ADVICE = 'Unlock the keychain (on Linux: the login keyring) and try again.';

/**
 * No cause: a native error is not ours to vouch for, and causes end up in logs.
 * What went wrong, by the words of the platform. Locked is a state that passes; absent is one that a person must mend. */
export function keyringError(error: unknown, id: string): ArgosyError {
  if (error instanceof ArgosyError) return error;
  const text = words(error);
  if (/dismissed|locked|prompt|cancel|denied|interaction is not allowed|user name or passphrase/i.test(text)) {
    return new ArgosyError('Unauthenticated', `the keychain is locked: ${text}`, {
      subject: id,
      advice: LOCKED_ADVICE,
      retry: true,
      cause: error,
    });
  }
  return new ArgosyError('Unavailable', `the keychain does not answer: ${text}`, {
    subject: id,
    advice: MEMORY_ADVICE,
    cause: error,
  });
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
