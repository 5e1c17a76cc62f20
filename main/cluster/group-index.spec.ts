import fc from 'fast-check';
import { expect, it } from 'vitest';
import { GroupIndex } from './group-index.ts';

it('answers as a Map of Sets would, whatever is added and removed', () => {
  const step = fc.record({ add: fc.boolean(), key: fc.constantFrom('a', 'b'), value: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const index = new GroupIndex<number>();
      const model = new Map<string, Set<number>>([
        ['a', new Set()],
        ['b', new Set()],
      ]);
      for (const { add, key, value } of steps) {
        if (add) {
          index.add(key, value);
          model.get(key)!.add(value);
        } else {
          index.remove(key, value);
          model.get(key)!.delete(value);
        }
        expect([...index.get(key)].toSorted((x, y) => x - y)).toEqual([...model.get(key)!].toSorted((x, y) => x - y));
        expect(index.first(key) === undefined).toBe(model.get(key)!.size === 0);
      }
      expect(index.size).toBe([...model.values()].filter((members) => members.size > 0).length);
    }),
  );
});
