/** Pixels of the screen, independent of its density. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How a window was left. */
export interface WindowState extends Rectangle {
  readonly maximized: boolean;
  readonly fullScreen: boolean;
}

export const SMALLEST = { width: 760, height: 520 } as const;
const USUAL = { width: 1280, height: 820 } as const;
/** So much of the title bar must be where it can be grasped. */
const GRASP = 96;

/** As it is stored: one JSON text. Undefined when it is none. */
export function parseWindowState(text: string): WindowState | undefined {
  if (text.length > 512) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { x, y, width, height, maximized, fullScreen } = value as Record<string, unknown>;
  for (const number of [x, y, width, height]) {
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || Math.abs(number) > 100_000) return undefined;
  }
  if ((width as number) <= 0 || (height as number) <= 0) return undefined;
  return {
    x: x as number,
    y: y as number,
    width: width as number,
    height: height as number,
    maximized: maximized === true,
    fullScreen: fullScreen === true,
  };
}

export function formatWindowState({ x, y, width, height, maximized, fullScreen }: WindowState): string {
  return JSON.stringify({ x, y, width, height, maximized, fullScreen });
}

/**
 * Where a window is opened: where it was, when a screen is still there, brought into its work area; otherwise in the middle of the
 * first screen. `areas` are the work areas of the screens, the primary one first.
 */
export function placeWindow(saved: WindowState | undefined, areas: readonly Rectangle[]): Rectangle {
  const primary = areas[0];
  if (!primary) return { x: saved?.x ?? 0, y: saved?.y ?? 0, ...sizeOf(saved) };
  const area = saved && areas.find((one) => graspable(saved, one)) ? nearest(saved, areas) : undefined;
  const home = area ?? primary;
  const { width, height } = sizeOf(saved);
  const fitting = { width: Math.min(width, home.width), height: Math.min(height, home.height) };
  if (!saved || !area) {
    return {
      x: home.x + Math.floor((home.width - fitting.width) / 2),
      y: home.y + Math.floor((home.height - fitting.height) / 2),
      ...fitting,
    };
  }
  return {
    x: clamp(saved.x, home.x, home.x + home.width - fitting.width),
    y: clamp(saved.y, home.y, home.y + home.height - fitting.height),
    ...fitting,
  };
}

/** A second window a little lower, so that it does not hide the first. */
export function besides(first: Rectangle, areas: readonly Rectangle[]): Rectangle {
  const state = { ...first, x: first.x + 28, y: first.y + 28, maximized: false, fullScreen: false };
  return placeWindow(state, areas);
}

function sizeOf(saved: Rectangle | undefined): { width: number; height: number } {
  return {
    width: Math.max(saved?.width ?? USUAL.width, SMALLEST.width),
    height: Math.max(saved?.height ?? USUAL.height, SMALLEST.height),
  };
}

function graspable(window: Rectangle, area: Rectangle): boolean {
  const wide = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return wide >= GRASP && window.y >= area.y - 8 && window.y <= area.y + area.height - 32;
}

function nearest(window: Rectangle, areas: readonly Rectangle[]): Rectangle {
  return areas.reduce((best, area) => (overlap(window, area) > overlap(window, best) ? area : best));
}

function overlap(a: Rectangle, b: Rectangle): number {
  const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, wide) * Math.max(0, high);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
