/** The face of the render room: source → manifests, keyed by what was really read. See README.md. */

import type {
  ApplicationSource,
  BlobId,
  CommitSha,
  Condition,
  ContentHash,
  KubeObject,
  SourceType,
  TreeId,
} from '../model/index.ts';

/** Read access to one commit, without a checkout. The engine builds it from the git room. */
export interface SourceTree {
  readonly commit: CommitSha;
  /** '' is the root. Undefined: no folder of that name. */
  treeAt(path: string, signal?: AbortSignal): Promise<TreeId | undefined>;
  entries(tree: TreeId, signal?: AbortSignal): Promise<readonly SourceEntry[]>;
  blob(id: BlobId, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array>;
}

export interface SourceEntry {
  readonly name: string;
  readonly kind: 'blob' | 'executable' | 'link' | 'tree' | 'submodule';
  readonly id: string;
}

/** What rendering may depend on besides the files. Everything here is part of the key. */
export interface RenderContext {
  /** App key, for the release name (without namespace prefix) and the build environment (reference §1.3.7). */
  readonly appName: string;
  readonly appNamespace: string;
  readonly project: string;
  readonly destinationNamespace: string;
  readonly kubeVersion: string;
  readonly apiVersions: readonly string[];
  /** Digest of the two above. */
  readonly capabilitiesDigest: string;
  readonly settings: RenderSettings;
}

/** argocd-cm keys that change rendering; see reference §1.3. */
export interface RenderSettings {
  readonly helmEnabled: boolean;
  readonly kustomizeEnabled: boolean;
  readonly jsonnetEnabled: boolean;
  readonly kustomizeBuildOptions: string;
  /** Bytes; default 10 MiB. */
  readonly maxDirectoryBytes: number;
}

export interface RenderRequest {
  readonly source: ApplicationSource;
  readonly tree: SourceTree;
  readonly context: RenderContext;
}

export interface RenderedResource {
  /** As rendered: no tracking, no namespace defaulting. Frozen by agreement: shared between applications and calls. */
  readonly object: KubeObject;
  /** Of the canonical JSON. */
  readonly hash: ContentHash;
  /** Where it came from, for messages: path inside the repository when known. */
  readonly origin?: string;
}

export interface RenderResult {
  /** Of everything that was read and every parameter: equal keys, equal resources. */
  readonly key: ContentHash;
  readonly sourceType: SourceType;
  readonly resources: readonly RenderedResource[];
  readonly warnings: readonly Condition[];
  /** True when no tool and no parser ran for this answer. */
  readonly cached: boolean;
}

/** A failure is an ArgosyError whose message is what Argo CD would put behind `Failed to load target state: …`. */
export interface Renderer {
  render(request: RenderRequest, signal?: AbortSignal): Promise<RenderResult>;
  /** How often a tool or parser really ran, and how often an answer was remembered. */
  counters(): { readonly renders: number; readonly hits: number };
  close(): Promise<void>;
}

/** Persistence for results across restarts; the store room satisfies it. Values are opaque bytes, keys are content hashes. */
export interface RenderCache {
  get(key: string): Uint8Array | undefined;
  put(key: string, value: Uint8Array): void;
}
