/** Bounds of one render, and of what is remembered. Hostile repositories end here, with an error that names the source. */
export interface RenderLimits {
  /** Calls of tools (Helm, Kustomize, Jsonnet) at once. The engines have as many workers as cores; a call that waits there holds no files. */
  readonly parallelTools: number;
  /** Renders that may read files at once; they wait for Git most of the time. */
  readonly parallelReads: number;
  /** Bytes of all files that one chart, Kustomization or Jsonnet file set gives to its tool. */
  readonly sourceBytes: number;
  /** Files of one source that are read. */
  readonly files: number;
  /** Names that are looked at to find them: a directory may lie in a large repository. */
  readonly entries: number;
  /** Folders below the source's path. */
  readonly depth: number;
  /** Bytes that a tool may print. */
  readonly outputBytes: number;
  /** Objects of one source. */
  readonly resources: number;
  /** Milliseconds of one tool run; Argo CD's repo-server gives 60 s (reference §10.3). */
  readonly deadlineMs: number;
  /** Bytes of remembered results; objects that were read count as their JSON text. */
  readonly resultBytes: number;
  /** Bytes of remembered file contents, shared by the sources that read the same chart or base. */
  readonly contentBytes: number;
  /** How long a failure is answered without running its tool again (reference §10.2). */
  readonly failureMs: number;
}

const MIB = 1 << 20;

export const DEFAULT_LIMITS: RenderLimits = {
  parallelTools: 8,
  parallelReads: 16,
  sourceBytes: 64 * MIB,
  files: 20_000,
  entries: 250_000,
  depth: 64,
  outputBytes: 32 * MIB,
  resources: 50_000,
  deadlineMs: 60_000,
  resultBytes: 32 * MIB,
  contentBytes: 16 * MIB,
  failureMs: 60 * 60_000,
};
