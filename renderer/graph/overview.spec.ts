import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromOverview, overviewScale, toOverview } from './overview.ts';

const SIZE = { width: 140, height: 84 };

describe('the overview', () => {
  it('holds all of any graph', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 0, max: 1_000_000 }), (width, height) => {
        const drawn = toOverview({ x: 0, y: 0, width, height }, overviewScale({ width, height }, SIZE));
        expect(drawn.x + drawn.width).toBeLessThanOrEqual(SIZE.width);
        expect(drawn.y + drawn.height).toBeLessThanOrEqual(SIZE.height);
      }),
    );
  });

  it('leads back to where a point came from', () => {
    const scale = overviewScale({ width: 1_000, height: 90_000 }, SIZE);
    const { x, y } = toOverview({ x: 300, y: 45_000, width: 1, height: 1 }, scale);
    const back = fromOverview(x, y, scale);
    expect(back.x).toBeCloseTo(300);
    expect(back.y).toBeCloseTo(45_000);
  });
});
