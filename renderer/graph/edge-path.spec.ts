import { describe, expect, it } from 'vitest';
import { routePath, treePath } from './edge-path.ts';
import { COLUMN, NODE_HEIGHT, NODE_WIDTH, ROW } from './layout.ts';

describe('treePath', () => {
  it('is straight to a child in the same row', () => {
    expect(treePath(240, 32, 300, 32)).toBe('M240 32H300');
    // Where a handle is measured, a border counts.
    expect(treePath(238, 32, 302, 32)).toBe('M238 32H302');
  });

  it('shares its trunk with the other children, above and below', () => {
    for (const y of [124, 900, -60]) {
      const path = treePath(240, 32, 300, y);
      expect(path.startsWith('M240 32H242Q270 32 270 ')).toBe(true);
      expect(path.endsWith('H300')).toBe(true);
    }
  });

  it('passes other columns in the gap above the row of the child', () => {
    const y = 2 * ROW + NODE_HEIGHT / 2;
    const path = treePath(NODE_WIDTH, 32, 3 * COLUMN, y);
    const gap = 2 * ROW - 14;
    expect(path).toContain(` ${gap}H`);
    expect(path.endsWith(`H${3 * COLUMN}`)).toBe(true);
  });
});

describe('routePath', () => {
  it('leaves to the right and arrives from the left', () => {
    expect(routePath(0, 0, 400, 100)).toBe('M0 0C200 0 200 100 400 100');
  });

  it('stays on the right between nodes of one column', () => {
    expect(routePath(240, 0, 0, 92)).toBe('M240 0C288 0 288 92 240 92');
  });
});
