import { COLUMN, type Layout, ROW } from './layout.ts';

/** How flow coordinates become pixels: `pixel = flow * zoom + offset`. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** In flow coordinates. */
export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

export const MIN_ZOOM = 0.05;
export const MAX_ZOOM = 2;
/** Below it words cannot be read (13 px become 5): nodes are painted as marks. It also bounds how many nodes are in the page. */
export const SIMPLE_BELOW = 0.4;
const PADDING = 24;
const NOTHING: Size = { width: 0, height: 0 };
/** Fitting goes no further away: 4,000 rows in one window are a line. The overview shows them all. */
export const FIT_ZOOM = 0.1;
/** A picture that would be smaller than this at first is shown from its beginning instead. */
const FIRST_ZOOM = 0.6;

export function visibleRect({ x, y, zoom }: Viewport, { width, height }: Size): Rect {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
}

/**
 * What is given to the page: the visible part and a margin, in whole steps of a column and four rows. It stays the same while one pans
 * within a step, so that most frames of a pan compute nothing here.
 */
export function drawnWindow(viewport: Viewport, size: Size): Rect {
  const seen = visibleRect(viewport, size);
  const stepX = COLUMN;
  const stepY = ROW * 4;
  const x = (Math.floor(seen.x / stepX) - 1) * stepX;
  const y = (Math.floor(seen.y / stepY) - 1) * stepY;
  const right = (Math.ceil((seen.x + seen.width) / stepX) + 1) * stepX;
  const bottom = (Math.ceil((seen.y + seen.height) / stepY) + 1) * stepY;
  return { x, y, width: right - x, height: bottom - y };
}

export function sameRect(a: Rect, b: Rect): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

/** Everything at once, at most in its natural size; from the top when it is too long for that. */
export function fitAll({ width, height }: Pick<Layout, 'width' | 'height'>, size: Size): Viewport {
  return fitRect({ x: 0, y: 0, width, height }, size);
}

export function fitRect(rect: Rect, size: Size): Viewport {
  const wanted = Math.min(
    (size.width - 2 * PADDING) / Math.max(1, rect.width),
    (size.height - 2 * PADDING) / Math.max(1, rect.height),
    1,
  );
  const zoom = Math.max(FIT_ZOOM, wanted);
  const place = (start: number, length: number, room: number): number =>
    Math.max(PADDING, (room - length * zoom) / 2) - start * zoom;
  return { x: place(rect.x, rect.width, size.width), y: place(rect.y, rect.height, size.height), zoom };
}

/** Where a picture is opened: all of it while it is readable so, otherwise its beginning in natural size. */
export function openingViewport(layout: Pick<Layout, 'width' | 'height'>, size: Size): Viewport {
  const fit = fitAll(layout, size);
  return fit.zoom >= FIRST_ZOOM ? { ...fit, x: PADDING, y: PADDING } : { x: PADDING, y: PADDING, zoom: 1 };
}

/** Whether nothing of the graph is out of sight. */
export function isWholeSeen({ width, height }: Pick<Layout, 'width' | 'height'>, seen: Rect): boolean {
  return seen.x <= 0 && seen.y <= 0 && seen.x + seen.width >= width && seen.y + seen.height >= height;
}

/** The least movement that brings a rectangle into view, and up from under what covers the lower right corner. */
export function reveal(viewport: Viewport, rect: Rect, size: Size, corner: Size = NOTHING): Viewport {
  const zoom = viewport.zoom;
  const shift = (offset: number, start: number, length: number, room: number): number => {
    const low = start * zoom + offset;
    const high = low + length * zoom;
    if (high > room - PADDING) offset -= high - (room - PADDING);
    if (start * zoom + offset < PADDING) offset = PADDING - start * zoom;
    return offset;
  };
  const x = shift(viewport.x, rect.x, rect.width, size.width);
  const under = (rect.x + rect.width) * zoom + x > size.width - corner.width;
  return { x, y: shift(viewport.y, rect.y, rect.height, size.height - (under ? corner.height : 0)), zoom };
}
