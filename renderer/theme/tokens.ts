/** The colours of Argosy, by what they mean. Every theme has all of them; `contrast.spec.ts` checks what must be readable on what. */
export interface Tokens {
  readonly bg: string;
  readonly surface: string;
  readonly raised: string;
  readonly border: string;
  /** Borders of what only its border shows, as fields and boxes: 3 : 1 on every ground (WCAG 1.4.11). */
  readonly control: string;
  /** Borders of what has a word to be known by, as buttons and chips. */
  readonly edge: string;
  readonly text: string;
  readonly muted: string;
  readonly primary: string;
  readonly onPrimary: string;
  readonly focus: string;
  readonly selected: string;
  readonly ok: string;
  readonly progress: string;
  readonly out: string;
  readonly error: string;
  readonly unknown: string;
  readonly paused: string;
  readonly okBg: string;
  readonly outBg: string;
  readonly errorBg: string;
  readonly progressBg: string;
  readonly added: string;
  readonly removed: string;
}

export type SchemeName = 'light' | 'dark' | 'contrast';

export const TOKENS: Readonly<Record<SchemeName, Tokens>> = {
  light: {
    bg: '#f6f7f9',
    surface: '#ffffff',
    raised: '#ffffff',
    border: '#e2e6ec',
    control: '#828c9b',
    edge: '#c9d0da',
    text: '#18212d',
    muted: '#5c6877',
    primary: '#1d5fc4',
    onPrimary: '#ffffff',
    focus: '#1d5fc4',
    selected: '#eff5fe',
    ok: '#18794e',
    progress: '#1668d6',
    out: '#a65b00',
    error: '#c22d2d',
    unknown: '#626c79',
    paused: '#6a46c0',
    okBg: '#e7f5ed',
    outBg: '#fdf3e1',
    errorBg: '#fdecec',
    progressBg: '#e8f1fd',
    added: '#dff3e6',
    removed: '#fde3e3',
  },
  dark: {
    bg: '#0e141b',
    surface: '#141c26',
    raised: '#1a2430',
    border: '#263240',
    control: '#64748a',
    edge: '#3a4859',
    text: '#e5ebf3',
    muted: '#94a2b4',
    primary: '#6ba6ff',
    onPrimary: '#0b1420',
    focus: '#8bb9ff',
    selected: '#13243b',
    ok: '#4cc38a',
    progress: '#6ba6ff',
    out: '#e8a33d',
    error: '#ff7b7b',
    unknown: '#94a2b4',
    paused: '#b39bff',
    okBg: '#12291f',
    outBg: '#2c2213',
    errorBg: '#311a1d',
    progressBg: '#13243b',
    added: '#153626',
    removed: '#41202a',
  },
  contrast: {
    bg: '#000000',
    surface: '#000000',
    raised: '#0a0a0a',
    border: '#8f9aa8',
    control: '#ffffff',
    edge: '#ffffff',
    text: '#ffffff',
    muted: '#dfe5ec',
    primary: '#9cc7ff',
    onPrimary: '#000000',
    focus: '#ffe14d',
    selected: '#08204a',
    ok: '#5cf0a5',
    progress: '#9cc7ff',
    out: '#ffc04d',
    error: '#ff9c9c',
    unknown: '#dfe5ec',
    paused: '#d3c2ff',
    okBg: '#00210f',
    outBg: '#2a1a00',
    errorBg: '#330808',
    progressBg: '#06203f',
    added: '#00391b',
    removed: '#4a0d0d',
  },
};

/** `okBg` → `--ok-bg`: how styles name a token. */
export function variableOf(token: keyof Tokens): string {
  return `--${token.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export const FONT = 'Inter, system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';
export const MONO = '"JetBrains Mono", ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';
export const ROW_PX = 32;
export const NODE_PX = { width: 240, height: 64 } as const;
