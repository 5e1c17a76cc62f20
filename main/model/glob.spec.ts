import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgosyError } from './errors.ts';
import { anyGlobMatches, compileGlob, globMatches, negatedPattern } from './glob.ts';

const slash = { separator: '/' };

/** The same language, written as the definition reads; exponential, so for short texts only. */
function naive(pattern: string, text: string, separator: string | undefined): boolean {
  if (pattern === '') return text === '';
  if (pattern.startsWith('**')) {
    const rest = pattern.replace(/^\*+/, '');
    for (let n = 0; n <= text.length; n++) if (naive(rest, text.slice(n), separator)) return true;
    return false;
  }
  if (pattern.startsWith('*')) {
    for (let n = 0; n <= text.length; n++) {
      if (naive(pattern.slice(1), text.slice(n), separator)) return true;
      if (text[n] === separator) return false;
    }
    return false;
  }
  if (text === '') return false;
  if (pattern[0] === '?' ? text[0] === separator : pattern[0] !== text[0]) return false;
  return naive(pattern.slice(1), text.slice(1), separator);
}

describe('globs without a separator', () => {
  it.each([
    ['*', 'anything/at all', true],
    ['*', '', true],
    ['**', 'a/b', true],
    ['*.yaml', 'dir/file.yaml', true],
    ['*.yaml', 'file.yml', false],
    ['dev-*', 'dev-', true],
    ['?ev', 'dev', true],
    ['?', '/', true],
    ['?', '', false],
    ['?', '😀', true],
    ['{a,b}.yaml', 'b.yaml', true],
    ['{a,b}.yaml', 'c.yaml', false],
    ['{a,b{1,2}}', 'b2', true],
    ['{a,}x', 'x', true],
    ['{}', '', true],
    ['{*.yaml,*.json}', 'a/b.json', true],
    ['[abc]x', 'bx', true],
    ['[!abc]x', 'bx', false],
    ['[^abc]x', 'dx', true],
    ['[a-c0-9]', '5', true],
    ['[a-]', '-', true],
    ['[]a]', ']', true],
    ['[{,}]', '{', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['a\\{b', 'a{b', true],
    ['a,b', 'a,b', true],
    ['https://k8s-*.example', 'https://k8s-1.example', true],
    ['', '', true],
    ['', 'a', false],
  ])('%j against %j is %s', (pattern, text, expected) => {
    expect(globMatches(pattern, text)).toBe(expected);
  });
});

describe('globs with /', () => {
  it.each([
    ['*', 'a', true],
    ['*', 'a/b', false],
    ['**', 'a/b/c', true],
    ['https://host/*', 'https://host/org', true],
    ['https://host/*', 'https://host/org/repo', false],
    ['https://host/**', 'https://host/org/repo', true],
    ['https://host/*/repo', 'https://host/org/repo', true],
    ['**/x*/y', 'a/b/xz/y', true],
    ['**/x*/y', 'a/b/x/z/y', false],
    ['a/**/b', 'a/b', false],
    ['a/**/b', 'a//b', true],
    ['?', '/', false],
    ['[/]', '/', true],
    ['{a/*,b}/c', 'a/x/c', true],
  ])('%j against %j is %s', (pattern, text, expected) => {
    expect(globMatches(pattern, text, slash)).toBe(expected);
  });
});

describe('globs of strangers', () => {
  it.each(['[', '[a', '{a', 'a\\', '[b-a]', `${'a'.repeat(5000)}*`, '{a,b}'.repeat(20)])('refuses %j', (pattern) => {
    expect(() => compileGlob(pattern)).toThrow(ArgosyError);
    expect(globMatches(pattern, 'a')).toBe(false);
  });

  it('does not explode', () => {
    const text = 'a'.repeat(3_000);
    expect(globMatches(`${'*a'.repeat(200)}b`, text)).toBe(false);
    expect(globMatches(`**${'*a**a'.repeat(50)}b`, text, slash)).toBe(false);
  });

  it('agrees with the definition', () => {
    const letters = fc.constantFrom('a', 'b', '/');
    const pattern = fc.array(fc.oneof(letters, fc.constantFrom('*', '**', '?')), { maxLength: 8 });
    const text = fc.array(letters, { maxLength: 10 });
    fc.assert(
      fc.property(pattern, text, fc.constantFrom(undefined, '/'), (patternParts, textParts, separator) => {
        const [p, t] = [patternParts.join(''), textParts.join('')];
        const options = separator === undefined ? {} : { separator };
        expect(compileGlob(p, options).matches(t)).toBe(naive(p, t, separator));
      }),
      { numRuns: 3_000 },
    );
  });
});

it('reads negation and lists', () => {
  expect(negatedPattern('!a*')).toEqual({ negated: true, pattern: 'a*' });
  expect(negatedPattern('a*')).toEqual({ negated: false, pattern: 'a*' });
  expect(anyGlobMatches(['x', 'dev-*'], 'dev-1')).toBe(true);
  expect(anyGlobMatches([], 'dev-1')).toBe(false);
});
