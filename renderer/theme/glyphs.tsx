import type { ReactNode } from 'react';

/** What the components of others draw with, in our line: boxes to tick, dots to choose, the arrow of a list. */

export function BoxEmpty() {
  return (
    <Glyph>
      <rect x="1.75" y="1.75" width="12.5" height="12.5" rx="3" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </Glyph>
  );
}

export function BoxTicked() {
  return (
    <Glyph>
      <rect x="1" y="1" width="14" height="14" rx="3.5" fill="currentColor" />
      <path d="M4.4 8.3l2.4 2.4 4.8-5.1" fill="none" stroke="var(--surface)" strokeWidth="1.8" />
    </Glyph>
  );
}

export function BoxPart() {
  return (
    <Glyph>
      <rect x="1" y="1" width="14" height="14" rx="3.5" fill="currentColor" />
      <path d="M4.5 8h7" fill="none" stroke="var(--surface)" strokeWidth="1.8" />
    </Glyph>
  );
}

export function RadioEmpty() {
  return (
    <Glyph>
      <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </Glyph>
  );
}

export function RadioTicked() {
  return (
    <Glyph>
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" />
      <circle cx="8" cy="8" r="3" fill="currentColor" />
    </Glyph>
  );
}

export function Chevron({ className }: { className?: string }) {
  return (
    <svg className={className} viewBox="0 0 24 24" width="14" height="14" aria-hidden="true" focusable="false">
      <path d="M6 9l6 6 6-6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}

function Glyph({ children }: { children: ReactNode }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}
