import type { Layout } from './layout.ts';
import type { Rect, Size } from './viewport.ts';

/** How the whole graph is drawn small: each direction in its own scale, because a graph of 4,000 rows is a line in one scale. */
export interface OverviewScale {
  readonly x: number;
  readonly y: number;
}

const MARGIN = 6;
/** A graph that fits anyway is not drawn larger than this. */
const LARGEST = 0.09;

export function overviewScale({ width, height }: Pick<Layout, 'width' | 'height'>, size: Size): OverviewScale {
  const scaled = (room: number, length: number): number => Math.min(LARGEST, (room - 2 * MARGIN) / Math.max(1, length));
  return { x: scaled(size.width, width), y: scaled(size.height, height) };
}

export function toOverview({ x, y, width, height }: Rect, scale: OverviewScale): Rect {
  return { x: x * scale.x + MARGIN, y: y * scale.y + MARGIN, width: width * scale.x, height: height * scale.y };
}

export function fromOverview(x: number, y: number, scale: OverviewScale): { readonly x: number; readonly y: number } {
  return { x: (x - MARGIN) / scale.x, y: (y - MARGIN) / scale.y };
}
