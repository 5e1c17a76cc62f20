import { describe, expect, it } from 'vitest';
import { ArgosyError, type ErrorCode } from '../model/index.ts';
import { pushFailure } from './push-failure.ts';

const OLD = 'a'.repeat(40);
const refusal = (words: string, code: ErrorCode = 'Unknown', expected: string | undefined = OLD) =>
  pushFailure(new ArgosyError(code, words), 'main', expected, 'https://git.example/x.git') as ArgosyError;
const fresh = (words: string, code: ErrorCode = 'Unknown') =>
  pushFailure(new ArgosyError(code, words), 'team/undo', undefined, 'https://git.example/x.git') as ArgosyError;

describe('pushFailure', () => {
  it.each([
    ['! [rejected] main (stale info)', 'Conflict', /look at the plan again/],
    ['! [rejected] main -> main (non-fast-forward)', 'Conflict', /look at the plan again/],
    ['! [remote rejected] main (cannot lock ref: is at x but expected y)', 'Conflict', /look at the plan again/],
    ['! [remote rejected] refs/heads/main (failed to update ref)', 'Conflict', /look at the plan again/],
    ['remote: error: GH006: Protected branch update failed', 'PermissionDenied', /`--branch NAME`.*pull request/],
    ['remote: GitLab: You are not allowed to push code to protected branches', 'PermissionDenied', /`--branch NAME`/],
    ['remote: no\n! [remote rejected] main (pre-receive hook declined)', 'PermissionDenied', /`--branch NAME`/],
    ['remote: Permission to x/y denied to ada.', 'PermissionDenied', /`--branch NAME`/],
    ["unable to access 'https://x': The requested URL returned error: 403", 'PermissionDenied', /`--branch NAME`/],
    ['ERROR: This repository was archived so it is read-only.', 'FailedPrecondition', /nobody can push/],
    ['remote: GitLab: LFS objects are missing. (pre-receive hook declined)', 'FailedPrecondition', /git lfs push/],
    ['remote: GH008: your push referenced 1 unknown Git LFS object', 'FailedPrecondition', /git lfs push/],
    ['remote: - Commits must have verified signatures.', 'FailedPrecondition', /signed commits only/],
    ['remote: GitLab: Committer email is not one of your own', 'FailedPrecondition', /user\.email/],
    ['! [remote rejected] main (shallow update not allowed)', 'FailedPrecondition', /full clone/],
    [
      'remote: error: File a.bin is 120 MB; this exceeds the file size limit',
      'ResourceExhausted',
      /more than the server/,
    ],
  ] as const)('%s', (words, code, advice) => {
    const error = refusal(words);
    expect(error).toMatchObject({ code, subject: 'https://git.example/x.git' });
    expect(error.advice).toMatch(advice);
    // The server's own words stay, where it is not just that somebody was faster.
    if (code !== 'Conflict') expect(error.message).toBe(words);
  });

  it('does not send somebody to a new branch who is pushing one', () => {
    for (const words of ['! [remote rejected] team/undo (pre-receive hook declined)', 'returned error: 403']) {
      expect(fresh(words)).toMatchObject({ code: 'PermissionDenied' });
      expect(fresh(words).advice).not.toContain('--branch');
    }
    expect(fresh('(fetch first)')).toMatchObject({
      code: 'AlreadyExists',
      message: "the branch 'team/undo' exists already",
    });
    expect(fresh("cannot lock ref 'refs/heads/team/undo': 'refs/heads/team' exists; cannot create")).toMatchObject({
      code: 'AlreadyExists',
      message: "the branch 'team' is in the way of 'team/undo'",
    });
  });

  it('says that pushing may need other credentials than reading, and leaves what is no refusal alone', () => {
    expect(refusal('could not read Username', 'Unauthenticated').advice).toMatch(/argosy repo add/);
    expect(refusal('these credentials may not', 'PermissionDenied').advice).toContain('--branch NAME');
    const network = new ArgosyError('Unavailable', 'connection reset', { retry: true });
    expect(pushFailure(network, 'main', OLD, 'x')).toBe(network);
    const bug = new TypeError('x');
    expect(pushFailure(bug, 'main', OLD, 'x')).toBe(bug);
  });
});
