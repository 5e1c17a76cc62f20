import { ArgosyError, type ErrorCode } from '../model/index.ts';

/** Stable text for programs. */
export type EngineErrorCode =
  // The host ended the call.
  | 'DEADLINE'
  | 'ABORTED'
  | 'CLOSED'
  | 'START_FAILED'
  | 'TOO_LARGE'
  // The engine ended itself; the next call gets a new one.
  | 'STACK_OVERFLOW'
  | 'OUT_OF_MEMORY'
  | 'CRASHED'
  // The tool said no: its own words are the message.
  | 'FAILED'
  | 'PANIC'
  | 'INVALID_MANIFEST'
  | 'DEPENDENCIES_MISSING'
  | 'FILE_NOT_FOUND'
  // Something outside the given files is wanted, or a feature that needs a process.
  | 'REMOTE'
  | 'UNSUPPORTED'
  // A caller's mistake.
  | 'BAD_REQUEST'
  | 'UNKNOWN_OP'
  | 'TREE_MISSING';

/**
 * Why an engine gave no result. `details` depends on the code: REMOTE has RemoteReference[], DEPENDENCIES_MISSING the
 * chart names, INVALID_MANIFEST what the templates produced by file, PANIC and crashes what the engine logged.
 */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;
  readonly details: unknown;
  /** The way out, for a person. */
  readonly advice: string | undefined;

  constructor(
    code: EngineErrorCode,
    message: string,
    options: { details?: unknown; advice?: string | undefined } = {},
  ) {
    super(message);
    this.code = code;
    this.details = options.details;
    this.advice = options.advice;
  }

  /** The same for a person: what rooms above show, with the object it happened to. */
  toArgosyError(subject?: string): ArgosyError {
    const { code, retry } = MEANING[this.code];
    return new ArgosyError(code, this.message, { subject, advice: this.advice, retry, cause: this });
  }
}

/** A reference that leaves the given files: where it is written and what it names. */
export interface RemoteReference {
  readonly file: string;
  readonly field: string;
  readonly url: string;
}

const MEANING: Record<EngineErrorCode, { code: ErrorCode; retry: boolean }> = {
  DEADLINE: { code: 'DeadlineExceeded', retry: false },
  ABORTED: { code: 'Aborted', retry: false },
  CLOSED: { code: 'Aborted', retry: false },
  START_FAILED: { code: 'Unavailable', retry: true },
  TOO_LARGE: { code: 'ResourceExhausted', retry: false },
  STACK_OVERFLOW: { code: 'ResourceExhausted', retry: false },
  OUT_OF_MEMORY: { code: 'ResourceExhausted', retry: false },
  CRASHED: { code: 'Unavailable', retry: true },
  FAILED: { code: 'InvalidArgument', retry: false },
  PANIC: { code: 'InvalidArgument', retry: false },
  INVALID_MANIFEST: { code: 'InvalidArgument', retry: false },
  DEPENDENCIES_MISSING: { code: 'FailedPrecondition', retry: false },
  FILE_NOT_FOUND: { code: 'NotFound', retry: false },
  REMOTE: { code: 'FailedPrecondition', retry: false },
  UNSUPPORTED: { code: 'FailedPrecondition', retry: false },
  BAD_REQUEST: { code: 'InvalidArgument', retry: false },
  UNKNOWN_OP: { code: 'InvalidArgument', retry: false },
  TREE_MISSING: { code: 'InvalidArgument', retry: false },
};
