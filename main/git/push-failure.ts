import { ArgosyError, type ErrorCode } from '../model/index.ts';

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

interface Rule {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly advice: (push: Push) => string;
}

interface Push {
  readonly branch: string;
  /** The branch is new: another new one would not help. */
  readonly fresh: boolean;
}

const asksForReview = ({ branch, fresh }: Push): string =>
  fresh
    ? `Nothing was pushed: the repository does not let these credentials make the branch '${branch}'. Give credentials that may, or choose a name that its rules permit.`
    : `Nothing was pushed: the repository does not let these credentials push to '${branch}'. Give credentials that may, or push to a branch of its own with \`--branch NAME\` and open a pull request.`;

/** What servers say when they take no push, the specific before the general. */
const RULES: readonly Rule[] = [
  {
    pattern: /archived|repository is read[- ]only|maintenance mode/i,
    code: 'FailedPrecondition',
    advice: () =>
      'Nothing was pushed: nobody can push to this repository now. Go back with `argosy app rollback --hold`.',
  },
  {
    pattern: /LFS object|Git LFS|git-lfs/i,
    code: 'FailedPrecondition',
    advice: () =>
      'Nothing was pushed: files of the commit are kept in Git LFS, and the server lacks their contents. Push them from a clone with `git lfs push --all`, or make the commit there.',
  },
  {
    pattern: /signed commit|verified signature|must be signed|not signed|unsigned/i,
    code: 'FailedPrecondition',
    advice: ({ fresh }) =>
      fresh
        ? 'Nothing was pushed: the repository takes signed commits only. Make the commit with Git, where your signing key is.'
        : 'Nothing was pushed: the branch takes signed commits only. Push to a branch of its own with `--branch NAME` and let the server sign the merge, or make the commit with Git, where your signing key is.',
  },
  {
    pattern: /(committer|author)('s)? (e-?mail|identity|name)|email address.*(not|private|verified)|GH007/i,
    code: 'FailedPrecondition',
    advice: () =>
      'Nothing was pushed: the server does not take commits by that name or address. Set yours with `git config --global user.email …`.',
  },
  {
    pattern:
      /shallow update not allowed|shallow (file|info)|unresolved deltas|missing necessary objects|did not receive expected object/i,
    code: 'FailedPrecondition',
    advice: () =>
      'Nothing was pushed: the server wants more history than Argosy keeps. Make the commit with Git in a full clone.',
  },
  {
    pattern: /file size limit|exceeds .*(limit|size)|pack exceeds|too large|quota/i,
    code: 'ResourceExhausted',
    advice: () =>
      'Nothing was pushed: the commit brings back more than the server takes. Make it with Git, or ask for more room.',
  },
  {
    pattern:
      /remote rejected|pre-receive hook|hook declined|protected branch|GH006|GH013|deny updating|read[- ]only|not allowed to|denied to |returned error: 403|permission denied|insufficient permission/i,
    code: 'PermissionDenied',
    advice: asksForReview,
  },
];

/** What a remote's refusal of a push means, and the way out; its own words stay the message. */
export function pushFailure(error: unknown, branch: string, expected: string | undefined, subject: string): unknown {
  if (!(error instanceof ArgosyError)) return error;
  const { message } = error;
  const fresh = expected === undefined;
  const inTheWay = IN_THE_WAY.exec(message)?.[1];
  if (inTheWay !== undefined) {
    return new ArgosyError('AlreadyExists', `the branch '${inTheWay}' is in the way of '${branch}'`, {
      subject,
      advice: 'Choose another name for the new branch: one branch cannot be the folder of another.',
      cause: error,
    });
  }
  if (MOVED.test(message)) return fresh ? branchExists(branch, subject) : branchMoved(branch, subject, error);
  const told = (code: ErrorCode, advice: string) => new ArgosyError(code, message, { subject, advice, cause: error });
  const rule = RULES.find(({ pattern }) => pattern.test(message));
  if (rule !== undefined) return told(rule.code, rule.advice({ branch, fresh }));
  switch (error.code) {
    case 'PermissionDenied':
      return told(error.code, asksForReview({ branch, fresh }));
    case 'Unauthenticated':
      return told(
        error.code,
        'Nothing was pushed: pushing needs credentials that reading may not. Give them with `argosy repo add URL --upsert --username NAME --password -`.',
      );
    default:
      return error;
  }
}

const IN_THE_WAY = /cannot lock ref '[^']*': 'refs\/heads\/([^']+)' exists/;
/** A lease that does not hold, or another push that came first while the server worked. */
const MOVED =
  /\(stale info\)|\(fetch first\)|\(non-fast-forward\)|cannot lock ref|failed to update ref|failed to lock|incorrect old value|reference already exists|but expected/i;
