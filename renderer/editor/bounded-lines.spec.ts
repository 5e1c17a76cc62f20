import { describe, expect, it } from 'vitest';
import { boundedLines, LONGEST_LINE } from './bounded-lines.ts';

describe('boundedLines', () => {
  it('returns ordinary text as it is', () => {
    const text = `a\n${'b'.repeat(LONGEST_LINE)}\n`;
    expect(boundedLines(text)).toEqual({ text, cut: 0 });
    expect(boundedLines('')).toEqual({ text: '', cut: 0 });
  });

  it('cuts a line of a megabyte and says so, and keeps the lines around it', () => {
    const long = 'x'.repeat(1_048_576);
    const { text, cut } = boundedLines(`first\n${long}\nlast`);
    const lines = text.split('\n');
    expect(cut).toBe(1);
    expect(lines).toHaveLength(3);
    expect(lines[1]!.length).toBeLessThan(LONGEST_LINE + 100);
    expect(lines[1]).toContain('1,048,576 characters');
    expect([lines[0], lines[2]]).toEqual(['first', 'last']);
  });

  it('keeps lines different that differ behind the cut', () => {
    const long = 'x'.repeat(10_000);
    expect(boundedLines(`${long}a`).text).not.toBe(boundedLines(`${long}b`).text);
  });
});
