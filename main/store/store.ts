/** What the store keeps, and the port through which everybody uses it. */

import type { AppKey, Application, AppProject, HealthStatusCode, SyncStatusCode } from '../model/index.ts';
import type { CacheCounters } from './cache.ts';
import type { StoreHealth } from './write-queue.ts';

export interface StoredApplication {
  readonly key: AppKey;
  /** The whole object with status, as `app get -o json` prints it. */
  readonly application: Application;
}

/** An operation under way: written before the first change to a cluster, extended after each object. */
export interface JournalOperation {
  readonly id: string;
  readonly app: AppKey;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** The operation request and everything needed to go on after a crash; JSON. */
  readonly request: unknown;
  /** Records in order of writing; JSON. */
  readonly records: readonly unknown[];
  readonly finished: boolean;
}

export interface Transition {
  readonly app: AppKey;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly sync: SyncStatusCode;
  readonly health: HealthStatusCode;
  readonly revision?: string;
}

export interface RepositoryRecord {
  readonly url: string;
  readonly type: 'git' | 'helm' | 'oci';
  readonly name?: string;
  readonly project?: string;
  readonly username?: string;
  readonly insecure?: boolean;
  readonly proxy?: string;
  readonly caBundle?: string;
  /** Ids of secrets in the vault; never their values. */
  readonly secrets: Readonly<Record<'password' | 'bearerToken' | 'sshPrivateKey' | 'tlsClientKey', string | undefined>>;
}

export interface ClusterRecord {
  readonly server: string;
  readonly name: string;
  /** Path of the kubeconfig and the context in it: credentials stay where the person keeps them… */
  readonly kubeconfig?: { readonly path: string; readonly context: string };
  /** …or were put into the vault (a kubeconfig text) under this id. */
  readonly secret?: string;
  /** The person allowed the sign-in program of the context to run. */
  readonly allowExec?: boolean;
  readonly namespaces?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly project?: string;
}

export interface Store {
  applications(): Iterable<StoredApplication>;
  application(key: AppKey): Application | undefined;
  /** Writes spec and status. Writes of one turn of the event loop share a transaction. */
  putApplication(key: AppKey, application: Application): void;
  deleteApplication(key: AppKey): void;

  projects(): readonly AppProject[];
  putProject(project: AppProject): void;
  deleteProject(name: string): void;

  repositories(): readonly RepositoryRecord[];
  putRepository(record: RepositoryRecord): void;
  /** Without a project: the records of this URL in all projects. */
  deleteRepository(url: string, project?: string): void;
  clusters(): readonly ClusterRecord[];
  putCluster(record: ClusterRecord): void;
  deleteCluster(server: string): void;

  /** argocd-cm and argocd-cmd-params-cm keys as set by `config set`. */
  config(): ReadonlyMap<string, string>;
  setConfig(key: string, value: string | undefined): void;

  /** Argosy's own settings as texts; `openSettings` gives them types. */
  settings(): ReadonlyMap<string, string>;
  setSetting(key: string, value: string | undefined): void;

  beginOperation(operation: { id: string; app: AppKey; startedAt: number; request: unknown }): Promise<void>;
  /** Resolves when the record is safe on disk; records of one turn share one commit. */
  appendRecord(operationId: string, record: unknown): Promise<void>;
  finishOperation(operationId: string): Promise<void>;
  unfinishedOperations(): readonly JournalOperation[];

  addTransition(transition: Transition): void;
  transitions(app: AppKey, limit: number): readonly Transition[];

  /** Caches by content hash: any entry may vanish at any time. `kind` is 'render' or 'verdict'. */
  cacheGet(kind: string, key: string): Uint8Array | undefined;
  cachePut(kind: string, key: string, value: Uint8Array): void;

  /** Whether writes reach the file. While they do not, nothing is lost: it waits in memory and is tried again. */
  health(): StoreHealth;
  onHealth(listener: (health: StoreHealth) => void): () => void;
  counters(): StoreCounters;

  /** Everything written so far is on disk when it resolves. */
  flush(): Promise<void>;
  close(): void;
}

export interface StoreCounters {
  /** Transactions, and waits for the disk. */
  readonly commits: number;
  readonly syncs: number;
  /** Rows handed to transactions; equal texts are not. */
  readonly documentWrites: number;
  readonly statusWrites: number;
  readonly cache: CacheCounters | undefined;
}
