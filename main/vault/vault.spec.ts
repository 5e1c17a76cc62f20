import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock, silentLogger } from '../runtime/index.ts';
import {
  createKeychainStore,
  createMemoryStore,
  type Keyring,
  remember,
  Secret,
  type SecretStoreStatus,
} from './index.ts';
import { FakeKeyring } from './testing/fake-keyring.ts';

let folder: string;
let keyring: FakeKeyring;
let clock: ManualClock;
const about = { kind: 'ssh-key' };
const LONG = 'canary-3c9e'.repeat(400);

beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'argosy-vault-')), 'sealed');
  keyring = new FakeKeyring();
  clock = new ManualClock();
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

const opened = (ring: Keyring) => async () => ring;
const open = (ring: () => Promise<Keyring> = opened(keyring), handedOut?: (value: string) => void) =>
  createKeychainStore({
    keyring: ring,
    folder,
    service: 's',
    clock,
    logger: silentLogger,
    ...(handedOut === undefined ? {} : { handedOut }),
  });
const files = () => readdirSync(folder).map((name) => path.join(folder, name));
const sealed = () => files().filter((file) => file.endsWith('.sealed'));
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('what lies on the disk', () => {
  it('is private and holds no value in clear', async () => {
    const store = open();
    await store.set('long', new Secret(LONG), { ...about, user: 'me' });
    await store.set('short', new Secret('canary-short'), about);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(files()).toHaveLength(2);
    for (const file of files()) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, 'latin1')).not.toContain('canary');
    }
  });

  it('is sealed anew with each write', async () => {
    const store = open();
    await store.set('id', new Secret(LONG), about);
    const first = readFileSync(sealed()[0]!);
    await store.set('id', new Secret(LONG), about);
    const second = readFileSync(sealed()[0]!);
    expect(second.subarray(4, 16).equals(first.subarray(4, 16))).toBe(false);
    expect(second.subarray(32).equals(first.subarray(32))).toBe(false);
  });

  it('outlives the process, the list included', async () => {
    const store = open();
    await store.set('long', new Secret(LONG), about);
    await store.set('short', new Secret('s'), about);
    const key = await store.derivedKey('cache');
    const again = open();
    expect((await again.get('long'))?.reveal()).toBe(LONG);
    expect((await again.list()).map(({ ref }) => ref)).toEqual(['long', 'short']);
    expect(await again.derivedKey('cache')).toEqual(key);
  });

  it.each([
    ['one bit', (bytes: Buffer) => bytes.writeUInt8(bytes.readUInt8(60) ^ 1, 60)],
    ['the nonce', (bytes: Buffer) => bytes.writeUInt8(bytes.readUInt8(5) ^ 1, 5)],
    ['the tag', (bytes: Buffer) => bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20)],
    ['the magic', (bytes: Buffer) => bytes.writeUInt8(0, 0)],
  ])('is refused when %s changed', async (_what, damage) => {
    const store = open();
    await store.set('id', new Secret(LONG), about);
    const bytes = readFileSync(sealed()[0]!);
    damage(bytes);
    writeFileSync(sealed()[0]!, bytes);
    const error = await failure(store.get('id'));
    expect(error).toMatchObject({ code: 'FailedPrecondition', advice: 'Enter this credential again.' });
    expect(inspect(error, { depth: 9 })).not.toContain('canary');
  });

  it('is refused when it is cut, empty, or the file of another id', async () => {
    const store = open();
    await store.set('a', new Secret(LONG), about);
    const [file] = sealed();
    const whole = readFileSync(file!);
    for (const size of [0, 10, 32, whole.length - 1]) {
      writeFileSync(file!, whole.subarray(0, size));
      await expect(store.get('a')).rejects.toMatchObject({ code: 'FailedPrecondition' });
    }
    writeFileSync(file!, whole);
    await store.set('b', new Secret(`${LONG}b`), about);
    renameSync(file!, sealed().find((other) => other !== file)!);
    await expect(store.get('b')).rejects.toMatchObject({ code: 'FailedPrecondition' });
  });

  it('cannot be opened without the key, which says so', async () => {
    const store = open();
    await store.set('id', new Secret(LONG), about);
    keyring.entries.clear();
    await expect(open().get('id')).rejects.toMatchObject({ code: 'FailedPrecondition' });
    keyring.entries.set('s\nkey/sealing', Buffer.from('not a key'));
    await expect(open().get('id')).rejects.toThrow('the sealing key in the keychain is damaged');
  });

  it('is found without the list', async () => {
    const store = open();
    await store.set('long', new Secret(LONG), about);
    await store.set('short', new Secret('s'), about);
    writeFileSync(path.join(folder, 'index.json'), '[{"descri');
    const again = open();
    expect((await again.get('long'))?.reveal()).toBe(LONG);
    expect((await again.get('short'))?.reveal()).toBe('s');
    expect(await again.list()).toEqual([]);
  });

  it('is the old value or the new one when the keychain fails in between', async () => {
    const store = open();
    await store.set('id', new Secret('old'), about);
    await store.derivedKey('x');
    keyring.fails = new Error('gone');
    await failure(store.set('id', new Secret('new'), about));
    await failure(store.set('id', new Secret(LONG), about));
    keyring.fails = undefined;
    expect(['old', LONG]).toContain((await open().get('id'))?.reveal());
  });
});

describe('a keychain that does not play along', () => {
  it('that is locked is told apart from one without the entry', async () => {
    const store = open();
    const told: SecretStoreStatus[] = [];
    store.onStatus((status) => told.push(status));
    keyring.fails = new Error('Platform failure: unlock prompt was dismissed');
    await expect(store.get('id')).rejects.toMatchObject({ code: 'Unauthenticated', retry: true });
    expect(await store.status()).toMatchObject({
      kind: 'locked',
      message: expect.stringContaining('unlock prompt was dismissed') as string,
    });
    expect(told[0]).toMatchObject({ kind: 'locked' });
    keyring.fails = undefined;
    expect(await store.get('id')).toBeUndefined();
    expect(await store.status()).toEqual({ kind: 'ready', where: 'keychain' });
  });

  it('that is not there is named with the way out, and nothing is kept elsewhere', async () => {
    const store = open(async () => {
      throw new Error('Platform failure: DBus error: set your DBUS_SESSION_BUS_ADDRESS');
    });
    await expect(store.set('id', new Secret('canary'), about)).rejects.toMatchObject({
      code: 'Unavailable',
      advice: expect.stringContaining('ARGOSY_SECRETS=memory') as string,
    });
    expect(await store.status()).toMatchObject({ kind: 'unavailable' });
    await expect(store.get('id')).rejects.toMatchObject({ code: 'Unavailable' });
    expect(await store.list()).toEqual([]);
  });

  it('that asks a person is reported as waiting, and given up after the deadline', async () => {
    const store = open();
    const told: string[] = [];
    store.onStatus((status) => told.push(status.kind));
    // The list is read from disk, which no manual clock moves along.
    await store.list();
    let answer = () => {};
    keyring.waits = new Promise((resolve) => {
      answer = resolve;
    });
    const first = store.get('a');
    const aborter = new AbortController();
    const second = failure(store.get('b', aborter.signal));
    await clock.advanceAsync(1_500);
    expect(told).toEqual(['waiting']);
    expect(await store.status()).toMatchObject({ kind: 'waiting' });
    aborter.abort(new Error('gone'));
    expect(await second).toMatchObject({ message: 'gone' });
    const late = failure(first);
    await clock.advanceAsync(120_000);
    expect(await late).toMatchObject({ code: 'DeadlineExceeded', retry: true });
    expect(told).toEqual(['waiting', 'ready']);
    answer();
    keyring.waits = undefined;
    expect(await store.get('a')).toBeUndefined();
    expect(clock.timers).toBe(0);
  });

  it('is probed once for all who ask for its status', async () => {
    const store = open();
    let answer = () => {};
    keyring.waits = new Promise((resolve) => {
      answer = resolve;
    });
    const asked = [store.status(), store.status()];
    await clock.advanceAsync(1_500);
    expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(['waiting', 'waiting']);
    expect(keyring.calls).toBe(1);
    answer();
    keyring.waits = undefined;
    expect(await store.status()).toMatchObject({ kind: 'ready' });
  });

  it('that repeats a value in its error is silenced', async () => {
    keyring.fails = new Error('cannot store canary-55 for you');
    const error = await failure(open().set('id', new Secret('canary-55'), about));
    expect(inspect(error, { depth: 9 })).not.toContain('canary');
    expect(error).toMatchObject({ code: 'Unavailable' });
  });
});

describe('values', () => {
  it('are told to the one who takes them out of logs', async () => {
    const told: string[] = [];
    const store = open(
      async () => keyring,
      (value) => told.push(value),
    );
    await store.set('id', new Secret('v1'), about);
    await store.get('id');
    expect(told).toEqual(['v1', 'v1']);
  });

  it('are compared in constant time', () => {
    expect(new Secret('a').equals(new Secret('a'))).toBe(true);
    expect(new Secret('a').equals(new Secret('ab'))).toBe(false);
  });
});

describe('remembering', () => {
  it('asks the keychain once for a while, and again after a change', async () => {
    const store = remember(open(), clock, 1_000);
    await store.set('id', new Secret('one'), about);
    const before = keyring.calls;
    const values = await Promise.all([store.get('id'), store.get('id'), store.get('id')]);
    await store.get('id');
    expect(values.map((value) => value?.reveal())).toEqual(['one', 'one', 'one']);
    expect(keyring.calls - before).toBe(1);
    clock.advance(1_000);
    await store.get('id');
    expect(keyring.calls - before).toBe(2);
    await store.set('id', new Secret('two'), about);
    expect((await store.get('id'))?.reveal()).toBe('two');
    await store.delete('id');
    expect(await store.get('id')).toBeUndefined();
  });

  it('remembers neither absence nor failure, and aborts only the one who asked', async () => {
    const store = remember(open(), clock);
    expect(await store.get('id')).toBeUndefined();
    await open().set('id', new Secret('x'), about);
    keyring.fails = new Error('locked');
    await expect(store.get('id')).rejects.toMatchObject({ code: 'Unauthenticated' });
    keyring.fails = undefined;
    const aborter = new AbortController();
    const [gone, stays] = [failure(store.get('id', aborter.signal)), store.get('id')];
    aborter.abort(new Error('gone'));
    expect(await gone).toMatchObject({ message: 'gone' });
    expect((await stays)?.reveal()).toBe('x');
  });
});

describe('memory', () => {
  it('of one process is not that of another', async () => {
    const store = createMemoryStore(clock);
    await store.set('id', new Secret('x'), about);
    expect(await createMemoryStore(clock).get('id')).toBeUndefined();
    expect(await store.status()).toEqual({ kind: 'ready', where: 'memory' });
  });
});
