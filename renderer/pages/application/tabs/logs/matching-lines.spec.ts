import { describe, expect, it } from 'vitest';
import { LogBuffer } from './log-buffer.ts';
import { MatchingLines } from './matching-lines.ts';

const line = (text: string) => ({ pod: 'p', container: 'c', text });

describe('MatchingLines', () => {
  it('finds lines with a text, or without it', () => {
    const buffer = new LogBuffer();
    for (const text of ['Error: a', 'fine', 'another ERROR']) buffer.add(line(text));
    expect(new MatchingLines(buffer, { text: 'error', invert: false }).update()).toEqual([0, 2]);
    expect(new MatchingLines(buffer, { text: 'error', invert: true }).update()).toEqual([1]);
    expect(new MatchingLines(buffer, { text: '', invert: true }).update()).toEqual([0, 1, 2]);
  });

  it('does not find what only a terminal would see', () => {
    const buffer = new LogBuffer();
    buffer.add(line('er\u001b[0mror'));
    expect(new MatchingLines(buffer, { text: 'error', invert: false }).update()).toEqual([0]);
  });

  it('looks at each line once, and forgets what was dropped', () => {
    const buffer = new LogBuffer(100);
    const matching = new MatchingLines(buffer, { text: '7', invert: false });
    for (let n = 0; n < 1000; n++) {
      buffer.add(line(String(n)));
      if (n % 10 === 9) matching.update();
    }
    expect(matching.compared).toBe(1000);
    const expected = Array.from({ length: 100 }, (_, n) => 900 + n).filter((n) => String(n).includes('7'));
    expect(matching.update()).toEqual(expected);
  });
});
