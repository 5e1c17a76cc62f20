import type { LaidOut } from './laid-out.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './layout.ts';
import type { GraphNode } from './model.ts';
import { shapeOf } from './shape.ts';
import { type Rect, type Size, type Viewport, visibleRect } from './viewport.ts';

/** The part of a 2D context that is painted with. */
export type Brush = Pick<
  CanvasRenderingContext2D,
  | 'clearRect'
  | 'fillRect'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'stroke'
  | 'setTransform'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'globalAlpha'
>;

/** Colours as the page has them just now. */
export interface Palette {
  readonly line: string;
  readonly node: string;
  readonly active: string;
  readonly ok: string;
  readonly progress: string;
  readonly out: string;
  readonly error: string;
  readonly unknown: string;
  readonly paused: string;
}

/** Pixels: what fails is never painted smaller, however far away one stands. */
const FAILING_SIZE = 6;

export function toneOf(
  node: Pick<GraphNode, 'sync' | 'health' | 'failing'>,
): Exclude<keyof Palette, 'line' | 'node' | 'active'> {
  if (node.failing || node.health === 'Degraded') return 'error';
  if (node.health === 'Missing' || node.sync === 'OutOfSync') return 'out';
  if (node.health === 'Progressing') return 'progress';
  if (node.health === 'Suspended') return 'paused';
  if (node.health === 'Healthy' || (node.health === undefined && node.sync === 'Synced')) return 'ok';
  return 'unknown';
}

export interface Painting {
  readonly laidOut: LaidOut;
  readonly dimmed: ReadonlySet<string>;
  readonly active: string | undefined;
  readonly viewport: Viewport;
  readonly size: Size;
  readonly pixelRatio: number;
}

/**
 * The graph as marks, for a zoom at which words cannot be read: what is visible of 10,000 nodes in one pass, with nothing in the page.
 * Failing nodes come last, so that nothing covers them.
 */
export function paint(brush: Brush, painting: Painting, palette: Palette): void {
  const { laidOut, dimmed, active, viewport, size, pixelRatio } = painting;
  const { nodes } = laidOut.model;
  const { x, y } = laidOut.layout;
  const { parent } = shapeOf(nodes);
  const { zoom } = viewport;
  brush.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  brush.globalAlpha = 1;
  brush.clearRect(0, 0, size.width, size.height);
  const seen = visibleRect(viewport, size);
  const left = (at: number): number => x[at]! * zoom + viewport.x;
  const top = (at: number): number => y[at]! * zoom + viewport.y;
  const width = NODE_WIDTH * zoom;
  const height = NODE_HEIGHT * zoom;

  brush.strokeStyle = palette.line;
  brush.lineWidth = Math.max(0.5, zoom);
  brush.beginPath();
  // Children stand in order, so the trunk to the last one painted covers those before it: only the rest of it is painted.
  const painted = new Map<string, number>();
  for (let i = 0; i < nodes.length; i++) {
    const above = parent[i]!;
    if (above === -1 || !mayCross(seen, x[above]!, y[above]!, x[i]!, y[i]!)) continue;
    const trunk = left(above) + width + 30 * zoom;
    const row = top(i) + height / 2;
    const key = `${above} ${x[i]}`;
    const from = painted.get(key) ?? top(above) + height / 2;
    // Above the screen nothing is seen of it, and once the trunk has left below it is complete.
    if (row < -height && row > from) {
      painted.set(key, row);
      continue;
    }
    if (from > size.height + height) continue;
    if (!painted.has(key)) {
      brush.moveTo(left(above) + width, from);
      brush.lineTo(trunk, from);
    }
    // Closer than a pixel to the last: the same line.
    if (row - from >= 1 || !painted.has(key)) {
      brush.moveTo(trunk, from);
      brush.lineTo(trunk, row);
      if (row > -height && row < size.height + height) brush.lineTo(left(i), row);
      painted.set(key, row);
    }
  }
  brush.stroke();

  const failing: number[] = [];
  for (let i = 0; i < nodes.length; i++) {
    if (!isSeen(seen, x[i]!, y[i]!)) continue;
    const node = nodes[i]!;
    if (node.failing) {
      failing.push(i);
      continue;
    }
    mark(i, Math.max(1, height));
  }
  for (const i of failing) mark(i, Math.max(FAILING_SIZE, height));
  if (active !== undefined) {
    const at = nodes.findIndex(({ id }) => id === active);
    if (at !== -1) {
      brush.globalAlpha = 1;
      brush.strokeStyle = palette.active;
      brush.lineWidth = 2;
      brush.beginPath();
      brush.moveTo(left(at) - 2, top(at) - 2);
      brush.lineTo(left(at) + width + 2, top(at) - 2);
      brush.lineTo(left(at) + width + 2, top(at) + height + 2);
      brush.lineTo(left(at) - 2, top(at) + height + 2);
      brush.lineTo(left(at) - 2, top(at) - 3);
      brush.stroke();
    }
  }

  /** A card, and the colour of its state as a bar at its left: readable down to one pixel. */
  function mark(i: number, tall: number): void {
    const node = nodes[i]!;
    brush.globalAlpha = dimmed.has(node.id) ? 0.35 : 1;
    const tone = palette[toneOf(node)];
    if (tall < 8) {
      brush.fillStyle = tone;
      brush.fillRect(left(i), top(i), Math.max(node.failing ? FAILING_SIZE : 1, width), tall);
      return;
    }
    brush.fillStyle = palette.node;
    brush.fillRect(left(i), top(i), width, tall);
    brush.fillStyle = tone;
    brush.fillRect(left(i), top(i), Math.max(2, width * 0.14), tall);
  }
}

function isSeen(seen: Rect, x: number, y: number): boolean {
  return x + NODE_WIDTH > seen.x && x < seen.x + seen.width && y + NODE_HEIGHT > seen.y && y < seen.y + seen.height;
}

function mayCross(seen: Rect, ax: number, ay: number, bx: number, by: number): boolean {
  return (
    Math.max(ax, bx) + NODE_WIDTH > seen.x &&
    Math.min(ax, bx) < seen.x + seen.width &&
    Math.max(ay, by) + NODE_HEIGHT > seen.y &&
    Math.min(ay, by) < seen.y + seen.height
  );
}
