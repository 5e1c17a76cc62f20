import { describe, expect, it } from 'vitest';
import { usedWithoutEntry } from './used.ts';

const app = (repoURL: string) => ({ repoURL });

describe('repositories without an entry', () => {
  it('are those that applications read, each once', () => {
    expect(
      usedWithoutEntry([app('https://b/x.git'), app('https://a/y'), app('https://B/x/')], [{ url: 'https://c/z' }]),
    ).toEqual([
      { url: 'https://a/y', applications: 1 },
      { url: 'https://b/x.git', applications: 2 },
    ]);
  });

  it('are not those that have one, however it is spelt', () => {
    expect(usedWithoutEntry([app('https://a/y.git'), app('')], [{ url: 'https://A/y' }])).toEqual([]);
  });
});
