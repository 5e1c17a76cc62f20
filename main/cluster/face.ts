/** What the other rooms see of a cluster. index.ts hands it out; the files of this room import it from here. */

import type {
  ClusterServer,
  GroupKind,
  GroupVersionKind,
  KubeObject,
  OwnerReference,
  ResourceKey,
  ResourceRef,
} from '../model/index.ts';

export type ConnectionState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting'; readonly since: number }
  | { readonly kind: 'live'; readonly since: number }
  /** The credentials were refused (401) or a sign-in program failed. `message` is the server's own. */
  | { readonly kind: 'auth-needed'; readonly since: number; readonly message: string }
  | { readonly kind: 'unreachable'; readonly since: number; readonly message: string; readonly nextTry: number };

export interface ApiResource extends GroupVersionKind {
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

export interface Capabilities {
  /** For example 'v1.36.3'. */
  readonly kubeVersion: string;
  /** `v1`, `apps/v1`, `apps/v1/Deployment`, … sorted: what Helm's .Capabilities.APIVersions holds. */
  readonly apiVersions: readonly string[];
  /** Digest of the two above: part of render keys. */
  readonly digest: string;
}

/** One watched object. Cheap to hold: the text is parsed when asked for. */
export interface LiveResource {
  readonly key: ResourceKey;
  readonly apiVersion: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly owners: readonly OwnerReference[];
  /** Annotation argocd.argoproj.io/tracking-id, or '' */
  readonly trackingId: string;
  /** Label of the instance key, or ''. */
  readonly instance: string;
  /** RFC 3339. */
  readonly createdAt: string;
  /** Whether the text is held. It is for tracked objects, their descendants, and what setInterest or `wants` ask for. */
  readonly whole: boolean;
  /**
   * The whole object with managedFields; parsed anew at each call, so keep it no longer than needed. Throws FailedPrecondition
   * when it is not held whole: then Cluster.whole reads it.
   */
  object(): KubeObject;
}

export interface LiveChange {
  readonly key: ResourceKey;
  readonly before: LiveResource | undefined;
  readonly after: LiveResource | undefined;
  /** Monotonic milliseconds at which the event came off the wire. */
  readonly at: number;
}

/** Whether the cache may be believed for a kind. Verdicts on a kind that is not 'synced' are unknown, never Synced, never prune. */
export type KindState =
  | { readonly kind: 'synced' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'absent' } // the API server does not serve it
  | { readonly kind: 'forbidden'; readonly message: string }
  | { readonly kind: 'stale'; readonly since: number; readonly message: string };

export interface ApplyOptions {
  readonly fieldManager: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  /** 'Strict' | 'Warn' | 'Ignore'; default Strict, Ignore for Validate=false. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
}

export interface DeleteOptions {
  readonly propagation: 'Foreground' | 'Background' | 'Orphan';
  readonly uid?: string;
  readonly gracePeriodSeconds?: number;
  readonly dryRun?: boolean;
}

/** The server's refusal in its own words: a Kubernetes Status as an error. */
export interface StatusDetails {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
}

export interface LogRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container?: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  readonly timestamps?: boolean;
}

/**
 * The types of an object's fields, from the cluster's own OpenAPI v3, as server-side apply needs them.
 * A node is shared between all places that refer to it; cycles are possible.
 */
export interface SchemaNode {
  readonly type: 'object' | 'map' | 'list' | 'scalar' | 'any';
  /** object: fields by name. */
  readonly fields?: ReadonlyMap<string, SchemaNode>;
  /** map: values; list: items. */
  readonly items?: SchemaNode;
  /** list: how it merges. 'atomic' lists are one value. */
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listKeys?: readonly string[];
  /** object/map: 'atomic' is one value. */
  readonly mapType?: 'atomic' | 'granular';
  readonly scalar?: 'string' | 'integer' | 'number' | 'boolean' | 'quantity' | 'int-or-string' | 'date-time' | 'byte';
  readonly default?: unknown;
  readonly embedded?: boolean;
  readonly preserveUnknown?: boolean;
}

/** Everything that the engine does with one cluster. Requests throw ClusterError (see errors.ts). */
export interface Cluster {
  readonly server: ClusterServer;
  readonly name: string;
  connection(): ConnectionState;
  onConnection(listener: (state: ConnectionState) => void): () => void;
  /** Reads the credentials again and tries now what waits for its next try: a person asked for it. */
  reconnect(): void;

  capabilities(signal?: AbortSignal): Promise<Capabilities>;
  /** Undefined when the server does not serve the kind (a fresh look is taken before saying so). */
  resourceOf(kind: GroupKind & { readonly version?: string }, signal?: AbortSignal): Promise<ApiResource | undefined>;
  schemaOf(kind: GroupVersionKind, signal?: AbortSignal): Promise<SchemaNode | undefined>;

  /** Starts (once) to watch a kind and resolves when its first list is complete or its state says why not. */
  watch(kind: GroupKind, signal?: AbortSignal): Promise<KindState>;
  kindState(kind: GroupKind): KindState;
  /** Whatever is asked for here is held whole from then on; see LiveResource.whole for the first answer. */
  live(key: ResourceKey): LiveResource | undefined;
  /** Objects whose tracking id names this application. */
  trackedBy(appKey: string): readonly LiveResource[];
  childrenOf(uid: string): readonly LiveResource[];
  /** Objects to hold whole besides tracked ones and their descendants; replaces the former set. */
  setInterest(keys: Iterable<ResourceKey>): void;
  /** From the cache when it is held whole, else read singly. */
  whole(key: ResourceKey, signal?: AbortSignal): Promise<KubeObject | undefined>;
  /** Batches: every change since the last turn of the event loop. */
  onChange(listener: (changes: readonly LiveChange[]) => void): () => void;
  onKindState(listener: (kind: GroupKind, state: KindState) => void): () => void;

  read(ref: ResourceRef & { readonly version?: string }, signal?: AbortSignal): Promise<KubeObject | undefined>;
  /** Server-side apply. The answer is what the server stored (or would, on a dry run). */
  apply(object: KubeObject, options: ApplyOptions, signal?: AbortSignal): Promise<KubeObject>;
  create(
    object: KubeObject,
    options: { readonly fieldManager: string; readonly dryRun?: boolean },
    signal?: AbortSignal,
  ): Promise<KubeObject>;
  replace(
    object: KubeObject,
    options: { readonly fieldManager: string; readonly dryRun?: boolean },
    signal?: AbortSignal,
  ): Promise<KubeObject>;
  patch(
    ref: ResourceRef,
    patch: unknown,
    type: 'json' | 'merge' | 'strategic',
    options: { readonly fieldManager: string; readonly dryRun?: boolean; readonly subresource?: string },
    signal?: AbortSignal,
  ): Promise<KubeObject>;
  /** Resolves when the server accepted the deletion; true when the object is gone at once. Absent objects count as gone. */
  delete(ref: ResourceRef, options: DeleteOptions, signal?: AbortSignal): Promise<boolean>;
  logs(request: LogRequest, signal?: AbortSignal): AsyncIterable<string>;
  /** The events of one object, or without `uid` of a namespace; '' stands for cluster-scoped objects. */
  events(
    involved: { readonly uid?: string; readonly namespace: string },
    signal?: AbortSignal,
  ): Promise<readonly KubeObject[]>;

  counters(): ClusterCounters;
  /** What the credentials in use are worth; undefined before they were read. */
  credentials?(): CredentialView | undefined;
  close(): Promise<void>;
}

export interface CredentialView {
  /** Milliseconds since the epoch; absent when it has no end, or none that can be read from it. */
  readonly expiresAt?: number;
  /** A program, a provider or a file gives new ones: nobody has to do anything. */
  readonly renews: boolean;
}

export interface ClusterCounters {
  readonly requests: number;
  readonly requestsByVerb: Readonly<Record<string, number>>;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly watches: number;
  readonly objects: number;
  readonly cacheBytes: number;
  readonly throttled: number;
  readonly connectionsOpened: number;
  /** Requests on their way and waiting, how many may be on their way now, and at most: less while the server says that it is busy. */
  readonly budget?: {
    readonly running: number;
    readonly waiting: number;
    readonly limit: number;
    readonly most: number;
  };
}
