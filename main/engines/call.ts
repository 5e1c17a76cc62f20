import type { Files } from './frame.ts';

/** What every call takes besides its arguments. */
export interface CallOptions {
  /** A function is asked only when the worker does not hold the tree of `treeKey`; what it throws, the call throws. */
  readonly files?: Files | (() => Files | Promise<Files>);
  /** Content hash of files. Workers keep a few trees (and parsed charts) by key, so a later call sends no files. */
  readonly treeKey?: string;
  /** From the start of the call in a worker. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

export interface CallResult<T> {
  ok: T;
  /** Output of operations that return text. */
  text: Uint8Array;
  /** What the engine logged (warnings of the tools). */
  log: string;
}
