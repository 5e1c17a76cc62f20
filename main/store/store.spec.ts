import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppKey, Application } from '../model/index.ts';
import { ArgosyError } from '../model/index.ts';
import { createLogger, ManualClock, silentLogger } from '../runtime/index.ts';
import { openStore, type Store, type StoreOptions } from './index.ts';

let folder: string;
let file: string;
const opened: Store[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'argosy-store-'));
  file = path.join(folder, 'home', 'argosy.db');
});
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  rmSync(folder, { recursive: true, force: true });
});

const clock = new ManualClock(Date.UTC(2026, 10, 24));
function open(options: Partial<StoreOptions> = {}): Store {
  const store = openStore({ path: file, clock, logger: silentLogger, ...options });
  opened.push(store);
  return store;
}

const key = (text: string) => text as AppKey;
function app(name: string, sync: 'Synced' | 'OutOfSync' | undefined, path = 'a'): Application {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: { project: 'default', source: { repoURL: 'https://h/r', path }, destination: { namespace: 'n' } },
    ...(sync === undefined ? {} : { status: { sync: { status: sync } } }),
  };
}

function thrown(work: () => unknown): ArgosyError {
  try {
    work();
  } catch (error) {
    if (error instanceof ArgosyError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('applications', () => {
  it('are read back in order, before and after the commit and after a restart', async () => {
    const store = open();
    store.putApplication(key('b'), app('b', 'Synced'));
    store.putApplication(key('a'), app('a', undefined));
    const expected = [
      { key: 'b', application: app('b', 'Synced') },
      { key: 'a', application: app('a', undefined) },
    ];
    expect([...store.applications()]).toEqual(expected);
    await store.flush();
    expect([...store.applications()]).toEqual(expected);
    store.close();
    expect([...open().applications()]).toEqual(expected);
  });

  it('keep unknown fields and the operation field', async () => {
    const store = open();
    const strange = { ...app('a', 'Synced'), operation: { sync: { revision: 'x' } }, extra: { __proto__x: 1 } };
    store.putApplication(key('a'), strange);
    store.close();
    expect(open().application(key('a'))).toEqual(strange);
  });

  it('write no document when only the status changes, and nothing when nothing changes', async () => {
    const store = open();
    store.putApplication(key('a'), app('a', 'Synced'));
    await store.flush();
    store.putApplication(key('a'), app('a', 'OutOfSync'));
    store.putApplication(key('a'), app('a', 'OutOfSync'));
    await store.flush();
    store.putApplication(key('a'), app('a', 'OutOfSync'));
    await store.flush();
    expect(store.counters()).toMatchObject({ documentWrites: 1, statusWrites: 2, commits: 2 });
    expect(store.application(key('a'))?.status?.sync?.status).toBe('OutOfSync');
  });

  it('share one transaction and one wait for the disk in one turn', async () => {
    const store = open();
    for (let i = 0; i < 200; i++) store.putApplication(key(`a${i}`), app(`a${i}`, 'Synced'));
    await store.flush();
    expect(store.counters()).toMatchObject({ commits: 1, syncs: 1 });
  });

  it('may be deleted and created again in one turn', async () => {
    const store = open();
    store.putApplication(key('a'), app('a', 'Synced'));
    await store.flush();
    store.deleteApplication(key('a'));
    expect(store.application(key('a'))).toBeUndefined();
    store.putApplication(key('a'), app('a', undefined, 'other'));
    await store.flush();
    expect(store.application(key('a'))).toEqual(app('a', undefined, 'other'));
    store.deleteApplication(key('a'));
    await store.flush();
    store.putApplication(key('a'), app('a', 'Synced'));
    store.deleteApplication(key('a'));
    store.close();
    expect([...open().applications()]).toEqual([]);
  });

  it('lose the status row when the status goes', async () => {
    const store = open();
    store.putApplication(key('a'), app('a', 'Synced'));
    await store.flush();
    store.putApplication(key('a'), app('a', undefined));
    store.close();
    expect(open().application(key('a'))).toEqual(app('a', undefined));
  });
});

describe('small documents', () => {
  it('survive a restart', () => {
    const store = open();
    store.putProject({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'p' },
      spec: { sourceRepos: ['*'] },
    });
    store.putCluster({ server: 'https://c', name: 'c', kubeconfig: { path: '/k', context: 'x' } });
    store.setConfig('timeout.reconciliation', '60s');
    store.setConfig('gone', 'x');
    store.setConfig('gone', undefined);
    store.setSetting('log.level', 'debug');
    store.close();
    const again = open();
    expect(again.projects().map((project) => project.metadata.name)).toEqual(['p']);
    expect(again.clusters()).toEqual([{ server: 'https://c', name: 'c', kubeconfig: { path: '/k', context: 'x' } }]);
    expect([...again.config()]).toEqual([['timeout.reconciliation', '60s']]);
    expect([...again.settings()]).toEqual([['log.level', 'debug']]);
  });

  it('hold a repository once for each project', () => {
    const store = open();
    const secrets = { password: 'ref', bearerToken: undefined, sshPrivateKey: undefined, tlsClientKey: undefined };
    store.putRepository({ url: 'https://h/r', type: 'git', secrets });
    store.putRepository({ url: 'https://h/r', type: 'git', project: 'p', secrets });
    store.putRepository({ url: 'https://h/r', type: 'git', username: 'u', secrets });
    expect(store.repositories().map(({ project, username }) => [project, username])).toEqual([
      [undefined, 'u'],
      ['p', undefined],
    ]);
    store.deleteRepository('https://h/r', 'p');
    expect(store.repositories()).toHaveLength(1);
    store.deleteRepository('https://h/r');
    expect(store.repositories()).toEqual([]);
  });

  it('write no field that is not named, and no password inside a URL', async () => {
    const canary = 'canary-4f1b';
    const store = open();
    const smuggled = { url: 'https://h/r', type: 'git', password: canary, secrets: { password: 'ref', extra: canary } };
    store.putRepository(smuggled as never);
    store.putCluster({
      server: 'https://c',
      name: 'c',
      token: canary,
      kubeconfig: { path: '/k', context: 'x', user: canary },
    } as never);
    expect(thrown(() => store.putRepository({ ...smuggled, url: `https://u:${canary}@h/r` } as never)).code).toBe(
      'InvalidArgument',
    );
    expect(
      thrown(() => store.putRepository({ ...smuggled, proxy: `http://u:${canary}@p` } as never)).message,
    ).not.toContain(canary);
    await store.flush();
    expect(JSON.stringify([store.repositories(), store.clusters()])).not.toContain(canary);
    for (const name of readdirSync(path.dirname(file))) {
      expect(readFileSync(path.join(path.dirname(file), name)).includes(canary), name).toBe(false);
    }
  });
});

describe('journal', () => {
  it('gives back unfinished operations with their records in order', async () => {
    const store = open();
    await store.beginOperation({ id: 'o1', app: key('a'), startedAt: 1, request: { sync: {} } });
    await Promise.all([store.appendRecord('o1', { n: 1 }), store.appendRecord('o1', { n: 2 })]);
    await store.beginOperation({ id: 'o2', app: key('a'), startedAt: 2, request: null });
    await store.finishOperation('o2');
    store.close();
    const again = open();
    const expected = { id: 'o1', app: 'a', startedAt: 1, request: { sync: {} }, finished: false };
    expect(again.unfinishedOperations()).toEqual([{ ...expected, records: [{ n: 1 }, { n: 2 }] }]);
    await again.appendRecord('o1', { n: 3 });
    expect(again.unfinishedOperations()[0]?.records).toHaveLength(3);
    await again.finishOperation('o1');
    expect(again.unfinishedOperations()).toEqual([]);
  });

  it('commits all records of a turn together', async () => {
    const store = open();
    await store.beginOperation({ id: 'o', app: key('a'), startedAt: 1, request: {} });
    const before = store.counters();
    await Promise.all(Array.from({ length: 100 }, (_, n) => store.appendRecord('o', { n })));
    const after = store.counters();
    expect([after.commits - before.commits, after.syncs - before.syncs]).toEqual([1, 1]);
  });

  it('refuses what is not under way', async () => {
    const store = open();
    await expect(store.appendRecord('no', {})).rejects.toMatchObject({ code: 'NotFound' });
    await expect(store.finishOperation('no')).rejects.toMatchObject({ code: 'NotFound' });
    await store.beginOperation({ id: 'o', app: key('a'), startedAt: 1, request: {} });
    await expect(store.beginOperation({ id: 'o', app: key('a'), startedAt: 1, request: {} })).rejects.toMatchObject({
      code: 'AlreadyExists',
    });
  });
});

describe('the past', () => {
  const retain = { transitionDays: 1, transitionsPerApplication: 3, operationDays: 1, operationsPerApplication: 2 };
  const transition = (of: string, at: number) => ({ app: key(of), at, sync: 'Synced', health: 'Healthy' }) as const;

  it('is read back, the newest first', () => {
    const store = open();
    const now = clock.now();
    store.addTransition({ ...transition('a', now - 5), sync: 'OutOfSync', health: 'Missing', revision: 'r' });
    for (const at of [now - 3, now - 4, now]) store.addTransition(transition('a', at));
    store.addTransition(transition('b', now));
    expect(store.transitions(key('a'), 10).map(({ at }) => now - at)).toEqual([0, 3, 4, 5]);
    expect(store.transitions(key('a'), 10).at(-1)).toEqual({
      app: 'a',
      at: now - 5,
      sync: 'OutOfSync',
      health: 'Missing',
      revision: 'r',
    });
    expect(store.transitions(key('a'), 2)).toHaveLength(2);
  });

  it('of an application is forgotten by the rule when more of it comes', () => {
    const store = open({ retain });
    const now = clock.now();
    store.addTransition(transition('a', now - 2 * 86_400_000));
    store.addTransition(transition('b', now - 60_000));
    for (let n = 10; n > 0; n--) store.addTransition(transition('a', now - n));
    store.close();
    const again = open({ retain });
    again.addTransition(transition('a', now));
    expect(again.transitions(key('a'), 100).map(({ at }) => now - at)).toEqual([0, 1, 2]);
    expect(again.transitions(key('b'), 100)).toHaveLength(1);
  });

  it('grows no further than the rule and what came since the last look', () => {
    const store = open({ retain });
    const now = clock.now();
    for (let n = 0; n < 500; n++) store.addTransition(transition('a', now + n));
    expect(store.transitions(key('a'), 1_000).length).toBeLessThanOrEqual(3 + 50);
  });

  it('keeps the newest finished operations and every unfinished one', async () => {
    const store = open({ retain });
    const now = clock.now();
    for (let n = 0; n < 5; n++)
      await store.beginOperation({ id: `o${n}`, app: key('a'), startedAt: now + n, request: {} });
    await store.beginOperation({ id: 'old', app: key('a'), startedAt: now - 9 * 86_400_000, request: {} });
    await store.beginOperation({ id: 'old unfinished', app: key('a'), startedAt: now - 9 * 86_400_000, request: {} });
    await store.appendRecord('o1', { n: 1 });
    for (const id of ['o1', 'o2', 'o3', 'o4', 'old']) await store.finishOperation(id);
    store.close();
    const raw = new DatabaseSync(file, { readOnly: true });
    expect(
      raw
        .prepare('SELECT id FROM operations ORDER BY id')
        .all()
        .map((row) => row['id']),
    ).toEqual(['o0', 'o3', 'o4', 'old unfinished']);
    expect(raw.prepare('SELECT count(*) AS n FROM operation_records').get()?.['n']).toBe(0);
    raw.close();
  });

  it('goes with its application', async () => {
    const store = open();
    store.putApplication(key('a'), app('a', 'Synced'));
    store.addTransition(transition('a', clock.now()));
    store.addTransition(transition('b', clock.now()));
    await store.flush();
    store.deleteApplication(key('a'));
    expect(store.transitions(key('a'), 10)).toEqual([]);
    expect(store.transitions(key('b'), 10)).toHaveLength(1);
  });
});

describe('opening', () => {
  it('makes the folder and its files private', async () => {
    const store = open();
    store.putApplication(key('a'), app('a', 'Synced'));
    await store.flush();
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(path.dirname(file))) {
      expect([name, statSync(path.join(path.dirname(file), name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  it('tells the second engine who holds the store, and lets it in afterwards', () => {
    const store = open({ holder: { pid: 4711, host: 'laptop', shell: 'desktop' } });
    const error = thrown(() => open());
    expect(error.code).toBe('FailedPrecondition');
    expect(error.message).toContain('pid 4711 on laptop (desktop), since 2026-11-24T00:00:00.000Z');
    store.close();
    open();
  });

  it('reads beside a running engine without being able to write', async () => {
    const store = open();
    store.putApplication(key('a'), app('a', 'Synced'));
    await store.flush();
    const reader = open({ readonly: true });
    expect(reader.application(key('a'))).toEqual(app('a', 'Synced'));
    expect(thrown(() => reader.deleteApplication(key('a'))).code).toBe('FailedPrecondition');
    await expect(reader.appendRecord('x', {})).rejects.toMatchObject({ code: 'FailedPrecondition' });
  });

  it('refuses a newer schema and a file of another program, and leaves both alone', () => {
    open().close();
    const raw = new DatabaseSync(file);
    raw.exec('PRAGMA user_version = 99');
    raw.close();
    const newer = thrown(() => open());
    expect(newer.message).toContain('written by a newer Argosy: its schema is 99');
    expect(newer.advice).toContain('Update Argosy');

    file = path.join(folder, 'foreign.db');
    const foreign = new DatabaseSync(file);
    foreign.exec('CREATE TABLE t (a)');
    foreign.close();
    expect(thrown(() => open()).message).toContain('another program');
  });

  it('keeps damaged files and starts again with the backup or empty', async () => {
    const store = open();
    for (let i = 0; i < 50; i++) store.putApplication(key(`a${i}`), app(`a${i}`, 'Synced', 'x'.repeat(900)));
    store.close();
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 4096, bytes.length - 4096);
    writeFileSync(file, bytes);
    // An engine that was killed leaves this behind; only then is the file examined at the start.
    writeFileSync(`${file}.holder.json`, '{"pid":1,"ho');
    const error = thrown(() => open());
    expect(error.message).toContain('the store is damaged');
    const kept = readdirSync(path.dirname(file)).filter((name) => name.includes('.damaged-'));
    expect(kept).toHaveLength(1);
    expect(error.advice).toContain(kept[0]);
    expect([...open({ recover: 'backup' }).applications()]).toHaveLength(50);
    opened.pop()?.close();
    expect([...open({ recover: 'empty' }).applications()]).toHaveLength(0);
  });

  it('looks for damage after a crash that opening alone would not meet', () => {
    const store = open();
    store.putApplication(key('a'), app('a', 'Synced'));
    store.close();
    const raw = new DatabaseSync(file);
    const page = Number(
      raw.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'application_status'").get()?.['rootpage'],
    );
    const size = Number(raw.prepare('PRAGMA page_size').get()?.['page_size']);
    raw.close();
    const bytes = readFileSync(file);
    bytes.fill(0x5a, (page - 1) * size, page * size);
    writeFileSync(file, bytes);
    open().close();
    writeFileSync(`${file}.holder.json`, '{}');
    expect(thrown(() => open()).message).toContain('the store is damaged');
  });

  it('backs itself up at a clean end when the last backup is a day old, and closes even when it cannot', () => {
    open().close();
    const backup = `${file}.backup`;
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    const { mtimeMs } = statSync(backup);
    open({ clock: new ManualClock(mtimeMs + 1_000) }).close();
    expect(statSync(backup).mtimeMs).toBe(mtimeMs);
    rmSync(backup);
    mkdirSync(backup);
    const lines: string[] = [];
    const logger = createLogger({ sink: (line) => lines.push(line), clock });
    open({ clock: new ManualClock(mtimeMs + 90_000_000_000), logger }).close();
    expect(lines.join()).toContain('could not be backed up');
    rmSync(backup, { recursive: true });
    open({ clock: new ManualClock(mtimeMs + 1_000) }).close();
    expect(readdirSync(path.dirname(file)).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('brings an old schema forward, with a copy of what was before', () => {
    open().close();
    const raw = new DatabaseSync(file);
    raw.exec('DROP TABLE transitions; PRAGMA user_version = 0');
    raw.close();
    // Schema 0 with our mark: the first step fails on the tables that are there, and everything stays as it was.
    expect(() => open()).toThrow();
    const after = new DatabaseSync(file);
    expect(after.prepare('PRAGMA user_version').get()?.['user_version']).toBe(0);
    after.close();
    expect(readdirSync(path.dirname(file))).toContain('argosy.db.backup-schema-0');
  });

  it('says when the folder cannot be written', () => {
    writeFileSync(path.join(folder, 'home'), 'a file');
    expect(thrown(() => open()).code).toBe('PermissionDenied');
  });
});

describe('a machine that does not cooperate', () => {
  it('keeps everything in memory while another program locks the file, and writes it afterwards', async () => {
    const store = open();
    store.putApplication(key('a'), app('a', 'Synced'));
    await store.beginOperation({ id: 'o', app: key('a'), startedAt: 1, request: {} });
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    store.putApplication(key('a'), app('a', 'OutOfSync'));
    const states: string[] = [];
    store.onHealth((health) => states.push(health.kind));
    await expect(store.appendRecord('o', { n: 1 })).rejects.toMatchObject({ code: 'Unavailable', retry: true });
    expect(store.health()).toMatchObject({ kind: 'failing', waiting: 2 });
    expect(store.application(key('a'))?.status?.sync?.status).toBe('OutOfSync');
    other.exec('ROLLBACK');
    other.close();
    clock.advance(1_000);
    await store.flush();
    expect(states).toEqual(['failing', 'ok']);
    store.close();
    const again = open();
    expect(again.application(key('a'))?.status?.sync?.status).toBe('OutOfSync');
    expect(again.unfinishedOperations()[0]?.records).toEqual([{ n: 1 }]);
  });

  it('loses nothing of what was committed when it is killed, and opens again at once', async () => {
    mkdirSync(path.dirname(file), { recursive: true });
    const script = path.join(folder, 'child.ts');
    const here = new URL('.', import.meta.url).href;
    writeFileSync(
      script,
      `import { openStore } from '${here}index.ts';
       import { systemClock, silentLogger } from '${here}../runtime/index.ts';
       const store = openStore({ path: ${JSON.stringify(file)}, clock: systemClock, logger: silentLogger,
         holder: { pid: process.pid, host: 'h', shell: 'cli' } });
       store.putApplication('a', { apiVersion: 'v', kind: 'Application', metadata: { name: 'a' }, spec: { project: 'p', destination: {} } });
       await store.beginOperation({ id: 'o', app: 'a', startedAt: 1, request: {} });
       for (let n = 0; ; n++) { await store.appendRecord('o', { n }); process.stdout.write(n + '\\n'); }`,
    );
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let told = -1;
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        told = Number(chunk.toString().trim().split('\n').at(-1));
        if (told >= 20) resolve();
      });
    });
    const held = thrown(() => open());
    expect(held.message).toContain(`pid ${child.pid} on h (cli)`);
    child.kill('SIGKILL');
    await once(child, 'close');
    const store = open();
    const records = store.unfinishedOperations()[0]?.records ?? [];
    expect(records.length).toBeGreaterThan(told);
    expect(records).toEqual(records.map((_, n) => ({ n })));
    expect(store.application(key('a'))).toBeDefined();
  });

  it('takes a defect out of the queue, loudly, and writes the rest', async () => {
    const lines: string[] = [];
    const store = open({ logger: createLogger({ sink: (line) => lines.push(line), clock }) });
    store.addTransition({ app: key('a'), at: 'not a number' as unknown as number, sync: 'Synced', health: 'Healthy' });
    store.putApplication(key('a'), app('a', 'Synced'));
    await store.flush();
    expect(lines.join()).toContain('a write was refused by the schema');
    store.close();
    expect(open().application(key('a'))).toBeDefined();
  });
});
