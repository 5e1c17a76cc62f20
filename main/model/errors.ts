/**
 * What a person can cause or mend. Everything else is a bug and may crash its task.
 * `code` is stable text for programs, `subject` names the object, `advice` is the way out.
 */
export class ArgosyError extends Error {
  override readonly name = 'ArgosyError';
  readonly code: ErrorCode;
  readonly subject: string | undefined;
  readonly advice: string | undefined;
  /** True when the same call may succeed later without anybody changing anything. */
  readonly retry: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: { subject?: string | undefined; advice?: string | undefined; retry?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.subject = options.subject;
    this.advice = options.advice;
    this.retry = options.retry ?? false;
  }
}

export type ErrorCode =
  | 'InvalidArgument'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'PermissionDenied'
  | 'FailedPrecondition'
  | 'Unauthenticated'
  | 'Unavailable'
  | 'DeadlineExceeded'
  | 'ResourceExhausted'
  | 'Aborted'
  | 'Unknown';
