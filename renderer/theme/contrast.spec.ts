import { describe, expect, it } from 'vitest';
import { contrast } from './contrast.ts';
import { TOKENS, type Tokens } from './tokens.ts';

const GROUNDS: readonly (keyof Tokens)[] = ['bg', 'surface', 'raised', 'selected'];
const TEXTS: readonly (keyof Tokens)[] = [
  'text',
  'muted',
  'primary',
  'ok',
  'progress',
  'out',
  'error',
  'unknown',
  'paused',
];
const TINTS: readonly (readonly [keyof Tokens, keyof Tokens])[] = [
  ['text', 'okBg'],
  ['text', 'outBg'],
  ['text', 'errorBg'],
  ['text', 'progressBg'],
  ['muted', 'outBg'],
  ['ok', 'okBg'],
  ['out', 'outBg'],
  ['error', 'errorBg'],
  ['primary', 'progressBg'],
  ['text', 'added'],
  ['text', 'removed'],
  ['onPrimary', 'primary'],
];

describe('contrast', () => {
  it('is 21 between black and white, and 1 of a colour with itself', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#18794e', '#18794e')).toBe(1);
  });
});

describe.each(Object.entries(TOKENS))('the %s theme', (name, tokens) => {
  it.each(TEXTS.flatMap((text) => GROUNDS.map((ground) => [text, ground] as const)))(
    'shows %s on %s',
    (text, ground) => {
      expect(contrast(tokens[text], tokens[ground])).toBeGreaterThanOrEqual(name === 'contrast' ? 7 : 4.5);
    },
  );
  it.each(TINTS)('shows %s on %s', (text, ground) => {
    expect(contrast(tokens[text], tokens[ground])).toBeGreaterThanOrEqual(name === 'contrast' ? 7 : 4.5);
  });
  it.each(GROUNDS)('shows on %s where a field or a box is (WCAG 1.4.11)', (ground) => {
    expect(contrast(tokens.control, tokens[ground])).toBeGreaterThanOrEqual(3);
  });
  it.each(GROUNDS)('shows the focus on %s', (ground) => {
    expect(contrast(tokens.focus, tokens[ground])).toBeGreaterThanOrEqual(3);
  });
});
