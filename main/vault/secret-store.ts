import type { Secret } from './secret.ts';

/** What is known of a secret besides its value. This, and never the value, goes to a screen. */
export interface SecretDescriptor {
  /** The id under which it is kept. */
  readonly ref: string;
  /** 'password', 'token', 'ssh-key', 'kubeconfig', … */
  readonly kind: string;
  readonly user?: string;
  readonly host?: string;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
  readonly expiresAt?: number;
  /** When it last opened the door. */
  readonly lastVerified?: number;
}

export type SecretAbout = Pick<SecretDescriptor, 'kind' | 'user' | 'host' | 'expiresAt'>;

export type SecretStoreStatus =
  | { readonly kind: 'ready'; readonly where: 'keychain' | 'memory' }
  /** The keychain has not answered yet: it may be asking the person on another screen. */
  | { readonly kind: 'waiting'; readonly since: number; readonly message: string }
  | { readonly kind: 'locked'; readonly message: string; readonly advice: string }
  | { readonly kind: 'unavailable'; readonly message: string; readonly advice: string };

/** Where credentials are kept. All adapters pass one contract suite; errors are ArgosyErrors and never hold a value. */
export interface SecretStore {
  /** Undefined: there is none of this id. Throws when the store cannot be asked, so that "locked" never looks like "absent". */
  get(id: string, signal?: AbortSignal): Promise<Secret | undefined>;
  set(id: string, value: Secret, about: SecretAbout, signal?: AbortSignal): Promise<void>;
  /** Deleting what is not there is no error. */
  delete(id: string, signal?: AbortSignal): Promise<void>;
  list(): Promise<readonly SecretDescriptor[]>;
  /** Notes that the secret was accepted where it is used. */
  verified(id: string): Promise<void>;
  /**
   * Asks the store; `waiting` when it does not answer at once. A locked Secret Service that holds nothing of ours yet cannot be told
   * from an open one, so there `ready` is a promise that the first write keeps or breaks.
   */
  status(signal?: AbortSignal): Promise<SecretStoreStatus>;
  /** Told when a call begins to wait for a person, and when the store answers again. */
  onStatus(listener: (status: SecretStoreStatus) => void): () => void;
  /** 32 bytes for one purpose (sealing caches on disk), the same at each start as long as the keychain is. */
  derivedKey(purpose: string, signal?: AbortSignal): Promise<Uint8Array>;
}
