/** The face of the vault room: credentials in the keychain of the operating system. See README.md. */

export { createKeychainStore, type KeychainOptions } from './keychain-store.ts';
export { type Keyring, openSystemKeyring } from './keyring.ts';
export { createMemoryStore } from './memory-store.ts';
export { PATIENCE, type Patience } from './patience.ts';
export { remember } from './remember.ts';
export { Secret } from './secret.ts';
export type { SecretAbout, SecretDescriptor, SecretStore, SecretStoreStatus } from './secret-store.ts';
