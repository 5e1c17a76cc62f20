import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeText } from './merge-text.ts';

const merge = (base: string, ours: string, theirs: string) => {
  const [b, o, t] = [base, ours, theirs].map((text) => Buffer.from(text, 'utf8'));
  const result = mergeText(b!, o!, t!);
  return result.kind === 'merged' ? Buffer.from(result.bytes).toString('utf8') : result.kind;
};

describe('mergeText', () => {
  it('keeps what one side changed beside what the other did', () => {
    const base = 'a\nb\nc\nd\ne\n';
    expect(merge(base, 'A\nb\nc\nd\ne\n', 'a\nb\nc\nd\nE\n')).toBe('A\nb\nc\nd\nE\n');
    expect(merge(base, base, 'a\ne\n')).toBe('a\ne\n');
    expect(merge(base, 'x\n', base)).toBe('x\n');
    expect(merge('', 'a\n', 'a\n')).toBe('a\n');
  });

  it('says when both changed the same lines, also at the very end', () => {
    expect(merge('a\nb\nc\n', 'a\nB\nc\n', 'a\nβ\nc\n')).toBe('conflict');
    expect(merge('a\n', 'a', 'a\nb\n')).toBe('conflict');
    expect(merge('', 'a\n', 'b\n')).toBe('conflict');
  });

  it('keeps line endings and encodings as they are', () => {
    expect(merge('a\r\nb\r\nc\r\n', 'A\r\nb\r\nc\r\n', 'a\r\nb\r\nc!\r\n')).toBe('A\r\nb\r\nc!\r\n');
    expect(merge('a\nb\nc\n', 'a\r\nb\r\nc\r\n', 'a\nb\nC\n')).toBe('conflict');
    const latin1 = (text: string) => Buffer.from(text, 'latin1');
    const result = mergeText(latin1('é\nb\nc\n'), latin1('é\nb\nC\n'), latin1('ü\nb\nc\n'));
    expect(result).toEqual({ kind: 'merged', bytes: latin1('ü\nb\nC\n') });
  });

  it('does not touch what is no text, or too large, or made to take forever', () => {
    expect(merge('a\0', 'b\0', 'c\0')).toBe('binary');
    const large = Buffer.alloc(5 * 2 ** 20, 'a\n');
    expect(mergeText(large, large, large).kind).toBe('too-large');
    const equal = 'x\n'.repeat(50_000);
    expect(merge(equal, `a\n${equal}b\n`, `c\n${equal}x\n`)).toBe('too-large');
  });

  it('gives the one side that changed, and the same whichever side is which', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '', 'd'), { maxLength: 12 })
      .map((all) => all.map((one) => `${one}\n`).join(''));
    fc.assert(
      fc.property(text, text, text, (base, ours, theirs) => {
        expect(merge(base, ours, base)).toBe(ours);
        expect(merge(base, base, theirs)).toBe(theirs);
        expect(merge(base, ours, ours)).toBe(ours);
        expect(merge(base, ours, theirs)).toBe(merge(base, theirs, ours));
      }),
    );
  });
});
