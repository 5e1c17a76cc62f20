import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgosyError } from './errors.ts';
import { deepEqual } from './json.ts';
import { applyJsonPatch, diffMergePatch, type JsonPatchOperation, mergePatch, parseJsonPatch } from './json-patch.ts';
import { formatPointer, listIndex, parsePointer, valueAt } from './json-pointer.ts';

describe('JSON pointers', () => {
  it('escape and unescape', () => {
    expect(parsePointer('/metadata/annotations/a~1b~0c')).toEqual(['metadata', 'annotations', 'a/b~c']);
    expect(parsePointer('')).toEqual([]);
    expect(parsePointer('/')).toEqual(['']);
    expect(() => parsePointer('a')).toThrow(ArgosyError);
    fc.assert(
      fc.property(fc.array(fc.string()), (path) => {
        expect(parsePointer(formatPointer(path))).toEqual(path);
      }),
    );
  });

  it('read own fields and items only', () => {
    const value = { list: [{ a: 1 }], text: 'x' };
    expect(valueAt(value, ['list', '0', 'a'])).toBe(1);
    expect(valueAt(value, ['list', '00'])).toBeUndefined();
    expect(valueAt(value, ['list', 'length'])).toBeUndefined();
    expect(valueAt(value, ['constructor'])).toBeUndefined();
    expect(valueAt(value, ['text', '0'])).toBeUndefined();
    expect([listIndex('12'), listIndex('-'), listIndex('1e3')]).toEqual([12, undefined, undefined]);
  });
});

describe('mergePatch', () => {
  it('follows RFC 7396', () => {
    const target = { title: 'Goodbye', author: { given: 'John', family: 'Doe' }, tags: ['a', 'b'], kept: { x: 1 } };
    const frozen = structuredClone(target);
    const result = mergePatch(target, {
      title: 'Hello',
      author: { family: null },
      tags: ['c'],
      phone: { a: { b: null, c: 1 } },
    });
    expect(result).toEqual({
      title: 'Hello',
      author: { given: 'John' },
      tags: ['c'],
      kept: { x: 1 },
      phone: { a: { c: 1 } },
    });
    expect(target).toEqual(frozen);
    expect((result as typeof target).kept).toBe(target.kept);
    expect(mergePatch({ a: 1 }, 'text')).toBe('text');
    expect(mergePatch('text', { a: null, b: 1 })).toEqual({ b: 1 });
  });

  it('does not touch prototypes', () => {
    const result = mergePatch({}, JSON.parse('{"__proto__": {"polluted": true}}')) as Record<string, unknown>;
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.hasOwn(result, '__proto__')).toBe(true);
  });

  it('undoes a difference', () => {
    const withoutNull = fc
      .jsonValue()
      .map((value) => JSON.parse(JSON.stringify(value).replaceAll('null', '0')) as unknown);
    fc.assert(
      fc.property(fc.dictionary(fc.string(), withoutNull), fc.dictionary(fc.string(), withoutNull), (from, to) => {
        const patch = diffMergePatch(from, to);
        expect(deepEqual(patch === undefined ? from : mergePatch(from, patch), to)).toBe(true);
        expect(diffMergePatch(from, from)).toBeUndefined();
      }),
    );
  });
});

describe('applyJsonPatch', () => {
  const apply = (value: unknown, ...patch: JsonPatchOperation[]) => applyJsonPatch(value, patch);

  it.each<[string, unknown, JsonPatchOperation, unknown]>([
    ['add a field', { a: 1 }, { op: 'add', path: '/b', value: 2 }, { a: 1, b: 2 }],
    ['add an item', [1, 3], { op: 'add', path: '/1', value: 2 }, [1, 2, 3]],
    ['append', { a: [1] }, { op: 'add', path: '/a/-', value: 2 }, { a: [1, 2] }],
    ['replace the whole', { a: 1 }, { op: 'replace', path: '', value: 2 }, 2],
    ['replace an item', [1, 2], { op: 'replace', path: '/1', value: 3 }, [1, 3]],
    ['remove a field', { a: 1, b: 2 }, { op: 'remove', path: '/a' }, { b: 2 }],
    ['remove an item', [1, 2, 3], { op: 'remove', path: '/1' }, [1, 3]],
    ['move', { a: { x: 1 }, b: {} }, { op: 'move', from: '/a/x', path: '/b/y' }, { a: {}, b: { y: 1 } }],
    ['copy', { a: 1 }, { op: 'copy', from: '/a', path: '/b' }, { a: 1, b: 1 }],
    ['test', { a: [1, { b: 2 }] }, { op: 'test', path: '/a', value: [1, { b: 2 }] }, { a: [1, { b: 2 }] }],
    ['escapes', { 'a/b': 1 }, { op: 'replace', path: '/a~1b', value: 2 }, { 'a/b': 2 }],
  ])('can %s', (_name, target, operation, expected) => {
    const before = structuredClone(target);
    expect(apply(target, operation)).toEqual(expected);
    expect(target).toEqual(before);
  });

  it.each<[string, unknown, JsonPatchOperation]>([
    ['remove what is not there', {}, { op: 'remove', path: '/a' }],
    ['replace what is not there', {}, { op: 'replace', path: '/a', value: 1 }],
    ['add below what is not there', {}, { op: 'add', path: '/a/b', value: 1 }],
    ['add beyond the end', [], { op: 'add', path: '/1', value: 1 }],
    ['test what differs', { a: 1 }, { op: 'test', path: '/a', value: '1' }],
    ['move into itself', { a: { b: 1 } }, { op: 'move', from: '/a', path: '/a/b' }],
    ['walk into a prototype', {}, { op: 'add', path: '/constructor/prototype/x', value: 1 }],
    ['remove everything', {}, { op: 'remove', path: '' }],
  ])('refuses to %s', (_name, target, operation) => {
    expect(() => apply(target, operation)).toThrow(/JSON patch operation 0/);
  });

  it('reads a patch from text strictly', () => {
    expect(parseJsonPatch([{ op: 'remove', path: '/a' }])).toEqual([{ op: 'remove', path: '/a' }]);
    for (const bad of [
      {},
      [1],
      [{ op: 'add', path: '/a' }],
      [{ op: 'move', path: '/a' }],
      [{ op: 'x', path: '' }],
      [{ op: 'remove' }],
    ]) {
      expect(() => parseJsonPatch(bad)).toThrow(ArgosyError);
    }
  });
});
