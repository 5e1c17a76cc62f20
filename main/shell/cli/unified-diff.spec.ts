import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

const folder = mkdtempSync(join(tmpdir(), 'argosy-unified-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a unified diff', () => {
  it('has three lines around each change, and joins what is near', () => {
    const before = Array.from({ length: 20 }, (_, i) => `line ${i + 1}\n`).join('');
    const after = before
      .replace('line 3\n', 'LINE 3\n')
      .replace('line 9\n', '')
      .replace('line 20\n', 'line 20\nline 21\n');
    expect(unifiedDiff('a/b.yaml', before, after)).toBe(
      [
        '--- a/a/b.yaml',
        '+++ b/a/b.yaml',
        '@@ -1,12 +1,11 @@',
        ' line 1',
        ' line 2',
        '-line 3',
        '+LINE 3',
        ...[4, 5, 6, 7, 8].map((n) => ` line ${n}`),
        '-line 9',
        ...[10, 11, 12].map((n) => ` line ${n}`),
        '@@ -18,3 +17,4 @@',
        ...[18, 19, 20].map((n) => ` line ${n}`),
        '+line 21',
        '',
      ].join('\n'),
    );
  });

  it('is of a new file, of a removed one, of none', () => {
    expect(unifiedDiff('x', undefined, 'a\nb\n')).toBe('--- /dev/null\n+++ b/x\n@@ -0,0 +1,2 @@\n+a\n+b\n');
    expect(unifiedDiff('x', 'a\n', undefined)).toBe('--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n');
    expect(unifiedDiff('x', 'a\n', 'a\n')).toBe('');
  });

  it('tells a missing newline', () => {
    expect(unifiedDiff('x', 'a\nb', 'a\nb\n')).toBe(
      '--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n',
    );
  });

  const patches = spawnSync('patch', ['--version']).status === 0;
  it.skipIf(!patches)('is what `patch` takes: any text becomes any other', () => {
    const file = fc
      .tuple(
        fc.array(fc.constantFrom('a', 'b', '', '--- x', '@@', '\\ No', '< q', '3c3', ' z\r', 'y\r3c3'), {
          maxLength: 30,
        }),
        fc.boolean(),
      )
      .map(([lines, newline]) => (lines.length === 0 ? '' : lines.join('\n') + (newline ? '\n' : '')));
    fc.assert(
      fc.property(file, file, (before, after) => {
        const text = unifiedDiff('f', before, after);
        const path = join(folder, 'f');
        writeFileSync(path, before);
        const { stdout, status } = spawnSync('patch', ['--binary', '-p1', '-s', '-o', '-', path], {
          input: text,
          encoding: 'utf8',
        });
        expect(text === '' ? [0, before] : [status, stdout]).toEqual([0, after]);
      }),
      { numRuns: 60 },
    );
  });
});
