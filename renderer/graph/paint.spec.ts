import { describe, expect, it } from 'vitest';
import { layout } from './layout.ts';
import { type Brush, type Palette, paint, toneOf } from './paint.ts';
import { project } from './project.ts';
import { generatedTree, node, ROOT } from './testing/sources.ts';

const PALETTE: Palette = {
  line: 'line',
  node: 'node',
  active: 'active',
  ok: 'ok',
  progress: 'progress',
  out: 'out',
  error: 'error',
  unknown: 'unknown',
  paused: 'paused',
};

interface Filled {
  readonly colour: string;
  readonly width: number;
  readonly height: number;
}

function painted(sources: ReturnType<typeof node>[], zoom: number, height = 800): { fills: Filled[]; lines: number } {
  const { model } = project(sources, ROOT, undefined);
  const fills: Filled[] = [];
  let lines = 0;
  const brush: Brush = {
    fillStyle: '',
    strokeStyle: '',
    lineWidth: 1,
    globalAlpha: 1,
    setTransform: () => undefined,
    clearRect: () => undefined,
    beginPath: () => undefined,
    moveTo: () => undefined,
    stroke: () => undefined,
    lineTo: () => {
      lines++;
    },
    fillRect(_x, _y, width, tall) {
      fills.push({ colour: String(this.fillStyle), width, height: tall });
    },
  };
  paint(
    brush,
    {
      laidOut: { model, layout: layout(model, 'tree'), key: 1 },
      dimmed: new Set(),
      active: undefined,
      viewport: { x: 0, y: 0, zoom },
      size: { width: 1_280, height },
      pixelRatio: 1,
    },
    PALETTE,
  );
  return { fills, lines };
}

describe('paint', () => {
  it('paints only what is seen', () => {
    const { fills, lines } = painted(generatedTree(10_000), 0.3);
    expect(fills.length).toBeGreaterThan(20);
    expect(fills.length).toBeLessThan(400);
    expect(lines).toBeLessThan(600);
  });

  it('never paints a failing node smaller than it can be seen, and paints it last', () => {
    const sources = Array.from({ length: 200 }, (_, i) =>
      node('Pod', `p${i}`, { health: i === 3 ? 'Degraded' : 'Healthy' }),
    );
    const { fills } = painted(sources, 0.02);
    expect(fills.at(-1)).toMatchObject({ colour: 'error', height: 6 });
    expect(fills.at(-1)!.width).toBeGreaterThanOrEqual(4.8);
  });

  it('gives every state the tone that its card has', () => {
    const tone = (more: Partial<Parameters<typeof toneOf>[0]>) =>
      toneOf({ sync: undefined, health: undefined, failing: false, ...more });
    expect(tone({ health: 'Healthy', sync: 'Synced' })).toBe('ok');
    expect(tone({ health: 'Healthy', sync: 'OutOfSync' })).toBe('out');
    expect(tone({ health: 'Progressing' })).toBe('progress');
    expect(tone({ health: 'Suspended' })).toBe('paused');
    expect(tone({ health: 'Missing' })).toBe('out');
    expect(tone({ health: 'Healthy', failing: true })).toBe('error');
    expect(tone({})).toBe('unknown');
  });
});
