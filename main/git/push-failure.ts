import { ArgosyError } from '../model/index.ts';

/** The branch is not where it was expected: nobody did anything wrong, the change can be made again on top. */
export function branchMoved(branch: string, subject: string, cause?: unknown): ArgosyError {
  return new ArgosyError('Conflict', `the branch '${branch}' has moved`, {
    subject,
    advice: 'Somebody else pushed meanwhile; look at the plan again.',
    retry: true,
    cause,
  });
}

export function branchExists(branch: string, subject: string): ArgosyError {
  return new ArgosyError('AlreadyExists', `the branch '${branch}' exists already`, {
    subject,
    advice: 'Choose another name for the new branch.',
  });
}

/** What a remote's refusal of a push means; its own words stay the message. */
export function pushFailure(error: unknown, branch: string, expected: string | undefined, subject: string): unknown {
  if (!(error instanceof ArgosyError)) return error;
  if (MOVED.test(error.message)) {
    return expected === undefined ? branchExists(branch, subject) : branchMoved(branch, subject, error);
  }
  if (REFUSED.test(error.message) || error.code === 'PermissionDenied') {
    return new ArgosyError('PermissionDenied', error.message, {
      subject,
      advice: `The repository does not let these credentials push to '${branch}'. Give credentials that may, or put the commit on a new branch and open a pull request.`,
      cause: error,
    });
  }
  return error;
}

/** A lease that does not hold, or another push that came first while the server worked. */
const MOVED =
  /\(stale info\)|\(fetch first\)|\(non-fast-forward\)|cannot lock ref|failed to update ref|failed to lock|incorrect old value|reference already exists|but expected/i;
const REFUSED =
  /remote rejected|pre-receive hook|hook declined|protected branch|deny updating|read[- ]only|not allowed to push|denied to |returned error: 403|permission denied/i;
