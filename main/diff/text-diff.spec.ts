import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import { diffText } from './diff-text.ts';
import { normalDiff } from './text-diff.ts';

describe('normalDiff', () => {
  it.each([
    ['a\nb\nc\n', 'a\nb\nc\n', ''],
    ['a\nb\nc\n', 'a\nx\nc\n', '2c2\n< b\n---\n> x\n'],
    ['a\nc\n', 'a\nb\nb\nc\n', '1a2,3\n> b\n> b\n'],
    ['a\nb\nc\nd\n', 'a\nd\n', '2,3d1\n< b\n< c\n'],
    ['', 'a\nb\n', '0a1,2\n> a\n> b\n'],
    ['a\n', '', '1d0\n< a\n'],
  ])('of %j and %j', (a, b, expected) => {
    expect(normalDiff(a, b)).toBe(expected);
  });

  it('turns one text into the other', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const text = (list: readonly string[]) => list.map((line) => `${line}\n`).join('');
        expect(patched(a, normalDiff(text(a), text(b)))).toEqual(b);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives up searching for the shortest where texts have nothing in common', () => {
    const many = (letter: string) => Array.from({ length: 5000 }, (_, n) => `${letter}${n}\n`).join('');
    expect(normalDiff(many('a'), many('b'))).toMatch(/^1,5000c1,5000\n/);
  });
});

/** Applies a normal diff, as `patch` does. */
function patched(lines: readonly string[], diff: string): readonly string[] {
  const result: string[] = [];
  let at = 0;
  for (const part of diff.split('\n').filter((line) => line !== '')) {
    const command = /^(\d+)(?:,(\d+))?([acd])(\d+)/.exec(part);
    if (command !== null) {
      const [, from, to, letter] = command;
      const start = letter === 'a' ? Number(from) : Number(from) - 1;
      result.push(...lines.slice(at, start));
      at = letter === 'a' ? start : Number(to ?? from);
    } else if (part.startsWith('> ')) result.push(part.slice(2));
  }
  return [...result, ...lines.slice(at)];
}

describe('the diff program', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'argosy-diff-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const program = (a: string, b: string) => {
    writeFileSync(path.join(directory, 'a'), a);
    writeFileSync(path.join(directory, 'b'), b);
    return spawnSync('diff', ['-N', 'a', 'b'], { cwd: directory, encoding: 'utf8' });
  };

  it('prints the same for a change in the middle of a text', (context) => {
    const lines = Array.from({ length: 40 }, (_, n) => `line ${n}`);
    const edited = lines.with(3, 'x').toSpliced(10, 2).toSpliced(20, 0, 'new', 'lines').with(-1, 'end');
    const [a, b] = [lines, edited].map((list) => list.map((line) => `${line}\n`).join('')) as [string, string];
    const { stdout, error } = program(a, b);
    if (error !== undefined) context.skip();
    expect(normalDiff(a, b)).toBe(stdout);
  });
});

describe('diffText', () => {
  const object = (data: object) =>
    ({ kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'c', namespace: 'n' }, data }) as unknown as KubeObject;

  it('has the header of app diff, sorted keys and lists that are not indented', () => {
    expect(diffText(object({ b: ['x'], a: '1' }), object({ b: ['x', 'z'], a: '2' }))).toBe(
      '\n===== /ConfigMap n/c ======\n3c3\n<   a: "1"\n---\n>   a: "2"\n5a6\n>   - z\n',
    );
  });

  it('shows a missing object as all new, and nothing for equal ones', () => {
    expect(diffText(undefined, object({}))).toContain('0a1,');
    expect(diffText(object({ a: '1' }), object({ a: '1' }))).toBe('');
  });
});
