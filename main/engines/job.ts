import type { CallOptions, CallResult } from './call.ts';

/** A call on its way: waiting, or in a lane. It settles once. */
export interface Job {
  readonly op: string;
  readonly args: unknown;
  readonly options: CallOptions;
  /** It ran when a process died by itself: the next time it runs alone, so that it can be blamed or cleared. */
  suspect: boolean;
  /** How often it was given to a lane. */
  attempts: number;
  resolve(result: CallResult<unknown>): void;
  reject(error: unknown): void;
}
