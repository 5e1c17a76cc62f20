/** What the engine offers: applications, projects, repositories, clusters, settings, and the loop that keeps them true. */

import type { PathDifference, Verdict } from '../diff/index.ts';
import type { CommitInfo } from '../git/index.ts';
import type {
  AppKey,
  Application,
  AppProject,
  CommitSha,
  HealthStatus,
  JsonValue,
  KubeObject,
  Operation,
  ResourceKey,
  ResourceRef,
  SyncStatusCode,
} from '../model/index.ts';
import type { ClusterRecord, RepositoryRecord } from '../store/index.ts';
import type { Problem } from './problems.ts';
import type { TaskView } from './tasks.ts';

/** One object of an application as compared last: a row of Resources, Diff and Graph. Secrets are masked already. */
export interface ComparedResource {
  readonly key: ResourceKey;
  readonly ref: ResourceRef & { readonly version: string };
  readonly status: SyncStatusCode;
  readonly verdict: Verdict;
  readonly health: HealthStatus | undefined;
  readonly hook: boolean;
  readonly requiresPruning: boolean;
  readonly wave: number;
}

/** The two sides of one object as masked objects, for `app diff`, the Diff tab and `app manifests --source live`. */
export interface ResourceDiff extends ComparedResource {
  readonly live: KubeObject | undefined;
  readonly desired: KubeObject | undefined;
  /** What comparison sees of live, and what applying would leave; both normalised and masked. */
  readonly normalizedLive: KubeObject | undefined;
  readonly predictedLive: KubeObject | undefined;
}

/** What a rule that ignores a field would hide; both values masked. */
export interface IgnorePreview {
  readonly hides: readonly {
    readonly ref: ResourceRef;
    readonly live: JsonValue | undefined;
    readonly desired: JsonValue | undefined;
    /** The two sides differ there today. */
    readonly differs: boolean;
  }[];
}

/** One sentence of the reason strip (ux.md §3): what differs, who did it, when, and what can be done. */
export interface Reason {
  readonly severity: 'error' | 'warning' | 'info';
  /** Plain text; names the object, the field, the values, the manager. */
  readonly text: string;
  readonly key: ResourceKey | undefined;
  readonly difference: PathDifference | undefined;
  readonly actions: readonly ReasonAction[];
}

export type ReasonAction =
  | { readonly kind: 'sync'; readonly label: string; readonly prune: boolean }
  | { readonly kind: 'heal'; readonly label: string; readonly key: ResourceKey }
  | { readonly kind: 'ignore-field'; readonly label: string; readonly key: ResourceKey; readonly jsonPointer: string }
  | { readonly kind: 'fix-repository'; readonly label: string; readonly url: string }
  | { readonly kind: 'fix-cluster'; readonly label: string; readonly server: string }
  | { readonly kind: 'refresh'; readonly label: string };

export interface PlanRow {
  readonly phase: string;
  readonly wave: number;
  readonly change: 'create' | 'change' | 'same' | 'prune' | 'keep' | 'hook' | 'refused';
  /** Why it is kept or refused, or what it waits for. */
  readonly note: string;
  readonly ref: ResourceRef;
  readonly paths: readonly PathDifference[];
}

export interface ApplicationPlan {
  readonly hash: string;
  readonly rows: readonly PlanRow[];
  readonly invalid: readonly string[];
  /** Protection rules that would ask for a confirmation. */
  readonly guards: readonly string[];
}

/** What an Application would do that is not stored, or not stored like this. */
export interface ApplicationPreview extends ApplicationPlan {
  /** The child Applications among its objects, as Git has them; masked. */
  readonly applications: readonly Application[];
}

/** A node of the resource tree: managed objects and what they own (reference §5.1). */
export interface TreeNode {
  readonly ref: ResourceRef & { readonly version: string };
  readonly uid: string;
  readonly parents: readonly string[];
  readonly health: HealthStatus | undefined;
  readonly status: SyncStatusCode | undefined;
  readonly createdAt: string;
  readonly info: readonly { readonly name: string; readonly value: string }[];
  readonly images: readonly string[];
}

export type Timeliness = 'normal' | 'hard';

export interface Applications {
  list(): readonly Application[];
  /** Throws NotFound. */
  get(key: AppKey): Application;
  find(key: string): Application | undefined;
  /** Validates against project, destination and repository unless `validate` is false; an equal object is no change. */
  create(
    application: Application,
    options: { readonly upsert: boolean; readonly validate: boolean },
    signal?: AbortSignal,
  ): Promise<Application>;
  /** Replaces spec, labels, annotations and finalizers. */
  update(application: Application, options: { readonly validate: boolean }, signal?: AbortSignal): Promise<Application>;
  remove(
    key: AppKey,
    options: { readonly cascade: boolean; readonly propagation: 'foreground' | 'background' },
    signal?: AbortSignal,
  ): Promise<void>;
  /** Resolves with the status of a comparison that began after the call. */
  refresh(key: AppKey, how: Timeliness, signal?: AbortSignal): Promise<Application>;
  /** Starts an operation; throws FailedPrecondition `another operation is already in progress` and the refusals of reference §3.1. */
  sync(key: AppKey, operation: Operation, signal?: AbortSignal): Promise<Application>;
  terminate(key: AppKey): Promise<void>;
  resources(key: AppKey): readonly ComparedResource[];
  diff(key: AppKey, target: TargetRequest | undefined, signal?: AbortSignal): Promise<readonly ResourceDiff[]>;
  /** One object of `diff`, without reading the others. Throws NotFound for an object that the application neither declares nor tracks. */
  objectDiff(key: AppKey, ref: ResourceRef, signal?: AbortSignal): Promise<ResourceDiff>;
  /** What a rule that ignores this field would hide, for this object and for every other of its kind. */
  ignorePreview(key: AppKey, ref: ResourceRef, jsonPointer: string, signal?: AbortSignal): Promise<IgnorePreview>;
  /** Rendered, tracked, namespaced; Secrets masked. */
  manifests(key: AppKey, target: TargetRequest | undefined, signal?: AbortSignal): Promise<readonly KubeObject[]>;
  plan(key: AppKey, operation: Operation, signal?: AbortSignal): Promise<ApplicationPlan>;
  /** What is wrong with a value as an Application, by its types, project and destination; nothing is read or asked. */
  validate(application: unknown): readonly Problem[];
  /** Renders and compares an Application as it is given, new or changed, and stores nothing. */
  preview(application: Application, signal?: AbortSignal): Promise<ApplicationPreview>;
  tree(key: AppKey): Promise<readonly TreeNode[]>;
  reasons(key: AppKey): readonly Reason[];
  liveResource(key: AppKey, ref: ResourceRef, signal?: AbortSignal): Promise<KubeObject>;
  /** Of one object; without `ref` of every object of the tree. */
  events(key: AppKey, ref: ResourceRef | undefined, signal?: AbortSignal): Promise<readonly KubeObject[]>;
  /** A commit of the repository of its `source`th source; fetched when it is not there. */
  commit(key: AppKey, revision: CommitSha, source: number, signal?: AbortSignal): Promise<CommitInfo>;
  logs(key: AppKey, request: AppLogRequest, signal: AbortSignal): AsyncIterable<AppLogLine>;
  onChange(listener: (key: AppKey, application: Application | undefined) => void): () => void;
}

/** Another target than the spec's current one. */
export type TargetRequest =
  | { readonly kind: 'revisions'; readonly revisions: readonly string[] }
  /** A folder of this machine, rendered as the source's path. */
  | { readonly kind: 'local'; readonly folder: string };

export interface AppLogRequest {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly container?: string;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  /** Each line begins with the time at which the node took it, RFC 3339. */
  readonly timestamps?: boolean;
}

export interface AppLogLine {
  readonly pod: string;
  readonly container: string;
  readonly text: string;
}

export interface ConnectionView {
  readonly status: 'Successful' | 'Failed' | 'Unknown';
  readonly message: string;
  /** RFC 3339. */
  readonly attemptedAt: string | undefined;
}

export interface ClusterView extends ClusterRecord {
  readonly connection: ConnectionView;
  readonly kubeVersion: string | undefined;
  readonly applications: number;
  readonly objects: number;
}

export interface RepositoryView extends RepositoryRecord {
  readonly connection: ConnectionView;
  readonly applications: number;
}

export interface NewRepository extends Omit<RepositoryRecord, 'secrets'> {
  readonly password?: string;
  readonly bearerToken?: string;
  readonly sshPrivateKey?: string;
}

/** A context of a kubeconfig, before anything connects. */
export interface KubeContext {
  readonly name: string;
  readonly server: string;
  /** The program that its user signs in with. */
  readonly exec: string | undefined;
}

export interface NewCluster {
  readonly context: string;
  readonly name?: string;
  readonly kubeconfigPath?: string;
  readonly upsert?: boolean;
  readonly namespaces?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly project?: string;
  /** The person allowed the sign-in program of this context to run. */
  readonly allowExec?: boolean;
}

export interface Engine {
  readonly applications: Applications;
  readonly projects: {
    list(): readonly AppProject[];
    get(name: string): AppProject;
    put(project: AppProject, options: { readonly upsert: boolean }): AppProject;
    remove(name: string): void;
  };
  readonly repositories: {
    list(): readonly RepositoryView[];
    /** Tested against the remote before it is stored. */
    add(
      repository: NewRepository,
      options: { readonly upsert: boolean },
      signal?: AbortSignal,
    ): Promise<RepositoryView>;
    remove(url: string): Promise<void>;
  };
  readonly clusters: {
    list(): readonly ClusterView[];
    get(serverOrName: string): ClusterView;
    /** Reaches the API server before it is stored. */
    add(cluster: NewCluster, signal?: AbortSignal): Promise<ClusterView>;
    remove(serverOrName: string): Promise<void>;
    onChange(listener: (server: string) => void): () => void;
    contexts(
      kubeconfigPath: string | undefined,
    ): Promise<readonly { readonly name: string; readonly server: string; readonly exec: string | undefined }[]>;
  };
  readonly config: {
    get(): ReadonlyMap<string, string>;
    /** undefined removes. Effective at once; throws InvalidArgument naming the key. */
    set(changes: ReadonlyMap<string, string | undefined>): readonly string[];
  };
  readonly tasks: {
    list(): readonly (readonly [string, TaskView])[];
    get(id: string): TaskView | undefined;
    cancel(id: string): boolean;
    onChange(listener: (id: string) => void): () => void;
  };
  counters(): EngineCounters;
  /**
   * 'reconcile': resumes what was interrupted, compares every application and acts by itself; resolves when all have been queued.
   * 'on-demand': loads and does only what is asked, for a command that runs without an engine beside it.
   */
  start(mode?: 'reconcile' | 'on-demand'): Promise<void>;
  /** Nothing queued, no operation under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** What has been done since the start: what the bench and the diagnostics page show. */
export interface EngineCounters {
  readonly applications: number;
  readonly refreshes: number;
  readonly renders: number;
  readonly renderHits: number;
  readonly comparisons: number;
  readonly dryRuns: number;
  readonly operations: number;
  readonly writes: number;
  readonly requests: number;
  readonly requestsByVerb: Readonly<Record<string, number>>;
  readonly lsRemotes: number;
  readonly fetches: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly cachedObjects: number;
  readonly cacheBytes: number;
  /** Milliseconds from watch event to write of the last heals, oldest first, at most 1,000. */
  readonly healLatencies: readonly number[];
}
