import { describe, expect, it } from 'vitest';
import { failureFrom, failureOf, saidBy } from './failure.ts';

describe('failureFrom', () => {
  it.each([
    ["fatal: Authentication failed for 'https://h/x/'", 'Unauthenticated', false],
    ["fatal: could not read Username for 'https://h': terminal prompts disabled", 'Unauthenticated', false],
    ['git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.', 'Unauthenticated', false],
    ['fatal: unable to access: The requested URL returned error: 403', 'PermissionDenied', false],
    ["fatal: repository 'https://h/x/' not found", 'NotFound', false],
    ['ERROR: Repository not found.\nfatal: Could not read from remote repository.', 'NotFound', false],
    ["fatal: '/x' does not appear to be a git repository", 'NotFound', false],
    [`fatal: remote error: upload-pack: not our ref ${'a'.repeat(40)}`, 'NotFound', false],
    ["fatal: couldn't find remote ref refs/heads/x", 'NotFound', false],
    ['Host key verification failed.\nfatal: Could not read from remote repository.', 'FailedPrecondition', false],
    ['fatal: unable to access: server certificate verification failed.', 'FailedPrecondition', false],
    ['fatal: unable to access: Could not resolve host: h', 'Unavailable', true],
    ['fatal: unable to access: Failed to connect to h port 443: Connection refused', 'Unavailable', true],
    ['ssh: connect to host h port 22: Connection timed out', 'Unavailable', true],
    ['error: RPC failed; HTTP 502\nfatal: the remote end hung up unexpectedly', 'Unavailable', true],
    ['fatal: unable to access: The requested URL returned error: 503', 'Unavailable', true],
    ['fatal: unable to access: The requested URL returned error: 429', 'ResourceExhausted', true],
    ['fatal: write error: No space left on device', 'ResourceExhausted', false],
    ['fatal: something new', 'Unknown', false],
  ] as const)('%j is %s', (words, code, retry) => {
    const error = failureFrom(words, 'url');
    expect([error.code, error.retry, error.message]).toEqual([code, retry, words]);
  });
});

it('keeps the words of the remote and drops progress', () => {
  const stderr = [
    'remote: Enumerating objects: 9, done.        ',
    'remote: Counting objects:  50% (1/2)\rremote: Counting objects: 100% (2/2), done.        ',
    'Receiving objects:  50% (1/2)\rReceiving objects: 100% (2/2), 1 KiB | 1 KiB/s, done.',
    'remote: You may not read this: ask Ada.',
    'From https://h/x',
    ' * [new ref]         abc -> refs/argosy/abc',
    "fatal: unable to access 'https://ada:secret@h/x': no",
    '',
  ].join('\n');
  expect(saidBy(stderr)).toBe("remote: You may not read this: ask Ada.\nfatal: unable to access 'https://h/x': no");
});

it('says how a command was cut off', () => {
  expect(failureOf({ ended: 'stalled', stderr: '' }, 'u')).toMatchObject({ code: 'DeadlineExceeded', retry: true });
  expect(failureOf({ ended: 'deadline', stderr: 'remote: busy\n' }, 'u').message).toBe(
    'git took too long: remote: busy',
  );
  expect(failureOf({ ended: 'exit', code: 3, stdout: '', stderr: '' }, 'u').message).toBe('git ended with code 3');
});
