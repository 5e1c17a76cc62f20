import { expect, it } from 'vitest';
import { folders } from './tree-path.ts';

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
