import type { SecretPort } from '../engine/index.ts';
import { ArgosyError } from '../model/index.ts';
import { type Logger, systemClock } from '../runtime/index.ts';
import {
  createKeychainStore,
  createMemoryStore,
  openSystemKeyring,
  remember,
  Secret,
  type SecretStore,
} from '../vault/index.ts';
import type { Io } from './cli/io.ts';
import { homeLayout } from './home.ts';

export interface Secrets {
  readonly store: SecretStore;
  readonly port: SecretPort;
  /** Seals caches on disk; undefined when the keychain cannot be asked now: then nothing is cached on disk in clear. */
  readonly cacheKey: Uint8Array | undefined;
}

/** The OS keychain, or memory when the person chose it with ARGOSY_SECRETS=memory: never the one in place of the other. */
export async function openSecrets(home: string, io: Io, logger: Logger): Promise<Secrets> {
  const store = chooseStore(home, io, logger);
  return { store, port: secretPort(store), cacheKey: await cacheKeyOf(store, io, logger) };
}

function chooseStore(home: string, io: Io, logger: Logger): SecretStore {
  const asked = io.env['ARGOSY_SECRETS'] ?? 'keychain';
  if (asked === 'memory') return createMemoryStore(systemClock);
  if (asked !== 'keychain') {
    throw new ArgosyError('InvalidArgument', `ARGOSY_SECRETS is ${JSON.stringify(asked)}`, {
      advice: 'Set it to keychain (the default) or memory.',
    });
  }
  const keychain = createKeychainStore({
    keyring: openSystemKeyring,
    folder: homeLayout(home, io.platform).sealed,
    service: `argosy:${home}`,
    clock: systemClock,
    logger: logger.child({ room: 'vault' }),
  });
  return remember(keychain, systemClock);
}

function secretPort(store: SecretStore): SecretPort {
  return {
    get: async (id) => (await store.get(id))?.reveal(),
    set: (id, value, about) => store.set(id, new Secret(value), about),
    delete: (id) => store.delete(id),
  };
}

/** A start does not wait for somebody to unlock a keychain. */
const CACHE_KEY_WAIT_MS = 2000;

async function cacheKeyOf(store: SecretStore, io: Io, logger: Logger): Promise<Uint8Array | undefined> {
  // A key that ends with the process would seal what nobody can open again.
  if (io.env['ARGOSY_SECRETS'] === 'memory') return undefined;
  try {
    return await store.derivedKey('cache', AbortSignal.timeout(CACHE_KEY_WAIT_MS));
  } catch (error) {
    if (!(error instanceof ArgosyError) && (error as Error).name !== 'TimeoutError') throw error;
    logger.info('the keychain cannot be used: rendered Secrets are not cached on disk', {
      error: (error as Error).message,
    });
    return undefined;
  }
}
