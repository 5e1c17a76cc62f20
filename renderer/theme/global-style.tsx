import GlobalStyles from '@mui/material/GlobalStyles';
import { FONT, MONO, type SchemeName, TOKENS, type Tokens, variableOf } from './tokens.ts';

/**
 * The tokens as custom properties (`var(--ok)`), and what every element starts from. With `stale` every status colour is grey: the
 * last state of an engine that is not heard never looks true.
 */
export function GlobalStyle({ scheme, stale }: { scheme: SchemeName; stale: boolean }) {
  const tokens = stale ? greyed(TOKENS[scheme]) : TOKENS[scheme];
  const variables = Object.fromEntries(
    Object.entries(tokens).map(([token, value]) => [variableOf(token as keyof Tokens), value as string]),
  );
  return (
    <GlobalStyles
      styles={{
        ':root': {
          ...variables,
          '--radius': '8px',
          '--row': '32px',
          '--mono': MONO,
          colorScheme: scheme === 'light' ? 'light' : 'dark',
        },
        '*': { boxSizing: 'border-box' },
        'html, body, #root': { height: '100%' },
        body: {
          margin: 0,
          background: 'var(--bg)',
          color: 'var(--text)',
          font: `13px/1.45 ${FONT}`,
          fontVariantNumeric: 'tabular-nums',
          WebkitFontSmoothing: 'antialiased',
        },
        'code, kbd, pre': { fontFamily: MONO, fontSize: 12, lineHeight: 1.4 },
        kbd: {
          border: '1px solid var(--border)',
          borderBottomWidth: 2,
          borderRadius: 4,
          padding: '0 4px',
          color: 'var(--muted)',
          background: 'var(--surface)',
        },
        a: { color: 'var(--primary)', textDecoration: 'none' },
        'a:hover': { textDecoration: 'underline' },
        'h1, h2, h3, p': { margin: 0 },
        ...(scheme === 'contrast' ? CONTRAST : {}),
        ':focus-visible': { outline: '2px solid var(--focus)', outlineOffset: 1 },
        '.mono': { fontFamily: MONO, fontSize: 12 },
        '.muted': { color: 'var(--muted)' },
        '.visually-hidden': {
          position: 'absolute',
          width: 1,
          height: 1,
          overflow: 'hidden',
          clipPath: 'inset(50%)',
          whiteSpace: 'nowrap',
        },
        '::selection': { background: 'color-mix(in srgb, var(--primary) 30%, transparent)' },
        '@media (prefers-reduced-motion: reduce)': {
          '*, ::before, ::after': {
            animationDuration: '0s !important',
            animationIterationCount: '1 !important',
            transitionDuration: '0s !important',
            scrollBehavior: 'auto !important',
          },
        },
      }}
    />
  );
}

/** Grounds hardly differ on black: what is chosen or current has a frame, and a link is one without its colour. */
const CONTRAST = {
  '.rail a[aria-current=page], [aria-pressed=true], [aria-selected=true]': {
    outline: '2px solid var(--primary)',
    outlineOffset: -2,
  },
  'main a[href]:not(nav a)': { textDecoration: 'underline' },
  'nav em': { background: 'transparent !important', border: '1px solid var(--border)' },
  // What cannot be done now is said by its frame, not by hardly being there.
  '.MuiButton-root.Mui-disabled': { color: 'var(--muted) !important', border: '1px dashed var(--border) !important' },
  '.MuiMenuItem-root.Mui-disabled': { opacity: '1 !important', color: 'var(--muted)', fontStyle: 'italic' },
  '.MuiDialog-paper, .MuiMenu-paper': { border: '2px solid var(--control)' },
} as const;

function greyed(tokens: Tokens): Tokens {
  const { unknown } = tokens;
  return { ...tokens, ok: unknown, progress: unknown, out: unknown, error: unknown, paused: unknown };
}
