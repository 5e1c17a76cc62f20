import { ArgosyError, type ErrorCode } from '../model/index.ts';
import type { StatusDetails } from './face.ts';

/**
 * A refusal of the API server, or the failure to reach it, in its own words. `status.code` is the HTTP status,
 * 0 when no answer came.
 */
export class ClusterError extends ArgosyError {
  readonly status: StatusDetails;

  constructor(
    code: ErrorCode,
    status: StatusDetails,
    options: {
      readonly subject?: string | undefined;
      readonly advice?: string | undefined;
      readonly retry?: boolean;
      readonly cause?: unknown;
    } = {},
  ) {
    super(code, status.message, options);
    this.status = status;
  }
}

/** True for the answer that says: there is no such object (or no such kind). */
export function isNotFound(error: unknown): boolean {
  return error instanceof ClusterError && error.status.code === 404;
}

/** No answer came: the connection could not be made, broke, or was silent past the deadline. */
export function unreachable(message: string, options: { subject?: string; cause?: unknown } = {}): ClusterError {
  return new ClusterError('Unavailable', { code: 0, reason: 'Unreachable', message }, { ...options, retry: true });
}

export function unauthenticated(message: string, code = 401, cause?: unknown): ClusterError {
  return new ClusterError(
    'Unauthenticated',
    { code, reason: 'Unauthorized', message },
    { advice: 'sign in again or renew the credentials that the kubeconfig names', cause },
  );
}
