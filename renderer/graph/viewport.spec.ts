import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  drawnWindow,
  FIT_ZOOM,
  fitAll,
  isWholeSeen,
  openingViewport,
  reveal,
  sameRect,
  visibleRect,
} from './viewport.ts';

const SIZE = { width: 1_280, height: 700 };

describe('viewport', () => {
  it('fits everything, at most in natural size', () => {
    const seen = visibleRect(fitAll({ width: 5_000, height: 4_000 }, SIZE), SIZE);
    expect(seen.x).toBeLessThanOrEqual(0);
    expect(seen.width).toBeGreaterThanOrEqual(5_000);
    expect(fitAll({ width: 300, height: 100 }, SIZE).zoom).toBe(1);
  });

  it('shows the top of what is too long to fit', () => {
    const viewport = fitAll({ width: 540, height: 900_000 }, SIZE);
    expect(viewport.zoom).toBe(FIT_ZOOM);
    expect(viewport.y).toBeGreaterThanOrEqual(0);
  });

  it('opens a small picture whole and a large one at its beginning', () => {
    expect(openingViewport({ width: 1_500, height: 600 }, SIZE).zoom).toBeLessThan(1);
    expect(openingViewport({ width: 900, height: 90_000 }, SIZE)).toEqual({ x: 24, y: 24, zoom: 1 });
  });

  it('draws more than is seen, and the same while one pans within a step', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5_000, max: 5_000 }),
        fc.integer({ min: -5_000, max: 5_000 }),
        fc.constantFrom(0.4, 0.75, 1, 2),
        (x, y, zoom) => {
          const seen = visibleRect({ x, y, zoom }, SIZE);
          const drawn = drawnWindow({ x, y, zoom }, SIZE);
          expect(drawn.x).toBeLessThan(seen.x);
          expect(drawn.y).toBeLessThan(seen.y);
          expect(drawn.x + drawn.width).toBeGreaterThan(seen.x + seen.width);
          expect(drawn.y + drawn.height).toBeGreaterThan(seen.y + seen.height);
        },
      ),
    );
    const a = drawnWindow({ x: -10, y: -10, zoom: 1 }, SIZE);
    expect(sameRect(a, drawnWindow({ x: -12, y: -14, zoom: 1 }, SIZE))).toBe(true);
    expect(sameRect(a, drawnWindow({ x: -900, y: -10, zoom: 1 }, SIZE))).toBe(false);
  });

  it('knows when all is in sight: after fitting, and not when an edge is left', () => {
    const small = { width: 900, height: 400 };
    const seen = visibleRect(fitAll(small, SIZE), SIZE);
    expect(isWholeSeen(small, seen)).toBe(true);
    expect(isWholeSeen(small, { ...seen, x: 1 })).toBe(false);
    expect(isWholeSeen(small, { ...seen, y: seen.y - 300 })).toBe(false);
    expect(
      isWholeSeen({ width: 540, height: 900_000 }, visibleRect(fitAll({ width: 540, height: 900_000 }, SIZE), SIZE)),
    ).toBe(false);
  });

  it('reveals a node beside what covers the corner, and leaves others where they are', () => {
    const viewport = { x: 0, y: 0, zoom: 1 };
    const corner = { width: 156, height: 98 };
    const low = { y: 600, width: 240, height: 64 };
    expect(reveal(viewport, { ...low, x: 1_000 }, SIZE, corner)).toEqual({ x: 0, y: -86, zoom: 1 });
    expect(reveal(viewport, { ...low, x: 100 }, SIZE, corner)).toEqual(viewport);
  });

  it('moves no more than it must to reveal a node', () => {
    const viewport = { x: 0, y: 0, zoom: 1 };
    expect(reveal(viewport, { x: 100, y: 100, width: 240, height: 64 }, SIZE)).toEqual(viewport);
    expect(reveal(viewport, { x: 1_200, y: 100, width: 240, height: 64 }, SIZE)).toEqual({ x: -184, y: 0, zoom: 1 });
    expect(reveal(viewport, { x: -300, y: -100, width: 240, height: 64 }, SIZE)).toEqual({ x: 324, y: 124, zoom: 1 });
  });
});
