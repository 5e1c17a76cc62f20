import type { ApplicationSource, BlobId, CommitSha, TreeId } from '../model/index.ts';

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
  /** App key: `name`, or `namespace_name`. For the release name (without the namespace) and the build environment. */
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
  /** The commits of the sources that have a `ref`, by its name: what `$name/…` in the source's file fields means. */
  readonly references?: ReadonlyMap<string, SourceTree>;
  /** A hard refresh: what is remembered about this source is not used, its tool runs again. */
  readonly force?: boolean;
}
