import { type Ref, useImperativeHandle, useRef } from 'react';
import type { LaidOut } from './laid-out.ts';
import { paint } from './paint.ts';
import { brushOf, paletteOf } from './palette.ts';
import type { Size, Viewport } from './viewport.ts';

export interface PaintedLayerHandle {
  readonly paint: (viewport: Viewport, size: Size) => void;
}

/** The graph as marks while one stands too far away to read. Painted straight from the move, without rendering anything. */
export function PaintedLayer({
  laidOut,
  dimmed,
  active,
  hidden,
  ref,
}: {
  laidOut: LaidOut;
  dimmed: ReadonlySet<string>;
  active: string | undefined;
  /** Cards are drawn instead. */
  hidden: boolean;
  ref: Ref<PaintedLayerHandle>;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useImperativeHandle(ref, () => ({
    paint: (viewport, size) => {
      if (hidden || !canvas.current) return;
      const drawing = brushOf(canvas.current);
      if (!drawing) return;
      paint(
        drawing.brush,
        { laidOut, dimmed, active, viewport, size, pixelRatio: drawing.pixelRatio },
        paletteOf(canvas.current),
      );
    },
  }));
  return <canvas ref={canvas} className="painted" hidden={hidden} />;
}
