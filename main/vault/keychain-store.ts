import { randomBytes } from 'node:crypto';
import { ArgosyError } from '../model/index.ts';
import type { Clock, Logger } from '../runtime/index.ts';
import { type Keyring, keyringError } from './keyring.ts';
import { derive, describe } from './memory-store.ts';
import { PATIENCE, type Patience, patiently } from './patience.ts';
import { readSealed, removeSealed, writeSealed } from './sealed-file.ts';
import { Secret } from './secret.ts';
import { checkId, checkValue } from './secret-id.ts';
import { openIndex } from './secret-index.ts';
import type { SecretAbout, SecretStore, SecretStoreStatus } from './secret-store.ts';

export interface KeychainOptions {
  readonly keyring: () => Promise<Keyring>;
  /** Folder of the sealed values and the list. */
  readonly folder: string;
  /** Name under which the entries appear in the keychain; another one for each home. */
  readonly service: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly patience?: Patience;
  /** Told each value that goes through here, so that a log can take it out. */
  readonly handedOut?: (value: string) => void;
}

/** Bytes. Windows holds 2,560 in a credential; what is longer is sealed under a key that fits everywhere. */
const LARGEST_ENTRY = 2_000;
const KEY_ACCOUNT = 'key/sealing';

/** One keychain entry a credential; long ones sealed on disk under a key that itself lives in the keychain (security-and-operations §5.4). */
export function createKeychainStore(options: KeychainOptions): SecretStore {
  const { folder, service, clock, logger, patience = PATIENCE, handedOut = () => {} } = options;
  let keyring: Promise<Keyring> | undefined;
  let index: ReturnType<typeof openIndex> | undefined;
  let master: Uint8Array | undefined;
  /** Writes happen one after another: the list is one file, and the last of two writes to one id must win. */
  let writes: Promise<void> = Promise.resolve();
  /** The last write under way to an id: it is read after that. */
  const writing = new Map<string, Promise<void>>();
  let probing: Promise<SecretStoreStatus> | undefined;
  let waiting = 0;
  let waitingSince = 0;
  const listeners = new Set<(status: SecretStoreStatus) => void>();

  const tell = (status: SecretStoreStatus) => {
    for (const listener of listeners) listener(status);
  };
  const ready: SecretStoreStatus = { kind: 'ready', where: 'keychain' };
  const waits = (): SecretStoreStatus => ({
    kind: 'waiting',
    since: waitingSince,
    message: 'the keychain has not answered yet: it may be asking for your password on another screen',
  });

  const entries = () => {
    index ??= openIndex(folder, logger);
    return index;
  };

  async function ask<T>(work: (ring: Keyring) => Promise<T>): Promise<T> {
    keyring ??= options.keyring();
    return work(await keyring);
  }

  /** A locked Secret Service answers "absent" for what it does not hold, so something that it does hold is asked for. */
  async function probe(): Promise<void> {
    const held = (await entries()).first('keychain');
    await ask((ring) => ring.get(service, held === undefined ? KEY_ACCOUNT : account(held)));
  }

  async function call<T>(id: string, work: (ring: Keyring) => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await patiently(() => ask(work), {
        clock,
        patience,
        signal,
        waiting: (begins) => {
          if (begins && waiting++ === 0) {
            waitingSince = clock.now();
            tell(waits());
          } else if (!begins && --waiting === 0) {
            tell(ready);
          }
        },
      });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      // A keyring that could not be opened is tried anew at the next call.
      keyring = undefined;
      const told = keyringError(error, id);
      if (told.code !== 'DeadlineExceeded') tell(asStatus(told));
      throw told;
    }
  }

  function write<T>(id: string, work: () => Promise<T>): Promise<T> {
    const result = writes.then(work, work);
    const settled = result.then(
      () => {},
      () => {},
    );
    writes = settled;
    writing.set(id, settled);
    void settled.then(() => {
      if (writing.get(id) === settled) writing.delete(id);
    });
    return result;
  }

  async function masterKey(create: boolean, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    if (master !== undefined) return master;
    const stored = await call(KEY_ACCOUNT, (ring) => ring.get(service, KEY_ACCOUNT), signal);
    if (stored !== undefined) {
      const key = Buffer.from(Buffer.from(stored).toString('latin1'), 'base64');
      if (key.length !== 32) {
        throw new ArgosyError('FailedPrecondition', 'the sealing key in the keychain is damaged', {
          subject: `${service} ${KEY_ACCOUNT}`,
          advice: 'Delete this entry in the keychain and enter the long credentials (SSH keys, kubeconfigs) again.',
        });
      }
      master = key;
    } else if (create) {
      const key = randomBytes(32);
      await call(
        KEY_ACCOUNT,
        (ring) => ring.set(service, KEY_ACCOUNT, Buffer.from(key.toString('base64'), 'latin1')),
        signal,
      );
      master = key;
    }
    return master;
  }

  const account = (id: string) => `secret/${id}`;

  async function fromKeychain(id: string, signal?: AbortSignal): Promise<string | undefined> {
    const bytes = await call(id, (ring) => ring.get(service, account(id)), signal);
    return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
  }
  const fromFile = (id: string, signal?: AbortSignal) => readSealed(folder, id, () => masterKey(false, signal));

  async function store(id: string, text: string, about: SecretAbout, signal?: AbortSignal): Promise<void> {
    const list = await entries();
    const descriptor = describe(id, about, clock.now());
    // The list decides which of the two is read, and is written between: a crash leaves the old value or the new one.
    if (Buffer.byteLength(text) > LARGEST_ENTRY) {
      const key = await masterKey(true, signal);
      await writeSealed(folder, id, text, key!);
      await list.put({ descriptor, where: 'sealed' });
      await call(id, (ring) => ring.delete(service, account(id)), signal);
    } else {
      await call(id, (ring) => ring.set(service, account(id), Buffer.from(text)), signal);
      await list.put({ descriptor, where: 'keychain' });
      await removeSealed(folder, id);
    }
  }

  return {
    async get(id, signal) {
      checkId(id);
      await writing.get(id);
      const known = (await entries()).get(id);
      const text =
        known?.where === 'sealed'
          ? await fromFile(id, signal)
          : ((await fromKeychain(id, signal)) ?? (known === undefined ? await fromFile(id, signal) : undefined));
      if (text === undefined) return undefined;
      handedOut(text);
      return new Secret(text);
    },
    async set(id, value, about, signal) {
      checkId(id);
      const text = value.reveal();
      checkValue(id, text);
      handedOut(text);
      await write(id, async () => {
        try {
          await store(id, text, about, signal);
        } catch (error) {
          throw error instanceof ArgosyError ? without(error, text) : error;
        }
      });
    },
    async delete(id, signal) {
      checkId(id);
      await write(id, async () => {
        await call(id, (ring) => ring.delete(service, account(id)), signal);
        await removeSealed(folder, id);
        await (await entries()).delete(id);
      });
    },
    list: async () => (await entries()).list(),
    async verified(id) {
      await write(id, async () => {
        const list = await entries();
        const known = list.get(id);
        if (known !== undefined)
          await list.put({ ...known, descriptor: { ...known.descriptor, lastVerified: clock.now() } });
      });
    },
    async status(signal) {
      if (waiting > 0) return waits();
      // One probe for all who ask: a keychain that waits for a person must not be asked again and again.
      probing ??= probe()
        .then(
          () => ready,
          (error: unknown) => {
            keyring = undefined;
            return asStatus(keyringError(error, service));
          },
        )
        .finally(() => {
          probing = undefined;
        });
      const asked = probing;
      const began = clock.now();
      try {
        const once: Patience = { waitingAfterMs: patience.waitingAfterMs, deadlineMs: patience.waitingAfterMs };
        return await patiently(() => asked, { clock, patience: once, signal, waiting: () => {} });
      } catch (error) {
        if (!(error instanceof ArgosyError && error.code === 'DeadlineExceeded')) throw error;
        if (waiting === 0) waitingSince = began;
        return waits();
      }
    },
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async derivedKey(purpose, signal) {
      return derive((await write(KEY_ACCOUNT, () => masterKey(true, signal)))!, purpose);
    },
  };
}

function asStatus(error: ArgosyError): SecretStoreStatus {
  const kind = error.code === 'Unauthenticated' || error.code === 'DeadlineExceeded' ? 'locked' : 'unavailable';
  return { kind, message: error.message, advice: error.advice ?? '' };
}

/** No platform is known to repeat a value in an error; this makes sure. */
function without(error: ArgosyError, value: string): ArgosyError {
  if (!error.message.includes(value)) return error;
  return new ArgosyError(error.code, error.message.replaceAll(value, '[redacted]'), {
    subject: error.subject,
    advice: error.advice,
    retry: error.retry,
  });
}
