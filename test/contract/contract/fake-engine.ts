import type {
  ClusterView,
  ComparedResource,
  DeletionPlan,
  Engine,
  EngineCounters,
  GitChange,
  Reason,
  RepositoryView,
  ResourceDiff,
  TaskView,
  TreeChange,
  TreeNode,
} from '../../../main/engine/index.ts';
import {
  type AppKey,
  type Application,
  type AppProject,
  ArgosyError,
  appKeyOf,
  type CommitSha,
  type KubeObject,
  keyOfRef,
  type TreeId,
} from '../../../main/model/index.ts';

const REF = { group: 'apps', version: 'v1', kind: 'Deployment', namespace: 'default', name: 'web' };
const KEY = keyOfRef(REF);
const DIFFERENCE = {
  path: ['spec', 'replicas'],
  text: 'spec.replicas',
  live: 5,
  desired: 3,
  owners: [{ manager: 'kubectl-scale', operation: 'Update' as const, time: '2026-01-01T00:00:00Z' }],
};
const DEPLOYMENT: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: { replicas: 5 },
};
const COMPARED: ComparedResource = {
  key: KEY,
  ref: REF,
  status: 'OutOfSync',
  verdict: { kind: 'differs', paths: [DIFFERENCE] } as ComparedResource['verdict'],
  health: { status: 'Healthy' },
  hook: false,
  requiresPruning: false,
  wave: 0,
};

export function application(name: string): Application {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project: 'default',
      source: { repoURL: 'https://example.com/apps.git', path: name, targetRevision: 'main' },
      destination: { name: 'production', namespace: 'default' },
    },
    status: { sync: { status: 'OutOfSync', revision: 'a'.repeat(40) }, health: { status: 'Healthy' } },
  } as Application;
}

export const PROJECT: AppProject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: { name: 'team-a' },
  spec: { sourceRepos: ['*'] },
} as AppProject;

const CONNECTION = { status: 'Successful', message: '', attemptedAt: '2026-01-01T00:00:00Z' } as const;

const CLUSTER = {
  server: 'https://10.0.0.1',
  name: 'production',
  kubeconfig: { path: '/home/me/.kube/config', context: 'prod' },
  allowExec: true,
  connection: CONNECTION,
  kubeVersion: 'v1.36.0',
  applications: 1,
  objects: 12,
  credential: { expiresAt: 1_800_000_000_000, renews: false },
  traffic: { requests: 7, throttled: 0, running: 1, waiting: 0, limit: 16, most: 16 },
} as unknown as ClusterView;

const REPOSITORY = {
  url: 'https://example.com/apps.git',
  type: 'git',
  username: 'me',
  secrets: { password: 'secret-id-in-the-keychain' },
  connection: CONNECTION,
  applications: 1,
} as unknown as RepositoryView;

const TASK: TaskView = {
  kind: 'sync',
  title: 'Fetch',
  state: 'running',
  message: '',
  startedAt: 1,
} as TaskView;

const NO_PLAN = { hash: 'h', rows: [], invalid: [], guards: [], notes: [] };
const ENTRY = { id: 1, revision: 'a'.repeat(40), deployedAt: '2026-01-01T00:00:00Z' };
const PUSHED = { commit: 'd'.repeat(40) as CommitSha, branch: 'main' };

const DELETION: DeletionPlan = {
  deletes: [{ ref: REF, wave: 0, application: 'argocd/web' as AppKey }],
  keeps: [],
  applications: ['argocd/web' as AppKey],
  hooks: [],
  guards: ['web takes 1 object with it'],
  unreachable: [],
};

const CHANGE: GitChange = {
  hash: 'h',
  repoURL: 'https://example.com/apps.git',
  branch: 'main',
  base: 'a'.repeat(40) as CommitSha,
  author: 'Ann <ann@example.invalid>',
  message: 'Revert "Raise worker memory"',
  undoes: [],
  files: [{ path: 'web/deployment.yaml', change: 'changed', before: 'a: 1\n', after: 'a: 2\n', inside: true }],
  objects: [],
  prunes: [],
  guards: [],
  warnings: [],
};

/** What a handler of the fake does instead of its answer, for the one case that asks. */
export interface Fault {
  /** Thrown by every engine call. */
  fail?: unknown;
  /** Every engine call that is given a signal waits for it. */
  hang?: boolean;
  /** …and does not end by it. */
  deaf?: boolean;
  /** Logs go on without end. */
  endless?: boolean;
}

/** An engine that knows one answer to everything. It counts what it is asked for, and changes when told to. */
export class FakeEngine {
  readonly fault: Fault = {};
  readonly apps = new Map<string, Application>();
  readonly tasks = new Map<string, TaskView>([['1', TASK]]);
  readonly added: unknown[] = [];
  stopped = 0;
  /** Log lines that were made. */
  lines = 0;
  /** Log streams that are open. */
  openLogs = 0;
  /** Hanging calls that have been told to end. */
  aborted = 0;
  listeners = 0;
  rowsBuilt = 0;
  readonly #onApp = new Set<(key: AppKey, application: Application | undefined) => void>();
  readonly #onCluster = new Set<(server: string) => void>();
  readonly #onTask = new Set<(id: string) => void>();

  constructor() {
    this.put(application('web'), false);
  }

  put(app: Application, tell = true): void {
    const key = appKeyOf(app);
    this.apps.set(key, app);
    if (tell) for (const listener of this.#onApp) listener(key, app);
  }

  remove(name: string): void {
    const key = appKeyOf(application(name));
    this.apps.delete(key);
    for (const listener of this.#onApp) listener(key, undefined);
  }

  changeCluster(): void {
    for (const listener of this.#onCluster) listener(CLUSTER.server);
  }

  putTask(id: string, task: TaskView): void {
    this.tasks.set(id, task);
    for (const listener of this.#onTask) listener(id);
  }

  get engine(): Engine {
    const now = <T>(value: T): T => {
      if (this.fault.fail !== undefined) throw this.fault.fail;
      return value;
    };
    const later = async <T>(value: T, signal?: AbortSignal): Promise<T> => {
      if (this.fault.hang) await this.#hang(signal);
      return now(value);
    };
    const get = (key: string): Application => {
      const found = this.apps.get(key);
      if (!found) throw new ArgosyError('NotFound', `application '${key}' not found`, { subject: key });
      return now(found);
    };
    /** A value of an application that exists. */
    const of = <T>(key: string, value: T): T => {
      get(key);
      return value;
    };
    const diff: ResourceDiff = {
      ...COMPARED,
      live: DEPLOYMENT,
      desired: DEPLOYMENT,
      normalizedLive: DEPLOYMENT,
      predictedLive: DEPLOYMENT,
    };
    const node: TreeNode = {
      ref: REF,
      uid: 'u1',
      parents: [],
      health: { status: 'Healthy' },
      status: 'OutOfSync',
      createdAt: '2026-01-01T00:00:00Z',
      info: [{ name: 'Revision', value: 'Rev:1' }],
      images: ['example.com/web:1'],
      networkingInfo: {
        targetLabels: { app: 'web' },
        targetRefs: [REF],
        sourceRefs: [REF],
        labels: { app: 'web' },
        ingress: ['192.0.2.1'],
        externalUrls: [{ title: 'Shop', url: 'https://shop.example.com/' }],
      },
    };
    const reason: Reason = {
      severity: 'warning',
      text: 'Deployment web has spec.replicas 5, Git says 3.',
      key: KEY,
      difference: DIFFERENCE as unknown as Reason['difference'],
      actions: [{ kind: 'heal', label: 'Heal', key: KEY }],
    };
    const listen = <L>(set: Set<L>, listener: L): (() => void) => {
      set.add(listener);
      this.listeners += 1;
      return () => {
        if (set.delete(listener)) this.listeners -= 1;
      };
    };
    return {
      applications: {
        list: () => {
          this.rowsBuilt += this.apps.size;
          return now([...this.apps.values()]);
        },
        get,
        find: (key) => {
          this.rowsBuilt += 1;
          return this.apps.get(key);
        },
        fresh: () => true,
        create: (app, _options, signal) => later(app, signal),
        update: (app, _options, signal) => later(app, signal),
        remove: (key, _options, signal) => later(void get(key), signal),
        refresh: (key, _how, signal) => later(get(key), signal),
        sync: (key, _operation, signal) => later(get(key), signal),
        terminate: (key) => later(void get(key)),
        resources: (key) => of(key, [COMPARED]),
        diff: (key, _target, signal) => later(of(key, [diff]), signal),
        objectDiff: (key, _ref, signal) => later(of(key, diff), signal),
        ignorePreview: (key, ref, _pointer, signal) =>
          later(of(key, { hides: [{ ref, live: 5, desired: 3, differs: true }] }), signal),
        manifests: (key, _target, signal) => later(of(key, [DEPLOYMENT]), signal),
        plan: (key, _operation, signal) =>
          later(
            {
              hash: `of ${get(key).metadata.name}`,
              rows: [
                {
                  phase: 'Sync',
                  wave: 0,
                  change: 'change',
                  note: '',
                  ref: REF,
                  paths: [DIFFERENCE as unknown as NonNullable<Reason['difference']>],
                  sharedWith: [],
                },
              ],
              invalid: [],
              guards: ['prunes a Namespace'],
              notes: [],
            },
            signal,
          ),
        validate: () => now([{ path: 'spec.project', message: 'it is missing' }]),
        preview: (_application, signal) =>
          later(
            { hash: 'h', rows: [], invalid: [], guards: [], notes: [], applications: [application('child')] },
            signal,
          ),
        rollbackPlan: (key, _choice, signal) => later(of(key, { ...NO_PLAN, entry: ENTRY }), signal),
        rollback: (key, _request, signal) => later(get(key), signal),
        pause: (key) => later(get(key)),
        release: (key) => later(get(key)),
        deletionPlan: (key, _options, signal) => later(of(key, DELETION), signal),
        confirmDeletion: (key) => later(get(key)),
        deleteResource: (key, _request, signal) => later(void get(key), signal),
        revertPlan: (key, _choice, signal) => later(of(key, CHANGE), signal),
        revert: (key, _choice, signal) => later(of(key, PUSHED), signal),
        capturePlan: (key, _choice, signal) => later(of(key, CHANGE), signal),
        capture: (key, _choice, signal) => later(of(key, PUSHED), signal),
        tree: (key) => later(of(key, [node])),
        search: (_text, _limit, signal) =>
          later(
            { hits: [{ app: 'web' as AppKey, ref: REF, status: 'Synced', health: 'Healthy' }], more: false },
            signal,
          ),
        followTree: (key, signal) => this.#tree(node, of(key, signal)),
        reasons: (key) => of(key, [reason]),
        liveResource: (key, _ref, signal) => later(of(key, DEPLOYMENT), signal),
        commit: (key, revision, _source, signal) =>
          later(
            of(key, {
              sha: revision,
              tree: 'b'.repeat(40) as TreeId,
              author: 'Ann',
              email: 'ann@example.invalid',
              date: 1_700_000_000_000,
              message: 'Raise worker memory',
              parents: [],
            }),
            signal,
          ),
        events: (key, _ref, signal) => later(of(key, []), signal),
        logs: (key, _request, signal) => this.#logs(of(key, signal)),
        onChange: (listener) => listen(this.#onApp, listener),
      },
      projects: {
        list: () => now([PROJECT]),
        get: () => now(PROJECT),
        put: (project) => now(project),
        remove: () => now(undefined),
      },
      repositories: {
        list: () => now([REPOSITORY]),
        add: (repository, _options, signal) => {
          this.added.push(repository);
          return later(REPOSITORY, signal);
        },
        remove: () => later(undefined),
      },
      clusters: {
        list: () => now([CLUSTER]),
        get: () => now(CLUSTER),
        add: (_cluster, signal) => later(CLUSTER, signal),
        remove: () => later(undefined),
        reconnect: () => now(CLUSTER),
        onChange: (listener) => listen(this.#onCluster, listener),
        contexts: () => later([{ name: 'prod', server: 'https://10.0.0.1', exec: 'aws' }]),
      },
      config: {
        get: () => now(new Map([['timeout.reconciliation', '120s']])),
        set: (changes) => now([...changes.keys()].map((key) => `${key} changed`)),
      },
      tasks: {
        list: () => now([...this.tasks]),
        get: (id) => this.tasks.get(id),
        cancel: () => now(true),
        onChange: (listener) => listen(this.#onTask, listener),
      },
      counters: () => now({ applications: this.apps.size } as EngineCounters),
      start: async () => undefined,
      idle: async () => undefined,
      stop: async () => undefined,
    };
  }

  /** Ends by its signal only. */
  #hang(signal: AbortSignal | undefined): Promise<never> {
    return new Promise((_, reject) => {
      if (!signal) throw new Error('a call that hangs has no signal');
      signal.addEventListener('abort', () => {
        this.aborted += 1;
        if (this.fault.deaf) return;
        reject(signal.reason as Error);
      });
    });
  }

  async *#tree(node: TreeNode, signal: AbortSignal): AsyncIterable<TreeChange> {
    if (this.fault.fail !== undefined) throw this.fault.fail;
    yield { reset: true, more: false, upsert: [node], remove: [] };
    if (this.fault.hang) await this.#hang(signal);
    yield { reset: false, more: false, upsert: [], remove: [KEY] };
  }

  async *#logs(signal: AbortSignal) {
    this.openLogs += 1;
    try {
      if (this.fault.fail !== undefined) throw this.fault.fail;
      if (this.fault.hang) await this.#hang(signal);
      for (let i = 0; this.fault.endless || i < 3; i++) {
        signal.throwIfAborted();
        this.lines += 1;
        yield { pod: 'web-1', container: 'main', text: `line ${i}` };
      }
    } finally {
      this.openLogs -= 1;
    }
  }
}
