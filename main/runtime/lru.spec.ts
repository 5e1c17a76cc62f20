import { describe, expect, it } from 'vitest';
import { Lru } from './lru.ts';

describe('Lru', () => {
  it('forgets what was used longest ago', () => {
    const evicted: string[] = [];
    const lru = new Lru<string, number>({ maxEntries: 2, onEvict: (key) => evicted.push(key) });
    lru.set('a', 1);
    lru.set('b', 2);
    lru.get('a');
    lru.peek('b');
    lru.set('c', 3);
    expect(evicted).toEqual(['b']);
    expect([...lru.keys()]).toEqual(['a', 'c']);
    expect(lru.stats).toEqual({ hits: 1, misses: 0, size: 2, cost: 2 });
  });

  it('is bounded by cost and refuses a value that is alone too costly', () => {
    const lru = new Lru<string, string>({ maxCost: 10, cost: (value) => value.length });
    lru.set('a', '12345');
    lru.set('b', '12345');
    lru.set('c', '1');
    expect(lru.has('a')).toBe(false);
    expect(lru.cost).toBe(6);
    lru.set('b', 'x'.repeat(11));
    expect(lru.get('b')).toBeUndefined();
    expect(lru.cost).toBe(1);
  });

  it('counts a replaced value once and can be emptied', () => {
    const lru = new Lru<string, number>({ maxEntries: 5 });
    lru.set('a', 1);
    lru.set('a', 2);
    expect([lru.size, lru.cost, lru.get('a')]).toEqual([1, 1, 2]);
    expect(lru.delete('a')).toBe(true);
    expect(lru.delete('a')).toBe(false);
    lru.set('b', 1);
    lru.clear();
    expect([lru.size, lru.cost]).toEqual([0, 0]);
    expect(() => new Lru({})).toThrow(RangeError);
  });
});
