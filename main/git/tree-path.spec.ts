import { describe, expect, it } from 'vitest';
import { checkoutPath, folders } from './tree-path.ts';

it.each([
  ['', []],
  ['.', []],
  ['./', []],
  ['a', ['a']],
  ['./a//b/', ['a', 'b']],
  ['-x/ y', ['-x', ' y']],
  ['...', ['...']],
])('%j are the folders %j', (path, parts) => {
  expect(folders(path)).toEqual(parts);
});

it.each(['..', 'a/../b', '/a', 'C:/a', 'a\\b', 'a\0b', `a/${'b'.repeat(5000)}`])('%j is refused', (path) => {
  expect(() => folders(path)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
});

describe('checkoutPath', () => {
  it('refuses what some file system takes for Git’s own folder, or for another place', () => {
    const bad = [
      '.git/config',
      'a/.GIT',
      '.git ',
      '.git...',
      '.git::$INDEX_ALLOCATION',
      'GIT~1/x',
      '.g\u200cit/x',
      '..',
      'a/../b',
      '',
      'a//b',
      'a\\b',
      'a\0',
    ];
    for (const path of bad) expect(() => checkoutPath(path), JSON.stringify(path)).toThrow(/wants a file/);
    for (const path of ['.gitignore', 'a/.github/b', 'git', 'x.git', '.gitmodules']) {
      expect(checkoutPath(path)).toEqual(path.split('/'));
    }
  });
});
