import { describe, expect, it } from 'vitest';
import { linesOfList, linesOfMap, linesOfNamed, listOfLines, mapOfLines, namedOfLines } from './lines.ts';

describe('entries, one a line', () => {
  it('are lists', () => {
    expect(listOfLines(' a.yaml \n\n b.yaml')).toEqual(['a.yaml', 'b.yaml']);
    expect(listOfLines(' \n')).toBeUndefined();
    expect(linesOfList(['a', 'b'])).toBe('a\nb');
    expect(linesOfList({ not: 'a list' })).toBe('');
  });

  it('are maps, where a value may have an equals sign', () => {
    expect(mapOfLines('a=1\nb = x=y\nc')).toEqual({ a: '1', b: 'x=y', c: '' });
    expect(linesOfMap({ a: '1', b: 'x=y' })).toBe('a=1\nb=x=y');
    expect(mapOfLines('')).toBeUndefined();
  });

  it('are named objects, with counts as numbers', () => {
    expect(namedOfLines('web=3\nworker=many', 'count')).toEqual([
      { name: 'web', count: 3 },
      { name: 'worker', count: 'many' },
    ]);
    expect(namedOfLines('a=values/a.yaml', 'path')).toEqual([{ name: 'a', path: 'values/a.yaml' }]);
    expect(linesOfNamed([{ name: 'web', count: 3 }, null], 'count')).toBe('web=3\n=');
  });

  it('take no prototype', () => {
    expect(Object.getPrototypeOf(mapOfLines('__proto__=x')!)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});
