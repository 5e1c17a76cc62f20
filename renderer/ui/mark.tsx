import type { ReactElement } from 'react';
import type { Tokens } from '../theme/index.ts';

/** The shapes of ux.md §5. Each says its state without its colour. */
export type Shape = 'check' | 'heart' | 'diamond' | 'cross' | 'three-quarter' | 'ring' | 'bars' | 'dashed' | 'dot';

const PATHS: Readonly<Record<Shape, ReactElement>> = {
  check: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="currentColor" />
      <path d="M5 8.2l2.1 2.1L11.2 6" fill="none" stroke="var(--surface)" strokeWidth="1.7" />
    </>
  ),
  heart: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="currentColor" />
      <path
        d="M8 11.6 4.9 8.5a1.9 1.9 0 0 1 2.7-2.7l.4.4.4-.4a1.9 1.9 0 0 1 2.7 2.7z"
        fill="var(--surface)"
        stroke="none"
      />
    </>
  ),
  diamond: <path d="M8 1l7 7-7 7-7-7z" fill="currentColor" />,
  cross: (
    <path
      d="M3.2 1.2 8 6l4.8-4.8 2 2L10 8l4.8 4.8-2 2L8 10l-4.8 4.8-2-2L6 8 1.2 3.2z"
      fill="currentColor"
      stroke="none"
    />
  ),
  'three-quarter': (
    <>
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M8 8V3.4A4.6 4.6 0 1 1 3.4 8z" fill="currentColor" />
    </>
  ),
  ring: <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" strokeWidth="2.2" />,
  bars: <path d="M3.5 2.5h3.2v11H3.5zM9.3 2.5h3.2v11H9.3z" fill="currentColor" />,
  dashed: <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="3.2 2.56" />,
  dot: <circle cx="8" cy="8" r="5" fill="currentColor" />,
};

/** A mark alone: only beside a word that says the same. */
export function Mark({ shape, tone, size = 14 }: { shape: Shape; tone: keyof Tokens; size?: number }) {
  return (
    <svg
      className="mark"
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
      style={{ color: `var(--${tone})`, flex: 'none', verticalAlign: '-2px' }}
    >
      {PATHS[shape]}
    </svg>
  );
}
