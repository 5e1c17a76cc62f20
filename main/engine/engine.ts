/** What the engine offers: applications, projects, repositories, clusters, settings, and the loop that keeps them true. */

import type { CredentialView } from '../cluster/index.ts';
import type { PathDifference, Verdict } from '../diff/index.ts';
import type { CommitInfo } from '../git/index.ts';
import type {
  AppKey,
  Application,
  AppProject,
  CommitSha,
  ConditionType,
  HealthStatus,
  JsonValue,
  KubeObject,
  Operation,
  ResourceKey,
  ResourceRef,
  RevisionHistory,
  SyncStatusCode,
} from '../model/index.ts';
import type { ClusterRecord, RepositoryRecord } from '../store/index.ts';
import type { NetworkingInfo } from './networking-info.ts';
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
  /** The condition that it is, if it is one. */
  readonly condition?: ConditionType;
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
  | { readonly kind: 'refresh'; readonly label: string }
  /** Ends the hold or the pause; with `allow` also what was refused. */
  | { readonly kind: 'release'; readonly label: string; readonly allow: boolean };

export interface PlanRow {
  readonly phase: string;
  readonly wave: number;
  readonly change: 'create' | 'change' | 'same' | 'prune' | 'keep' | 'hook' | 'refused';
  /** Why it is kept or refused, or what it waits for. */
  readonly note: string;
  readonly ref: ResourceRef;
  readonly paths: readonly PathDifference[];
  /** Other applications that declare the same object. */
  readonly sharedWith: readonly AppKey[];
}

export interface ApplicationPlan {
  readonly hash: string;
  readonly rows: readonly PlanRow[];
  readonly invalid: readonly string[];
  /** Protection rules that would ask for a confirmation. */
  readonly guards: readonly string[];
  /** What this plan's hash can not promise, or what could not be asked of the API server. */
  readonly notes: readonly string[];
}

/** What an Application would do that is not stored, or not stored like this. */
export interface ApplicationPreview extends ApplicationPlan {
  /** The child Applications among its objects, as Git has them; masked. */
  readonly applications: readonly Application[];
}

/** Which deployment to go back to, and how (reference §11; holding automation, hooks and refusing are ours). */
export interface RollbackChoice {
  /** Of the history; undefined: the entry before the newest. */
  readonly id: number | undefined;
  readonly prune: boolean;
  /** Argo CD's rollback never runs hooks. */
  readonly hooks: boolean;
}

export interface RollbackRequest extends RollbackChoice {
  /** Automation leaves the application alone afterwards; without it an automated application is refused. */
  readonly hold: { readonly reason: string; readonly releaseOnNewCommit: boolean } | undefined;
  /** The revisions that are left are never synced again until a person allows them. */
  readonly refuse: boolean;
  /** Only this plan, as `rollbackPlan` gave it. */
  readonly planHash: string | undefined;
}

export interface RollbackPlan extends ApplicationPlan {
  readonly entry: RevisionHistory;
}

export interface PauseRequest {
  readonly reason: string;
  /** RFC 3339; undefined: until a person resumes. */
  readonly until: string | undefined;
}

/** What deleting an application would take with it. */
export interface DeletionPlan {
  /** Objects that go, from the first wave to the last. */
  readonly deletes: readonly { readonly ref: ResourceRef; readonly wave: number; readonly application: AppKey }[];
  /** Objects that stay, and why. */
  readonly keeps: readonly { readonly ref: ResourceRef; readonly because: string; readonly application: AppKey }[];
  /** The application and, where it cascades, its child applications in order of deletion. */
  readonly applications: readonly AppKey[];
  readonly hooks: readonly { readonly ref: ResourceRef; readonly phase: 'PreDelete' | 'PostDelete' }[];
  /** What asks for a confirmation by typing the name. */
  readonly guards: readonly string[];
  /** Clusters that cannot be read now: the deletion would wait for them. */
  readonly unreachable: readonly string[];
}

export interface DeleteResourceRequest {
  readonly ref: ResourceRef;
  readonly propagation: 'foreground' | 'background' | 'orphan';
  /** Grace period zero. */
  readonly force: boolean;
}

/** A commit that Argosy would make for a person, shown before it is made. */
export interface GitChange {
  /** Of all of it: what is made later is just this, or nothing. */
  readonly hash: string;
  readonly repoURL: string;
  readonly branch: string;
  /** The tip that the commit goes on top of. */
  readonly base: CommitSha;
  readonly author: string;
  readonly message: string;
  /** The commits that are undone, newest first; none for a capture. */
  readonly undoes: readonly CommitInfo[];
  readonly files: readonly {
    readonly path: string;
    readonly change: 'added' | 'changed' | 'removed';
    /** Texts; undefined where there is none, or it is no text. */
    readonly before: string | undefined;
    readonly after: string | undefined;
    /** False: a commit that is undone touched it too, but it belongs to no path of the application. */
    readonly inside: boolean;
  }[];
  /** What the application would render differently; masked. */
  readonly objects: readonly {
    readonly ref: ResourceRef;
    readonly before: KubeObject | undefined;
    readonly after: KubeObject | undefined;
  }[];
  /** What the sync afterwards deletes, where it prunes; `note`: why an object stays all the same, else empty. */
  readonly prunes: readonly { readonly ref: ResourceRef; readonly note: string }[];
  /** Why that needs a confirmation by typing the name. */
  readonly guards: readonly string[];
  readonly warnings: readonly string[];
}

export interface RevertChoice {
  /** Back to the sources of this entry; undefined: the entry before the newest, or the newest where something else runs now. */
  readonly id: number | undefined;
  /** Which of several sources. */
  readonly source: number;
  /** Onto a new branch of this name instead of the tracked one. */
  readonly branch: string | undefined;
  /** The sync afterwards deletes what is not in Git any more, also where automation would not. */
  readonly prune: boolean;
}

export interface CaptureChoice {
  /** Undefined: every object that differs. */
  readonly refs: readonly ResourceRef[] | undefined;
  readonly branch: string | undefined;
  readonly message: string | undefined;
}

/** A commit that was made and pushed. */
export interface PushedChange {
  readonly commit: CommitSha;
  readonly branch: string;
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
  readonly networkingInfo?: NetworkingInfo;
}

/** A managed object that was searched for. */
export interface ResourceHit {
  readonly app: AppKey;
  readonly ref: ResourceRef;
  readonly status: SyncStatusCode;
  readonly health: string | undefined;
}

/** What became of a resource tree. Nodes are known by their ResourceKey. */
export interface TreeChange {
  /** What was known before is forgotten: this is the whole tree, or the first part of it. */
  readonly reset: boolean;
  /** The next change belongs to this one. */
  readonly more: boolean;
  readonly upsert: readonly TreeNode[];
  readonly remove: readonly ResourceKey[];
}

export type Timeliness = 'normal' | 'hard';

export interface Applications {
  list(): readonly Application[];
  /** Throws NotFound. */
  get(key: AppKey): Application;
  find(key: string): Application | undefined;
  /** False from the start until the first comparison has ended: the status is what an earlier run has left. A change of it is told by `onChange`. */
  fresh(key: AppKey): boolean;
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
  /** Managed objects as compared last whose kind, namespace and name hold every word; `more`: there may be others. */
  search(
    text: string,
    limit: number,
    signal?: AbortSignal,
  ): Promise<{ readonly hits: readonly ResourceHit[]; readonly more: boolean }>;
  /** The tree now, then what becomes of it; ends when the application is gone. A slow reader gets later changes together. */
  followTree(key: AppKey, signal: AbortSignal): AsyncIterable<TreeChange>;
  reasons(key: AppKey): readonly Reason[];
  /** What a rollback would do; nothing is done. */
  rollbackPlan(key: AppKey, choice: RollbackChoice, signal?: AbortSignal): Promise<RollbackPlan>;
  /** Starts the sync back to an entry of the history; refusals of reference §11. */
  rollback(key: AppKey, request: RollbackRequest, signal?: AbortSignal): Promise<Application>;
  /** Automation leaves the application alone: hotfix mode. Replaces a pause, refuses while a rollback is held. */
  pause(key: AppKey, request: PauseRequest): Promise<Application>;
  /** Ends a hold or a pause; `allow` also takes the marks off the revisions that were refused. */
  release(key: AppKey, options: { readonly allow: boolean }): Promise<Application>;
  deletionPlan(
    key: AppKey,
    options: { readonly cascade: boolean; readonly propagation: 'foreground' | 'background' },
    signal?: AbortSignal,
  ): Promise<DeletionPlan>;
  /** Approves the deletions and prunes that wait for a person (reference §3.8): the annotation with the time of now. */
  confirmDeletion(key: AppKey): Promise<Application>;
  /** Deletes one object of the application's tree; the next comparison says what that means. */
  deleteResource(key: AppKey, request: DeleteResourceRequest, signal?: AbortSignal): Promise<void>;
  /** The commit that undoes what touched the application's paths since an entry of its history. */
  revertPlan(key: AppKey, choice: RevertChoice, signal?: AbortSignal): Promise<GitChange>;
  /** Makes and pushes just that commit, then compares (and syncs, unless onto a new branch). */
  revert(key: AppKey, choice: RevertChoice & { readonly hash: string }, signal?: AbortSignal): Promise<PushedChange>;
  /** The commit that writes what lives into Git. */
  capturePlan(key: AppKey, choice: CaptureChoice, signal?: AbortSignal): Promise<GitChange>;
  capture(key: AppKey, choice: CaptureChoice & { readonly hash: string }, signal?: AbortSignal): Promise<PushedChange>;
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
  /** Absent while it is not used. */
  readonly credential?: CredentialView;
  readonly traffic?: {
    readonly requests: number;
    /** Times that the server said it is too busy. */
    readonly throttled: number;
    readonly running: number;
    readonly waiting: number;
    /** Requests that may be on their way now, and at most. */
    readonly limit: number;
    readonly most: number;
  };
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
    /** Reads the credentials again and tries now, instead of at the next try. */
    reconnect(serverOrName: string): ClusterView;
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
   * 'reconcile': resumes what was interrupted, compares every application and acts by itself; resolves when all have been queued. `calm`: until
   * then nothing is compared only because the engine has started, so that whoever looks at once is answered at once.
   * 'on-demand': loads and does only what is asked, for a command that runs without an engine beside it.
   */
  start(mode?: 'reconcile' | 'on-demand', calm?: Promise<void>): Promise<void>;
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
