import { type PointerEvent, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { LaidOut } from './laid-out.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './layout.ts';
import { fromOverview, type OverviewScale, overviewScale, toOverview } from './overview.ts';
import { toneOf } from './paint.ts';
import { brushOf, paletteOf } from './palette.ts';
import { isWholeSeen, type Rect } from './viewport.ts';

export interface MinimapHandle {
  /** Moves the frame of what is visible without rendering anything. */
  readonly frame: (visible: Rect) => void;
}

const SIZE = { width: 140, height: 84 };
/** What it covers of the lower right corner, with what is left around it. */
export const MINIMAP_CORNER = { width: SIZE.width + 16, height: SIZE.height + 14 };

/** The whole graph at a glance, failing nodes above the others; only while some of it is out of sight. A press or a drag moves the view there. */
export function Minimap({
  laidOut,
  look,
  onGo,
  ref,
}: {
  laidOut: LaidOut;
  /** Changes when the colours do. */
  look: string;
  onGo: (x: number, y: number) => void;
  ref: Ref<MinimapHandle>;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLElement>(null);
  const shown = useRef(laidOut);
  shown.current = laidOut;
  const scale = useRef<OverviewScale>({ x: 1, y: 1 });
  const last = useRef<Rect>({ x: 0, y: 0, width: 0, height: 0 });
  const frame = (visible: Rect): void => {
    last.current = visible;
    // Not needed, and over the last node, while everything is in sight.
    if (map.current) map.current.style.visibility = isWholeSeen(shown.current.layout, visible) ? 'hidden' : 'visible';
    if (!box.current) return;
    const { x, y, width, height } = toOverview(visible, scale.current);
    const { style } = box.current;
    style.transform = `translate(${x}px, ${y}px)`;
    style.width = `${Math.max(4, width)}px`;
    style.height = `${Math.max(4, height)}px`;
  };
  useImperativeHandle(ref, () => ({ frame }));

  // biome-ignore lint/correctness/useExhaustiveDependencies: `look` stands for the colours
  useEffect(() => {
    if (!canvas.current) return;
    const drawing = brushOf(canvas.current);
    if (!drawing) return;
    const { brush, pixelRatio } = drawing;
    const palette = paletteOf(canvas.current);
    const to = overviewScale(laidOut.layout, SIZE);
    scale.current = to;
    frame(last.current);
    brush.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    brush.clearRect(0, 0, SIZE.width, SIZE.height);
    const { nodes } = laidOut.model;
    const { x, y } = laidOut.layout;
    const tall = Math.max(1, NODE_HEIGHT * to.y);
    for (const failing of [false, true]) {
      // Of many nodes in one pixel one is painted: 10,000 nodes are a few hundred rectangles.
      const painted = new Set<number>();
      for (let i = 0; i < nodes.length; i++) {
        const node = nodes[i]!;
        if (node.failing !== failing) continue;
        const at = toOverview({ x: x[i]!, y: y[i]!, width: NODE_WIDTH, height: NODE_HEIGHT }, to);
        const pixel = Math.floor(at.x) * 1_000 + Math.floor(at.y);
        if (painted.has(pixel)) continue;
        painted.add(pixel);
        brush.globalAlpha = failing ? 1 : 0.55;
        brush.fillStyle = palette[toneOf(node)];
        brush.fillRect(at.x, at.y, Math.max(2, at.width - 1), failing ? Math.max(3, tall) : tall);
      }
    }
  }, [laidOut, look]);

  const go = (event: PointerEvent<HTMLElement>): void => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const { x, y } = fromOverview(event.clientX - left, event.clientY - top, scale.current);
    onGo(x, y);
  };
  return (
    <div
      ref={map}
      className="minimap"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event);
      }}
    >
      <canvas ref={canvas} />
      <i ref={box} />
    </div>
  );
}
