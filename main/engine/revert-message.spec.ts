import { describe, expect, it } from 'vitest';
import type { LineageStep } from '../git/index.ts';
import { revertMessage } from './revert-message.ts';

const step = (sha: string, message: string, parents = 1): LineageStep =>
  ({ commit: { sha, message, parents: Array.from({ length: parents }, (_, n) => `p${n}`) }, mainline: 'p0' }) as never;

describe('revertMessage', () => {
  it('speaks like git revert', () => {
    expect(revertMessage('shop', 3, [step('abc', 'Break it\n\nbody\n')])).toBe(
      'Revert "Break it"\n\nThis reverts commit abc.\n',
    );
    expect(revertMessage('shop', 3, [step('abc', 'Revert "Break it"\n')])).toMatch(/^Reapply "Break it"\n/);
    expect(revertMessage('shop', 3, [step('abc', 'Merge x\n', 2)])).toBe(
      'Revert "Merge x"\n\nThis reverts commit abc, reversing\nchanges made to p0.\n',
    );
  });

  it('lists many, but not all of very many', () => {
    const many = revertMessage('shop', 3, [step('b', 'Two\n'), step('a', 'One\n')]);
    expect(many).toBe(
      'Revert 2 commits of shop\n\nBack to what deployment 3 had.\n\nThis reverts commit b:\n    Two\nThis reverts commit a:\n    One\n',
    );
    const steps = Array.from({ length: 120 }, (_, n) => step(`c${n}`, 'x'));
    expect(revertMessage('shop', 3, steps)).toMatch(/And 70 more\.\n$/);
  });
});
