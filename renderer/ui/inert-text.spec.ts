import { describe, expect, it } from 'vitest';
import { commandLine } from './copy-as-command.tsx';
import { inert } from './inert-text.ts';

describe('foreign text', () => {
  it.each([
    ['plain Größe 日本', 'plain Größe 日本'],
    ['line\nline\ttab', 'line\nline\ttab'],
    ['\u001b[31mred', '␛[31mred'],
    ['bell\u0007 nul\u0000', 'bell␇ nul␀'],
    ['ab\u202Egpj.exe', 'ab\uFFFDgpj.exe'],
    ['zero\u200Bwidth', 'zero\uFFFDwidth'],
    ['\u2066isolate\u2069', '\uFFFDisolate\uFFFD'],
    ['a\rb', 'a␍b'],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ])('%j is shown as %j', (text, shown) => expect(inert(text)).toBe(shown));

  it('is bounded, and says how long it was', () => {
    const shown = inert('x'.repeat(1_000_000), 100);
    expect(shown).toBe(`${'x'.repeat(100)}… (1000000 characters)`);
  });
});

describe('a line for the command line', () => {
  it.each([
    [['app', 'sync', 'web'], 'argosy app sync web'],
    [['app', 'get', 'a b'], "argosy app get 'a b'"],
    [['app', 'get', "it's"], `argosy app get 'it'\\''s'`],
    [['config', 'set', 'k=$(rm -rf ~)'], "argosy config set 'k=$(rm -rf ~)'"],
    [['x', ''], "argosy x ''"],
  ])('%j is %s', (words, line) => expect(commandLine(words)).toBe(line));
});
