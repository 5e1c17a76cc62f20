import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestChange } from './smallest-change.ts';

describe('smallestChange', () => {
  it('makes one text of the other', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 12 });
    fc.assert(
      fc.property(word, word, (before, after) => {
        const change = smallestChange(before, after);
        const made = change ? before.slice(0, change.from) + change.insert + before.slice(change.to) : before;
        expect(made).toBe(after);
      }),
    );
  });

  it('touches only what differs', () => {
    expect(smallestChange('name: web\nkind: A\n', 'name: shop\nkind: A\n')).toEqual({ from: 6, to: 9, insert: 'shop' });
    expect(smallestChange('aa', 'aaa')).toEqual({ from: 2, to: 2, insert: 'a' });
    expect(smallestChange('a', 'a')).toBeUndefined();
  });
});
