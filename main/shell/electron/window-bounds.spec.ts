import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { besides, formatWindowState, parseWindowState, placeWindow, type WindowState } from './window-bounds.ts';

const LAPTOP = { x: 0, y: 25, width: 1440, height: 875 };
const LEFT = { x: -2560, y: 0, width: 2560, height: 1400 };
const state = (bounds: Partial<WindowState>): WindowState => ({
  x: 100,
  y: 100,
  width: 1000,
  height: 700,
  maximized: false,
  fullScreen: false,
  ...bounds,
});

describe('where a window opens', () => {
  it('is where it was, on whatever screen', () => {
    expect(placeWindow(state({}), [LAPTOP])).toEqual({ x: 100, y: 100, width: 1000, height: 700 });
    expect(placeWindow(state({ x: -2000 }), [LAPTOP, LEFT])).toMatchObject({ x: -2000, y: 100 });
  });

  it('is the middle of the first screen when its own has gone', () => {
    expect(placeWindow(state({ x: -2000 }), [LAPTOP])).toEqual({ x: 220, y: 112, width: 1000, height: 700 });
    expect(placeWindow(undefined, [LAPTOP])).toEqual({ x: 80, y: 52, width: 1280, height: 820 });
  });

  it('fits', () => {
    expect(placeWindow(state({ x: 1400, width: 4000, height: 4000 }), [LAPTOP])).toMatchObject({
      width: 1440,
      height: 875,
    });
    expect(placeWindow(state({ width: 10, height: 10 }), [LAPTOP])).toMatchObject({ width: 760, height: 520 });
  });

  it('is always inside of one screen', () => {
    const whole = fc.integer({ min: -5000, max: 5000 });
    const length = fc.integer({ min: 1, max: 6000 });
    const area = fc.record({
      x: whole,
      y: whole,
      width: fc.integer({ min: 320, max: 4000 }),
      height: fc.integer({ min: 240, max: 3000 }),
    });
    const saved = fc.record({
      x: whole,
      y: whole,
      width: length,
      height: length,
      maximized: fc.boolean(),
      fullScreen: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.option(saved, { nil: undefined }),
        fc.array(area, { minLength: 1, maxLength: 4 }),
        (before, areas) => {
          for (const placed of [placeWindow(before, areas), besides(placeWindow(before, areas), areas)]) {
            const inside = areas.some(
              (one) =>
                placed.x >= one.x &&
                placed.y >= one.y &&
                placed.x + placed.width <= one.x + one.width &&
                placed.y + placed.height <= one.y + one.height,
            );
            expect(inside).toBe(true);
          }
        },
      ),
    );
  });

  it('survives its text, and no other text is taken', () => {
    const one = state({ maximized: true });
    expect(parseWindowState(formatWindowState(one))).toEqual(one);
    for (const text of [
      '',
      '{}',
      'null',
      '[]',
      '{"x":1',
      '{"x":0,"y":0,"width":0,"height":9}',
      '{"x":1e99,"y":0,"width":9,"height":9}',
      'x'.repeat(600),
    ])
      expect(parseWindowState(text), text).toBeUndefined();
  });

  it('puts a second window beside the first', () => {
    const first = placeWindow(undefined, [LEFT]);
    expect(besides(first, [LEFT])).toMatchObject({ x: first.x + 28, y: first.y + 28 });
  });
});
