import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../../main/engine/index.ts';
import { type AppKey, type Application, appKey, type Operation } from '../../../main/model/index.ts';
import { type Clock, createLogger, type Logger, systemClock } from '../../../main/runtime/index.ts';
import { type Assembled, assemble } from '../../../main/shell/assemble.ts';
import { TestRepository } from '../../contract/git/repository.ts';
import { PlainClient } from './plain-client.ts';
import type { Server } from './servers.ts';

/** What a condition may take to come true before a case is given up. */
const PATIENCE_MS = 60_000;

export interface WorldOptions {
  readonly clock?: Clock;
  /** Another kubeconfig for the engine than the suite's own: fewer rights, a proxy in between. */
  readonly kubeconfigPath?: string;
  readonly config?: Readonly<Record<string, string>>;
}

/**
 * Everything that one file of the suite owns: a data folder with an engine over it, Git repositories, namespaces with names of its own, and
 * a plain client to see what the cluster has. Names carry the world's id, because several worlds share one API server.
 */
export class World {
  readonly id = randomBytes(3).toString('hex');
  readonly folder = mkdtempSync(join(tmpdir(), 'argosy-conformance-'));
  readonly logs: string[] = [];
  readonly secrets = new Map<string, string>();
  readonly cluster = `cluster-${this.id}`;
  readonly #server: Server;
  readonly #options: WorldOptions;
  readonly #namespaces = new Set<string>();
  #running: { stop(): Promise<void> } | undefined;
  #assembled: Assembled | undefined;
  #api: PlainClient | undefined;
  #repositories = 0;
  #applications = 0;
  kubeconfigPath = '';

  constructor(server: Server, options: WorldOptions = {}) {
    this.#server = server;
    this.#options = options;
  }

  async start(): Promise<this> {
    const running = await this.#server.start(join(this.folder, 'cluster'));
    this.#running = running;
    this.kubeconfigPath = running.kubeconfigPath;
    this.#api = new PlainClient(running.kubeconfigPath);
    await this.startEngine();
    this.engine.config.set(new Map(Object.entries(this.#options.config ?? {})));
    await this.addCluster(this.cluster, this.#options.kubeconfigPath ?? this.kubeconfigPath);
    return this;
  }

  async addCluster(name: string, kubeconfigPath: string): Promise<void> {
    const [context] = await this.engine.clusters.contexts(kubeconfigPath);
    await this.engine.clusters.add({ context: context!.name, kubeconfigPath, name, upsert: true });
  }

  async startEngine(): Promise<void> {
    const clock = this.#options.clock ?? systemClock;
    const logger: Logger = createLogger({
      clock,
      level: 'debug',
      sink: (line) => void this.logs.push(line),
    });
    this.#assembled = await assemble({
      home: this.home,
      platform: process.platform,
      env: { PATH: process.env['PATH'], HOME: this.folder },
      clock,
      logger,
      holder: { pid: process.pid, host: hostname(), shell: 'cli' },
      secrets: {
        get: async (id) => this.secrets.get(id),
        set: async (id, value) => void this.secrets.set(id, value),
        delete: async (id) => void this.secrets.delete(id),
      },
    });
    await this.engine.start();
  }

  async stopEngine(): Promise<void> {
    const assembled = this.#assembled;
    this.#assembled = undefined;
    await assembled?.close();
  }

  async restartEngine(): Promise<void> {
    await this.stopEngine();
    await this.startEngine();
  }

  async stop(): Promise<void> {
    await this.stopEngine();
    for (const namespace of this.#namespaces) await this.api.delete(`/api/v1/namespaces/${namespace}`);
    this.#api?.close();
    await this.#running?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get home(): string {
    return join(this.folder, 'home');
  }

  get engine(): Engine {
    if (!this.#assembled) throw new Error('the engine does not run');
    return this.#assembled.engine;
  }

  get store(): Assembled['store'] {
    if (!this.#assembled) throw new Error('the engine does not run');
    return this.#assembled.store;
  }

  /** The cluster as the suite sees it. */
  get api(): PlainClient {
    return this.#api!;
  }

  /** A name that no other world uses, for an application or a cluster-scoped object. */
  name(text: string): string {
    return `${text}-${this.id}`;
  }

  /** A namespace of this world; with `create` false only its name, to be deleted at the end all the same. */
  async namespace(create = true): Promise<string> {
    const name = `conformance-${this.id}-${this.#namespaces.size + 1}`;
    this.#namespaces.add(name);
    if (create)
      await this.api.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    return name;
  }

  /** A local Git repository with one commit of these files. */
  repository(files: Readonly<Record<string, string>> = {}): TestRepository {
    this.#repositories += 1;
    const repository = new TestRepository(join(this.folder, `repository-${this.#repositories}`));
    repository.commit('begin', files);
    return repository;
  }

  /** Creates an application; without `spec` parts it follows `main` of the repository's folder `app`, and is synced by hand. */
  async application(wish: {
    readonly repository?: TestRepository;
    readonly namespace: string;
    readonly name?: string;
    readonly spec?: Readonly<Record<string, unknown>>;
    readonly metadata?: Readonly<Record<string, unknown>>;
    readonly validate?: boolean;
  }): Promise<AppUnderTest> {
    this.#applications += 1;
    const name = wish.name ?? this.name(`app-${this.#applications}`);
    const source = wish.repository && { repoURL: wish.repository.path, path: 'app', targetRevision: 'main' };
    await this.engine.applications.create(
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name, ...wish.metadata },
        spec: {
          project: 'default',
          ...(source === undefined ? {} : { source }),
          destination: { name: this.cluster, namespace: wish.namespace },
          ...wish.spec,
        },
      } as Application,
      { upsert: false, validate: wish.validate ?? true },
    );
    return new AppUnderTest(this, appKey(name));
  }
}

/** One application as a person sees and steers it. */
export class AppUnderTest {
  readonly key: AppKey;
  readonly #world: World;

  constructor(world: World, key: AppKey) {
    this.#world = world;
    this.key = key;
  }

  get now(): Application {
    return this.#world.engine.applications.get(this.key);
  }

  get sync(): string | undefined {
    return this.now.status?.sync?.status;
  }

  get health(): string | undefined {
    return this.now.status?.health?.status;
  }

  get operation(): NonNullable<Application['status']>['operationState'] {
    return this.now.status?.operationState;
  }

  get conditions(): readonly string[] {
    return (this.now.status?.conditions ?? []).map(({ type, message }) => `${type}: ${message}`);
  }

  get history(): NonNullable<NonNullable<Application['status']>['history']> {
    return this.now.status?.history ?? [];
  }

  /** The result of one object in the last operation, as `Kind/name status message`. */
  get results(): readonly string[] {
    return (this.operation?.syncResult?.resources ?? []).map(({ kind, name, status, message }) =>
      `${kind}/${name} ${status ?? ''} ${message ?? ''}`.trim(),
    );
  }

  /** `Kind/name` → sync status, of what was compared last. */
  get statuses(): Readonly<Record<string, string>> {
    const rows = this.#world.engine.applications.resources(this.key);
    return Object.fromEntries(rows.map(({ ref, status }) => [`${ref.kind}/${ref.name}`, status]));
  }

  refresh(how: 'normal' | 'hard' = 'normal'): Promise<Application> {
    return this.#world.engine.applications.refresh(this.key, how);
  }

  /** Resolves with the application as soon as the condition holds; looked at after every word of the engine. */
  until(condition: (app: this) => boolean, what: string, patienceMs = PATIENCE_MS): Promise<Application> {
    const { applications } = this.#world.engine;
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        off();
      };
      const look = () => {
        if (!applications.find(this.key) || !condition(this)) return;
        end();
        resolve(this.now);
      };
      const timer = setTimeout(() => {
        end();
        const seen = applications.find(this.key);
        const logs = this.#world.logs.filter((line) => !line.includes('"level":"debug"')).slice(-5);
        reject(
          new Error(
            `never happened: ${what}\nstatus: ${JSON.stringify(seen?.status, null, 1)}\nlogs: ${logs.join('\n')}`,
          ),
        );
      }, patienceMs);
      const off = applications.onChange((key) => {
        if (key === this.key) look();
      });
      look();
    });
  }

  /** Synced, Healthy, nothing under way. */
  settled(): Promise<Application> {
    return this.until(
      (app) => app.sync === 'Synced' && app.health === 'Healthy' && app.now.operation === undefined,
      `${this.key} Synced and Healthy`,
    );
  }

  /** Syncs as a person would and resolves with the operation's end and the comparison after it. */
  async syncNow(sync: NonNullable<Operation['sync']> = {}, rest: Omit<Operation, 'sync'> = {}): Promise<Application> {
    await this.syncStart(sync, rest);
    await this.ended();
    return this.refresh();
  }

  syncStart(sync: NonNullable<Operation['sync']> = {}, rest: Omit<Operation, 'sync'> = {}): Promise<Application> {
    const operation = { initiatedBy: { username: 'tester' }, ...rest, sync };
    return this.#world.engine.applications.sync(this.key, operation);
  }

  ended(): Promise<Application> {
    return this.until((app) => app.now.operation === undefined, `the operation of ${this.key} ends`);
  }

  remove(cascade = true, propagation: 'foreground' | 'background' = 'foreground'): Promise<void> {
    return this.#world.engine.applications.remove(this.key, { cascade, propagation });
  }

  /** Resolves when the application is no more. */
  gone(): Promise<void> {
    const { applications } = this.#world.engine;
    return new Promise((resolve, reject) => {
      if (!applications.find(this.key)) return resolve();
      const timer = setTimeout(() => {
        off();
        reject(new Error(`never gone: ${JSON.stringify(applications.find(this.key)?.status, null, 1)}`));
      }, PATIENCE_MS);
      const off = applications.onChange((key, application) => {
        if (key !== this.key || application !== undefined) return;
        clearTimeout(timer);
        off();
        resolve();
      });
    });
  }
}
