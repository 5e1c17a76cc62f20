import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineTopics, Session } from '../../main/api/index.ts';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import type { EngineFrame } from '../../preload/contract/wire.ts';
import { configMap, servers, World, yaml } from '../conformance/world/index.ts';
import { serveGit } from '../contract/git/server.ts';

/**
 * Unique secrets are put wherever secrets live: in Git, in the cluster, in the annotation of a client-side apply, in repository credentials. Then an
 * application is created, compared, synced, drifted, healed, broken and deleted over the contract. None of them may come out of the engine: not in a
 * frame, a log line, a file of the data folder, nor in the arguments or environment of a process.
 */

const canary = (where: string) => `canary-${where}-${randomBytes(12).toString('hex')}`;
const CANARIES = {
  git: canary('git'),
  gitPlain: canary('gitplain'),
  live: canary('live'),
  lastApplied: canary('lastapplied'),
  password: canary('password'),
  wrongPassword: canary('wrong'),
  annotation: canary('annotation'),
};

/** How a secret may be spelled when it is not in clear. */
function spellings(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((shift) =>
    // Inside a longer text the encoding depends on where it begins: without the first and the last group it is always the same.
    Buffer.from(`${'x'.repeat(shift)}${secret}`)
      .toString('base64')
      .slice(4, -4)
      .replace(/=+$/, ''),
  );
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex'), ...base64];
}

const NEEDLES = Object.entries(CANARIES).flatMap(([name, secret]) => spellings(secret).map((text) => ({ name, text })));

function found(haystack: string, where: string): readonly string[] {
  return NEEDLES.filter(({ text }) => haystack.includes(text)).map(({ name }) => `${name} in ${where}`);
}

let world: World;
let namespace: string;
let session: Session;
let git: Awaited<ReturnType<typeof serveGit>>;
const frames: string[] = [];
const waiting = new Map<number, { resolve: (output: unknown) => void; reject: (error: unknown) => void }>();
const processes = new Set<string>();
let next = 1;

beforeAll(async () => {
  world = await new World(servers[0]!).start();
  namespace = await world.namespace();
  session = new Session({
    context: {
      engine: world.engine,
      version: () => ({}) as never,
      diagnostics: () => ({}) as never,
      stop: () => undefined,
    } as ConstructorParameters<typeof Session>[0]['context'],
    topics: engineTopics(world.engine, systemClock),
    logger: silentLogger,
    send: (frame: EngineFrame) => {
      frames.push(JSON.stringify(frame));
      lookAtProcesses();
      if (frame.type === 'result') waiting.get(frame.id)?.resolve(frame.output);
      if (frame.type === 'error') waiting.get(frame.id)?.reject(frame.error);
      return true;
    },
  });
  for (const topic of ['applications', 'applications.full', 'clusters', 'tasks']) {
    session.receive({ type: 'subscribe', id: next++, topic });
  }
});

afterAll(async () => {
  session.close();
  await git?.close();
  await world.stop();
});

function ask<T = unknown>(name: string, input: unknown): Promise<T> {
  const id = next++;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve: resolve as (output: unknown) => void, reject });
    session.receive({ type: 'request', id, name, input });
  });
}

const refused = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    () => undefined,
  );

/** Arguments and environment of every child, as anybody on the machine may see the former. */
function lookAtProcesses(): void {
  if (process.platform !== 'linux') return;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      if (parent !== String(process.pid)) continue;
      processes.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
      processes.add(readFileSync(`/proc/${pid}/environ`, 'utf8'));
    } catch {
      // it has ended meanwhile
    }
  }
}

function files(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Every value of every row, unpacked. */
function cellsOf(file: string): readonly string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    return tables.flatMap(({ name }) =>
      database
        .prepare(`SELECT * FROM "${String(name)}"`)
        .all()
        .flatMap((row) => Object.values(row).map(unpacked)),
    );
  } finally {
    database.close();
  }
}

/** Packed values begin with a mark or with the frame itself: whatever can be unpacked from one of the first bytes on is. */
function unpacked(value: unknown): string {
  if (!(value instanceof Uint8Array)) return String(value);
  const bytes = Buffer.from(value);
  const texts = [bytes.toString('latin1')];
  const frame = bytes.indexOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]));
  if (frame >= 0) {
    try {
      texts.push(zstdDecompressSync(bytes.subarray(frame)).toString('latin1'));
    } catch {
      // not a frame after all
    }
  }
  return texts.join('\n');
}

const secret = (name: string, stringData: Record<string, string>, annotations: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, annotations },
  stringData,
});

describe('a secret', () => {
  it('comes out of the engine nowhere', async () => {
    world.engine.config.set(new Map([['resource.sensitive.mask.annotations', 'example.com/token']]));
    const repository = world.repository({
      'app/secret.yaml': yaml(
        secret('in-git', { password: CANARIES.git }, { 'example.com/token': CANARIES.annotation }),
      ),
      'app/data.yaml': yaml({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'in-git-encoded' },
        data: { password: Buffer.from(CANARIES.gitPlain).toString('base64') },
      }),
      'app/cm.yaml': yaml(configMap('plain', { k: 'visible' })),
    });
    const root = join(world.folder, 'served');
    mkdirSync(root);
    const bare = repository.bare(join(root, 'private.git'));
    git = await serveGit({ root, user: { name: 'ada', password: CANARIES.password } });
    const url = `${git.url}/private.git`;
    const credentials = { url, type: 'git', username: 'ada' };
    await refused(ask('repository.add', { ...credentials, password: CANARIES.wrongPassword, upsert: true }));
    await ask('repository.add', { ...credentials, password: CANARIES.password, upsert: true });
    await ask('repository.list', {});

    // What kubectl applied earlier: in its annotation stands what was in the Secret.
    const live = secret('in-git', { password: CANARIES.live });
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    const applied = JSON.stringify({ ...live, stringData: { password: CANARIES.lastApplied } });
    await world.api.create(path, {
      ...live,
      metadata: { ...live.metadata, annotations: { 'kubectl.kubernetes.io/last-applied-configuration': applied } },
    });

    const name = world.name('canary');
    const application = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name },
      spec: {
        project: 'default',
        source: { repoURL: url, path: 'app', targetRevision: 'main' },
        destination: { name: world.cluster, namespace },
      },
    };
    await ask('app.create', { application, upsert: false, validate: true });
    const seen = async () => {
      await ask('app.get', { name, refresh: 'hard' });
      await ask('app.diff', { name });
      await ask('app.resources', { name });
      await ask('app.reasons', { name });
      await ask('app.plan', { name, operation: { sync: { prune: true } } });
      await ask('app.tree', { name });
      for (const source of ['git', 'live']) await ask('app.manifests', { name, source });
      for (const one of ['in-git', 'in-git-encoded']) {
        const ref = { group: '', version: 'v1', kind: 'Secret', namespace, name: one };
        await refused(ask('app.resource', { name, ref }));
        await refused(ask('app.objectDiff', { name, ref }));
        await refused(ask('app.events', { name, ref }));
      }
    };
    const synced = async (sync: Record<string, unknown>) => {
      await ask('app.sync', { name, operation: { sync } });
      await world.engine.idle();
    };
    await seen();
    await synced({ dryRun: true });
    await synced({ prune: true });
    await seen();
    await synced({ syncOptions: ['ServerSideApply=false'] });
    await seen();
    // Drift inside the Secret, seen and healed.
    await world.api.patch(
      `${path}/in-git`,
      { stringData: { password: CANARIES.live, another: CANARIES.live } },
      'a-person',
    );
    await world.engine.idle();
    await seen();
    await synced({});

    // What fails speaks of what it failed with.
    const broken = yaml({
      ...secret('in-git', { password: CANARIES.git }),
      data: { 'bad key!': Buffer.from(CANARIES.git).toString('base64'), other: CANARIES.gitPlain },
    });
    repository.commit('an invalid Secret', { 'app/secret.yaml': broken });
    repository.git('push', '-q', '--mirror', bare);
    await seen();
    await synced({});
    repository.commit('not even YAML', {
      'app/secret.yaml': `kind: Secret\nmetadata: {name: x}\nstringData:\n  k: ${CANARIES.git}\n bad: [`,
    });
    repository.git('push', '-q', '--mirror', bare);
    await refused(seen());
    await synced({});
    await refused(ask('app.patch', { name, patch: '{"spec":{"project":"nobody"}}', type: 'merge' }));
    // The password is refused from now on.
    await git.close();
    git = await serveGit({ root, user: { name: 'ada', password: 'another' } });
    await refused(
      ask('repository.add', {
        ...credentials,
        url: `${git.url}/private.git`,
        password: CANARIES.password,
        upsert: true,
      }),
    );
    await ask('app.list', {});
    await ask('config.get', {});
    await ask('app.delete', { name, cascade: true, propagation: 'background' });
    await world.engine.idle();
    await world.store.flush();

    // The suite looked where there was something to see.
    expect(frames.length).toBeGreaterThan(40);
    expect(frames.join()).toContain('++++++++');
    expect(frames.join()).toContain('visible');
    expect(world.logs.length).toBeGreaterThan(4);

    const leaks = [
      ...frames.flatMap((frame) => found(frame, `a frame: ${frame.slice(0, 200)}`)),
      ...world.logs.flatMap((line) => found(line, `a log line: ${line.slice(0, 200)}`)),
      ...[...processes].flatMap((text) => found(text, `a process: ${text.slice(0, 100)}`)),
    ];
    expect([...new Set(leaks)]).toEqual([]);
  });

  it('is in no file of the data folder, before and after a clean end', async () => {
    const look = () =>
      files(world.home)
        // Git is where the secret in Git comes from: its objects are a copy of the person's own repository.
        .filter((file) => !file.includes(join(world.home, 'git')) || !/objects/.test(file))
        .flatMap((file) => found(readFileSync(file, 'latin1'), `${file} (${statSync(file).size} bytes)`));
    expect(look()).toEqual([]);
    await world.stopEngine();
    expect(look()).toEqual([]);
    const databases = files(world.home).filter((file) => file.endsWith('.db'));
    expect(databases.length).toBeGreaterThan(1);
    const cells = databases.flatMap((file) => cellsOf(file).map((text) => ({ file, text })));
    expect(cells.length).toBeGreaterThan(20);
    expect(cells.flatMap(({ file, text }) => found(text, `a row of ${file}: ${text.slice(0, 200)}`))).toEqual([]);
    await world.startEngine();
  });
});
