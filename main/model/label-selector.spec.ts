import { describe, expect, it } from 'vitest';
import { matchesSelector } from './label-selector.ts';

const labels = { app: 'web', tier: 'front' };

describe('matchesSelector', () => {
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web,tier=front', true],
    ['app=web,tier=back', false],
    ['app!=web', false],
    ['missing!=x', true],
    ['app in (api, web)', true],
    ['app in (api),tier', false],
    ['app notin (api, db),tier in (front)', true],
    ['tier', true],
    ['missing', false],
    ['!missing', true],
    ['!app', false],
    ['constructor', false],
  ])('%s → %s', (selector, expected) => expect(matchesSelector(selector, labels)).toBe(expected));

  it.each(['a=b=c', 'a in x', '(a)', 'a,,b', '=x'])('refuses %s', (selector) =>
    expect(() => matchesSelector(selector, labels)).toThrow(/unable to parse label selector/),
  );
});
