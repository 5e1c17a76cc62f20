import { describe, expect, it } from 'vitest';
import { fieldTime, instantOf, pauseCommand, pauseEnd, SPANS } from './pause-span.ts';

const now = new Date(2026, 10, 24, 14, 30).getTime();

describe('pauseEnd', () => {
  it('is a span from now, or the next morning', () => {
    expect(pauseEnd('h2', '', now)).toBe(now + 7_200_000);
    expect(new Date(pauseEnd('tomorrow', '', now) as number)).toEqual(new Date(2026, 10, 25, 9, 0));
    expect(pauseEnd('forever', '', now)).toBe('never');
  });

  it('takes a chosen time only when it is still to come', () => {
    expect(pauseEnd('custom', '2026-11-24T14:29', now)).toBeUndefined();
    expect(pauseEnd('custom', 'soon', now)).toBeUndefined();
    expect(pauseEnd('custom', fieldTime(now + 3_600_000), now)).toBe(now + 3_600_000);
  });
});

describe('pauseCommand', () => {
  it('always says until when, as the command line wants it', () => {
    for (const span of SPANS) {
      const end = pauseEnd(span, fieldTime(now + 3_600_000), now);
      const words = pauseCommand('shop', span, end!, 'hotfix');
      expect(words.filter((word) => word === '--for' || word === '--until')).toHaveLength(1);
      expect(words.slice(-2)).toEqual(['--reason', 'hotfix']);
    }
    expect(pauseCommand('shop', 'h8', now, 'x')).toContain('8h');
    expect(pauseCommand('shop', 'custom', now, 'x')).toContain(instantOf(now));
  });
});
