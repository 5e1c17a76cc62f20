import { describe, expect, it } from 'vitest';
import type { CommitSha } from '../model/index.ts';
import type { RemoteRefs } from './backend.ts';
import { resolveRevision, unresolved } from './resolve-revision.ts';

const sha = (digit: string) => digit.repeat(40) as CommitSha;

const refs: RemoteRefs = {
  head: { ref: 'refs/heads/main', commit: sha('1') },
  refs: new Map([
    ['refs/heads/main', sha('1')],
    ['refs/heads/both', sha('2')],
    ['refs/heads/1.x', sha('3')],
    ['refs/heads/feature/a', sha('4')],
    ['refs/heads/cafe123', sha('5')],
    ['refs/tags/both', sha('6')],
    ['refs/tags/v1.0.0', sha('7')],
    ['refs/tags/v1.9.0', sha('8')],
    ['refs/tags/v1.10.0', sha('9')],
    ['refs/tags/v2.0.0-rc.1', sha('a')],
    ['refs/tags/3.4', sha('b')],
    ['refs/tags/3.4.7', sha('c')],
    ['refs/tags/app-1.0.0', sha('d')],
    ['refs/tags/app-1.5.0', sha('e')],
    ['refs/pull/7/head', sha('f')],
    ['refs/remotes/origin/topic', sha('0')],
  ]),
};

describe('resolveRevision', () => {
  it.each([
    ['HEAD', 'refs/heads/main', sha('1')],
    ['', 'refs/heads/main', sha('1')],
    ['main', 'refs/heads/main', sha('1')],
    [' main ', 'refs/heads/main', sha('1')],
    ['refs/heads/main', 'refs/heads/main', sha('1')],
    ['heads/main', 'refs/heads/main', sha('1')],
    ['both', 'refs/heads/both', sha('2')],
    ['refs/tags/both', 'refs/tags/both', sha('6')],
    ['feature/a', 'refs/heads/feature/a', sha('4')],
    ['cafe123', 'refs/heads/cafe123', sha('5')],
    ['pull/7/head', 'refs/pull/7/head', sha('f')],
    ['refs/pull/7/head', 'refs/pull/7/head', sha('f')],
    ['origin/topic', 'refs/remotes/origin/topic', sha('0')],
    // An exact version is a pin, a constraint takes the highest; a pre-release only when one is named.
    ['v1.0.0', 'refs/tags/v1.0.0', sha('7')],
    ['^1.0.0', 'refs/tags/v1.10.0', sha('9')],
    ['~1.9', 'refs/tags/v1.9.0', sha('8')],
    ['>=1.0.0 <1.10.0', 'refs/tags/v1.9.0', sha('8')],
    ['>=2.0.0-0 <3', 'refs/tags/v2.0.0-rc.1', sha('a')],
    ['*', 'refs/tags/3.4.7', sha('c')],
    // Tags before the branch that is named like a constraint, but the tag that is named 3.4 is meant.
    ['1.x', 'refs/tags/v1.10.0', sha('9')],
    ['3.4', 'refs/tags/3.4', sha('b')],
    ['1.9', 'refs/tags/v1.9.0', sha('8')],
  ])('%j is %s', (revision, ref, commit) => {
    expect(resolveRevision(refs, revision)).toEqual({ kind: 'found', revision: { commit, ref } });
  });

  it('strips the tag prefix before it compares versions', () => {
    const found = { kind: 'found', revision: { commit: sha('e'), ref: 'refs/tags/app-1.5.0' } };
    expect(resolveRevision(refs, '1.x', 'app-')).toEqual(found);
    expect(resolveRevision(refs, '1.5.0', 'app-')).toEqual(found);
    expect(resolveRevision(refs, 'app-1.5.0')).toEqual(found);
  });

  it('uses a branch that is named like a constraint when no tag satisfies it', () => {
    const few = { ...refs, refs: new Map([['refs/heads/1.x', sha('3')]]) };
    expect(resolveRevision(few, '1.x')).toMatchObject({ revision: { ref: 'refs/heads/1.x' } });
  });

  it('takes a full SHA as it is, of either length, even if no reference points at it', () => {
    expect(resolveRevision(refs, 'AB'.repeat(20))).toEqual({ kind: 'found', revision: { commit: 'ab'.repeat(20) } });
    expect(resolveRevision(refs, 'ab'.repeat(32))).toEqual({ kind: 'found', revision: { commit: 'ab'.repeat(32) } });
  });

  it('knows a short SHA by the references, and leaves others to the repository', () => {
    expect(resolveRevision(refs, '7777777')).toEqual({ kind: 'found', revision: { commit: sha('7') } });
    expect(resolveRevision(refs, 'DEADBEEF')).toEqual({ kind: 'prefix', prefix: 'deadbeef' });
  });

  it.each(['nothing', 'deadbe', 'main~1', '__proto__', 'constructor', '^9', 'refs/heads/', '-x'])(
    '%j means nothing',
    (text) => {
      expect(resolveRevision(refs, text)).toEqual({ kind: 'unknown' });
    },
  );

  it('has no HEAD in an empty repository', () => {
    expect(resolveRevision({ refs: new Map() }, 'HEAD')).toEqual({ kind: 'unknown' });
  });

  it('says so in the words of Argo CD', () => {
    expect(unresolved('X', 'url').message).toBe("unable to resolve 'X' to a commit SHA");
  });
});
