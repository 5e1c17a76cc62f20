import { describe, expect, it } from 'vitest';
import { changedFiles, changedObjects, type GitChange } from './git-change.ts';

const object = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
const ref = (name: string) => ({ group: '', kind: 'ConfigMap', namespace: 'shop', name });
const change: GitChange = {
  hash: 'h',
  repoURL: 'https://git.example/shop',
  branch: 'main',
  base: 'b',
  author: 'Ada',
  message: 'm',
  undoes: [],
  files: [
    { path: 'shop/a.yaml', change: 'changed', before: 'a: 1\n', after: 'a: 2\n', inside: true },
    { path: 'README.md', change: 'added', after: 'x', inside: false },
  ],
  objects: [
    { ref: ref('a'), before: object('a'), after: object('a') },
    { ref: ref('b'), after: object('b') },
    { ref: ref('c'), before: object('c') },
  ],
  prunes: [],
  guards: [],
  warnings: [],
};

describe('changedFiles', () => {
  it('has an empty side for what is added, and marks what is not the application’s', () => {
    expect(changedFiles(change).map(({ before, after, outside }) => [before, after, outside])).toEqual([
      ['a: 1\n', 'a: 2\n', false],
      ['', 'x', true],
    ]);
  });
});

describe('changedObjects', () => {
  it('tells what is added and removed by the side that is missing', () => {
    expect(changedObjects(change).map((one) => one.change)).toEqual(['changed', 'added', 'removed']);
    expect(changedObjects(change)[1]).toMatchObject({ before: '', title: 'ConfigMap b' });
  });
});
