import type { Palette } from './paint.ts';

/** The colours of the theme as they are on an element just now, grey when the engine is not heard. */
export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim() || '#808080';
  return {
    line: token('control'),
    node: token('raised'),
    active: token('focus'),
    ok: token('ok'),
    progress: token('progress'),
    out: token('out'),
    error: token('error'),
    unknown: token('unknown'),
    paused: token('paused'),
  };
}

/** Sizes a canvas to its element in device pixels; gives the brush, or nothing where there is none. */
export function brushOf(
  canvas: HTMLCanvasElement,
): { readonly brush: CanvasRenderingContext2D; readonly pixelRatio: number } | undefined {
  const pixelRatio = window.devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * pixelRatio);
  const height = Math.round(canvas.clientHeight * pixelRatio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const brush = canvas.getContext('2d');
  return brush === null ? undefined : { brush, pixelRatio };
}
