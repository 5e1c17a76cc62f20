import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, contentHash, deepEqual } from './json.ts';

describe('canonicalJson', () => {
  it('sorts keys at every depth and leaves out what is undefined', () => {
    expect(canonicalJson({ b: [{ z: 1, a: null }], a: 'x', c: undefined })).toBe('{"a":"x","b":[{"a":null,"z":1}]}');
    expect(canonicalJson([undefined, -0, Number.NaN])).toBe('[null,0,null]');
    expect(canonicalJson({ b: 1, 10: 2, 9: 3, a: [{ d: 1, c: 2 }] })).toBe('{"9":3,"10":2,"a":[{"c":2,"d":1}],"b":1}');
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`k${(n * 7) % 40}`, n]));
    expect(Object.keys(JSON.parse(canonicalJson(many)) as object)).toEqual(Object.keys(many).sort());
  });

  it('gives the same value back and the same text for every order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        const again = JSON.parse(text) as unknown;
        expect(deepEqual(again, value)).toBe(true);
        expect(canonicalJson(reversed(value))).toBe(text);
        expect(contentHash(reversed(value))).toBe(contentHash(value));
      }),
    );
  });

  it('refuses bottomless values', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => canonicalJson(cycle)).toThrow(RangeError);
  });

  it('hashes as sha256 of the text', () => {
    expect(contentHash({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, field]) => [name, reversed(field)]),
  );
}

describe('deepEqual', () => {
  it.each([
    [{ a: 1, b: undefined }, { a: 1 }, true],
    [{ a: undefined }, { b: undefined }, true],
    [{ a: 1 }, { b: 1 }, false],
    [[1, 2], [1, 2], true],
    [[1, 2], [2, 1], false],
    [[], {}, false],
    [null, {}, false],
    [1, '1', false],
    [{ a: null }, {}, false],
    [JSON.parse('{"__proto__": {"a": 1}}'), {}, false],
    [JSON.parse('{"__proto__": {}}'), { a: 1 }, false],
    [{}, JSON.parse('{"toString": 1}'), false],
  ])('%j and %j: %s', (a, b, expected) => {
    expect(deepEqual(a, b)).toBe(expected);
    expect(deepEqual(b, a)).toBe(expected);
  });

  it('agrees with canonical text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(deepEqual(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
      }),
    );
  });
});
