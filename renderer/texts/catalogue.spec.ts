import { describe, expect, it } from 'vitest';
import { catalogueOf } from './catalogue.ts';

const { t, plural } = catalogueOf({ 'a.one': '{count} thing', 'a.other': '{count} things of {who}', b: '{x} and {y}' });

describe('catalogueOf', () => {
  it('puts values in, and leaves what has none', () => {
    expect(t('b', { x: 1 })).toBe('1 and {y}');
  });

  it('does not take a value for a pattern', () => {
    expect(t('b', { x: '{y}', y: '$&' })).toBe('{y} and $&');
  });

  it('chooses by number', () => {
    expect(plural('a', 1)).toBe('1 thing');
    expect(plural('a', 2000, { who: 'Ann' })).toBe('2,000 things of Ann');
  });
});
