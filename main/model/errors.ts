/**
 * What a person can cause or mend. Everything else is a bug and may crash its task.
 * `code` is stable text for programs, `subject` names the object, `advice` is the way out.
 */
export class ArgosyError extends Error {
  override readonly name = 'ArgosyError';
  readonly code: ErrorCode;
  readonly subject: string | undefined;
  readonly advice: string | undefined;
  /** What a screen or a script does something about; the message is for people only. */
  readonly reason: ErrorReason | undefined;
  /** True when the same call may succeed later without anybody changing anything. */
  readonly retry: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      subject?: string | undefined;
      advice?: string | undefined;
      reason?: ErrorReason | undefined;
      retry?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.subject = options.subject;
    this.advice = options.advice;
    this.reason = options.reason;
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

/** Refusals, and waits for a person, that have a way on of their own. An operation and a condition carry the same word in the status. */
export type ErrorReason =
  /** Git, the cluster or the application is not as it was when the plan was shown: nothing was done. */
  | 'PlanOutOfDate'
  /** Somebody pushed to the branch what the planned commit looked at: nothing was pushed. */
  | 'BranchMoved'
  /** Automation would undo it: it has to be held first. */
  | 'AutomationOn'
  /** A person has marked the revision as never to be synced again. */
  | 'RevisionRefused'
  | 'OperationInProgress'
  /** It waits until a person confirms a prune or a deletion. */
  | 'AwaitsConfirmation'
  | 'WindowShut'
  | 'Deleting';
