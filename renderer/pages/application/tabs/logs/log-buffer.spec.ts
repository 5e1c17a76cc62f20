import { describe, expect, it } from 'vitest';
import { LONGEST_LINE, LogBuffer, splitTime } from './log-buffer.ts';

const line = (text: string) => ({ pod: 'web-1', container: 'web', text });

describe('LogBuffer', () => {
  it('keeps the last lines under their numbers and says how many are gone', () => {
    const buffer = new LogBuffer(1000);
    for (let n = 0; n < 25_000; n++) buffer.add(line(`line ${n}`));
    expect([buffer.first, buffer.end]).toEqual([24_000, 25_000]);
    expect(buffer.line(24_000)?.text).toBe('line 24000');
    expect(buffer.line(24_999)?.text).toBe('line 24999');
    expect(buffer.line(23_999)).toBeUndefined();
    expect(buffer.line(25_000)).toBeUndefined();
  });

  it('is bounded by characters too', () => {
    const buffer = new LogBuffer(1000, 1000);
    for (let n = 0; n < 50; n++) buffer.add(line('x'.repeat(300)));
    expect(buffer.end - buffer.first).toBe(3);
    expect(buffer.characters).toBe(900);
  });

  it('cuts a line of a megabyte and says so', () => {
    const buffer = new LogBuffer();
    buffer.add(line('x'.repeat(1_048_576)));
    const { raw = '' } = buffer.line(0) ?? {};
    expect(raw.length).toBeLessThan(LONGEST_LINE + 100);
    expect(raw).toContain('1,048,576 characters');
  });

  it('parts the time from the words', () => {
    expect(splitTime('2026-01-01T00:00:00.123456789Z hello 2026-01-01T00:00:00Z')).toEqual({
      time: '2026-01-01T00:00:00.123456789Z',
      rest: 'hello 2026-01-01T00:00:00Z',
    });
    expect(splitTime('2026-01-01T00:00:00Z ')).toEqual({ time: '2026-01-01T00:00:00Z', rest: '' });
    expect(splitTime('no time\r')).toEqual({ time: '', rest: 'no time' });
  });

  it('strips what a terminal would obey from the text, and keeps it for the colours', () => {
    const buffer = new LogBuffer();
    buffer.add(line('\u001b[31mred\u001b[0m'));
    expect(buffer.line(0)).toMatchObject({ text: 'red', raw: '\u001b[31mred\u001b[0m' });
  });
});
