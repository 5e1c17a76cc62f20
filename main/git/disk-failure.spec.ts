import { describe, expect, it } from 'vitest';
import { ArgosyError } from '../model/index.ts';
import type { GitBackend } from './backend.ts';
import { diskFailure, tellingDiskFailures } from './disk-failure.ts';

const full = () =>
  Object.assign(new Error("ENOSPC: no space left on device, mkdir '/data/x'"), { code: 'ENOSPC', path: '/data/x' });

describe('diskFailure', () => {
  it('tells a full disk as something that a person can mend, in the words of the system', () => {
    expect(diskFailure(full())).toMatchObject({
      code: 'ResourceExhausted',
      message: expect.stringContaining('no space left on device'),
      subject: '/data/x',
      advice: expect.stringContaining('Free some space'),
    });
  });

  it('leaves everything else as it is', () => {
    for (const error of [
      new Error('a bug'),
      new ArgosyError('NotFound', 'x'),
      Object.assign(new Error('x'), { code: 'toString' }),
    ]) {
      expect(diskFailure(error)).toBe(error);
    }
  });

  it('stands before every way into a backend', async () => {
    const broken = new Proxy({} as GitBackend, { get: () => () => Promise.reject(full()) });
    const told = tellingDiskFailures(broken);
    const ways: (keyof GitBackend)[] = [
      'listRefs',
      'fetch',
      'expand',
      'commit',
      'tree',
      'blob',
      'lineage',
      'push',
      'author',
    ];
    for (const way of ways) {
      await expect((told[way] as () => Promise<unknown>)(), way).rejects.toMatchObject({ code: 'ResourceExhausted' });
    }
  });
});
