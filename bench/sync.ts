import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Application, SyncOperation } from '../main/model/index.ts';
import type { BareLoop } from './bare-loop.ts';
import type { Row } from './rows.ts';
import type { World } from './world.ts';

const WAVES = 5;
const OBJECTS = 200;
const BIG = 2_000;
/** In the order in which a person would read them. */
const GOAL_PER_OBJECT = 2.5;

interface Counters {
  readonly requests: number;
  readonly writes: number;
  readonly requestsByVerb: Readonly<Record<string, number>>;
}

/** One application from one folder of one repository, steered over the contract. */
class SyncedApp {
  readonly #world: World;
  readonly #folder: string;
  readonly name: string;

  constructor(world: World, name: string) {
    this.#world = world;
    this.name = name;
    this.#folder = join(world.dir, name);
    mkdirSync(join(this.#folder, 'app'), { recursive: true });
    this.#git('init', '-q', '-b', 'main');
    this.#git('config', 'user.name', 'bench');
    this.#git('config', 'user.email', 'bench@example.com');
  }

  commit(manifests: readonly object[]): void {
    writeFileSync(join(this.#folder, 'app', 'all.yaml'), manifests.map((one) => JSON.stringify(one)).join('\n---\n'));
    this.#git('add', '-A');
    this.#git('commit', '-q', '-m', 'bench');
  }

  async create(): Promise<void> {
    const application = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: this.name },
      spec: {
        project: 'default',
        source: { repoURL: this.#folder, path: 'app', targetRevision: 'main' },
        destination: { name: 'bench', namespace: this.#world.namespace },
      },
    } as unknown as Application;
    await this.#call('app.create', { application, upsert: false, validate: false });
    await this.refresh();
  }

  refresh(): Promise<unknown> {
    return this.#call('app.get', { name: this.name, refresh: 'normal' });
  }

  plan(): Promise<unknown> {
    return this.#call('app.plan', { name: this.name, operation: { sync: {} } });
  }

  /** Resolves when the operation has ended; throws when it did not succeed. */
  async sync(sync: SyncOperation = {}): Promise<void> {
    let seen: string | undefined;
    let wake = () => {};
    const stop = this.#world.engine.client.subscribe(
      'applications',
      (event) => {
        for (const [key, row] of event.kind === 'snapshot' ? event.rows : event.upsert)
          if (key.endsWith(this.name)) seen = row.operation;
        wake();
      },
      (error) => {
        throw error;
      },
    );
    let app = (await this.#call('app.sync', { name: this.name, operation: { sync } })) as Application;
    // A sync of nothing may be over before anybody was told that it had begun: without a word for a while it is asked for.
    while (app.operation !== undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 200);
      });
      if (seen !== 'Running') app = (await this.#call('app.get', { name: this.name })) as Application;
    }
    stop();
    const state = app.status?.operationState;
    if (state?.phase !== 'Succeeded') throw new Error(`the sync of ${this.name}: ${state?.phase} ${state?.message}`);
  }

  #call(method: 'app.create' | 'app.get' | 'app.plan' | 'app.sync', input: object): Promise<unknown> {
    return this.#world.engine.client.call(method, input as never);
  }

  #git(...args: readonly string[]): void {
    execFileSync('git', ['-C', this.#folder, ...args], { stdio: 'pipe' });
  }
}

function configMap(name: string, value: string, wave?: number): object {
  const annotations = wave === undefined ? {} : { annotations: { 'argocd.argoproj.io/sync-wave': String(wave) } };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...annotations }, data: { value } };
}

function hookJob(name: string, phase: string): object {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, annotations: { 'argocd.argoproj.io/hook': phase } },
    spec: {
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'example.invalid/j:1' }] } },
    },
  };
}

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly requests: number;
  readonly writes: number;
  readonly verbs: Readonly<Record<string, number>>;
}

async function cost(world: World, run: () => Promise<unknown>): Promise<Cost> {
  const counters = async () => (await world.engine.client.call('engine.counters', {})) as unknown as Counters;
  const before = await counters();
  const cpu = world.engine.cpuMs();
  const started = performance.now();
  await run();
  const wallMs = performance.now() - started;
  const cpuMs = world.engine.cpuMs() - cpu;
  const after = await counters();
  const verbs: Record<string, number> = {};
  for (const [verb, times] of Object.entries(after.requestsByVerb)) {
    const made = times - (before.requestsByVerb[verb] ?? 0);
    if (made > 0) verbs[verb] = made;
  }
  return { wallMs, cpuMs, requests: after.requests - before.requests, writes: after.writes - before.writes, verbs };
}

const words = (verbs: Cost['verbs']): string =>
  Object.entries(verbs)
    .map(([verb, times]) => `${times} ${verb}`)
    .join(', ');

/** 200 objects in 5 waves with 3 hooks: requests for each object, and the wall beside what has to be waited for. */
export async function measureWaves(world: World): Promise<readonly Row[]> {
  const app = new SyncedApp(world, 'waves');
  const manifests = (value: string) => [
    ...Array.from({ length: OBJECTS }, (_, n) => configMap(`wave-${n}`, value, n % WAVES)),
    hookJob('hook-pre', 'PreSync'),
    hookJob('hook-sync', 'Sync'),
    hookJob('hook-post', 'PostSync'),
  ];
  app.commit(manifests('v0'));
  await app.create();
  const rows: Row[] = [];
  const objects = OBJECTS + 3;
  const add = (name: string, made: Cost) =>
    rows.push({
      name,
      wallMs: made.wallMs,
      cpuMs: made.cpuMs,
      requests: made.requests,
      note: `${(made.requests / objects).toFixed(2)} requests an object (goal ≤ ${GOAL_PER_OBJECT}): ${words(made.verbs)}`,
    });
  add(`${OBJECTS} in ${WAVES} waves, 3 hooks: created`, await cost(world, () => app.sync()));
  app.commit(manifests('v1'));
  await app.refresh();
  add(`${OBJECTS} in ${WAVES} waves, 3 hooks: changed`, await cost(world, () => app.sync()));
  const bare = new SyncedApp(world, 'hooks');
  bare.commit(manifests('v1').slice(OBJECTS));
  await bare.create();
  const { wallMs } = await cost(world, () => bare.sync());
  rows.push({ name: 'the 3 hooks alone', wallMs, note: 'what the Jobs themselves take, one after the other' });
  return rows;
}

/** 2,000 ConfigMaps of one application beside a bare loop of the same requests in the same run. */
export async function measureBig(world: World): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const app = new SyncedApp(world, 'big');
  const manifests = (value: string) => Array.from({ length: BIG }, (_, n) => configMap(`big-${n}`, value));
  const bare = async (name: string, how: BareLoop) => {
    const row = await world.bareLoop(name, BIG, 'configmaps', how);
    rows.push(row);
    return row.wallMs as number;
  };
  const share = (name: string, made: Cost, ceiling: number, more = '') => {
    const rate = (wall: number) => Math.round(BIG / (wall / 1000));
    rows.push({
      name,
      wallMs: made.wallMs,
      cpuMs: made.cpuMs,
      requests: made.requests,
      note: `${rate(made.wallMs)} objects/s, ${Math.round((ceiling / made.wallMs) * 100)} % of the loop's ${rate(ceiling)}${more}: ${words(made.verbs)}`,
    });
  };
  app.commit(manifests('v0'));
  await app.create();
  const both = await bare('bare loop: try and create', { prefix: 'both', tries: true, value: 'v0' });
  share(`${BIG} ConfigMaps, created`, await cost(world, () => app.sync()), both);
  rows.push(await nothing(world, app));

  app.commit(manifests('v1'));
  await app.refresh();
  const planned = await cost(world, () => app.plan());
  rows.push({
    name: `${BIG} ConfigMaps, plan of a change`,
    wallMs: planned.wallMs,
    cpuMs: planned.cpuMs,
    requests: planned.requests,
    note: words(planned.verbs),
  });
  const changes = await bare('bare loop: change', { prefix: 'both', tries: false, value: 'v1' });
  share(`${BIG} ConfigMaps, changed after the plan`, await cost(world, () => app.sync()), changes);
  return rows;
}

async function nothing(world: World, app: SyncedApp): Promise<Row> {
  await app.refresh();
  const made = await cost(world, () => app.sync());
  const tried = made.verbs['dry-run'] ?? 0;
  return {
    name: `${BIG} ConfigMaps, nothing to do`,
    wallMs: made.wallMs,
    cpuMs: made.cpuMs,
    requests: made.requests,
    note: `${made.writes} writes (goal 0), ${tried} dry runs (goal ≤ 1): ${words(made.verbs)}`,
  };
}
