import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepEqual } from './json.ts';
import { compareNames, toYaml, toYamlDocuments } from './to-yaml.ts';
import { parseYaml, parseYamlDocuments } from './yaml.ts';

describe('toYaml', () => {
  it('prints as kubectl does', () => {
    const object = {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { name: 'a', labels: {}, finalizers: [], annotations: { note: 'one\ntwo\n', tail: 'x\ny' } },
      data: {
        no: 'yes',
        number: '1.50',
        text: "it's",
        colon: 'a: b',
        empty: '',
        time: '2001-01-01',
        nested: undefined,
      },
      list: [{ a: 1, b: [1, 2] }, [], ['x', ['y']], null, true],
    };
    expect(toYaml(object)).toBe(`apiVersion: v1
data:
  colon: 'a: b'
  empty: ""
  "no": "yes"
  number: "1.50"
  text: it's
  time: "2001-01-01"
kind: ConfigMap
list:
- a: 1
  b:
  - 1
  - 2
- []
- - x
  - - "y"
- null
- true
metadata:
  annotations:
    note: |
      one
      two
    tail: |-
      x
      y
  finalizers: []
  labels: {}
  name: a
`);
  });

  it('folds long texts at 80 columns and keeps long keys apart', () => {
    expect(toYaml({ message: 'word '.repeat(24).trim() })).toBe(
      `message: ${'word '.repeat(15).trim()}\n  ${'word '.repeat(9).trim()}\n`,
    );
    const spaced = `\t${'a'.repeat(85)}  b c`;
    expect(toYaml([spaced])).toBe(`- "\\t${'a'.repeat(85)}\n  \\ b c"\n`);
    expect(parseYaml(toYaml([spaced]))).toEqual([spaced]);
    const key = 'k'.repeat(129);
    expect(toYaml({ [key]: [1] })).toBe(`? ${key}\n: - 1\n`);
  });

  it.each<[unknown, string]>([
    [null, 'null\n'],
    ['', '""\n'],
    ['a\n\n', '|+\n  a\n\n'],
    [[' a\nb'], '- |2-\n   a\n  b\n'],
    ['a \nb', '"a \\nb"\n'],
    ['tab\there', '"tab\\there"\n'],
    ['😀', '"\\U0001F600"\n'],
    ['é', 'é\n'],
    ['- a', "'- a'\n"],
    ['a #b', "'a #b'\n"],
    ['a#b', 'a#b\n'],
    ['12:30:45', '"12:30:45"\n'],
    [1e21, '1e+21\n'],
    [1234567.5, '1.2345675e+06\n'],
    [0.0001, '0.0001\n'],
    [0.00001, '1e-05\n'],
    [-0, '0\n'],
    [[], '[]\n'],
    [{}, '{}\n'],
  ])('%j', (value, text) => {
    expect(toYaml(value)).toBe(text);
  });

  it('orders names as people count', () => {
    const names = ['item10', 'item2', 'b', 'a', 'A', '1', '10', '2', '_x', 'item02', 'é'];
    const sorted = ['_x', '1', '2', '10', 'A', 'a', 'b', 'item2', 'item02', 'item10', 'é'];
    expect(names.toSorted(compareNames)).toEqual(sorted);
  });

  it('is read back as the same value', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }).map((value) => value.toWellFormed()),
      fc.stringMatching(/^[a-z \n:#'"-]{0,200}$/),
      fc.constantFrom(
        'y',
        '<<',
        '=',
        '~',
        '0x1',
        '1_0',
        '\u0085',
        '\u2028',
        '\ufeff',
        '\t',
        '\r\n',
        ' ',
        '\n',
        '---',
        '...',
        '1e3',
        '012',
      ),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(text, tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    fc.assert(
      fc.property(value, (original) => {
        const printed = toYaml(original);
        expect(deepEqual(parseYaml(printed), original), printed).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('prints several documents', () => {
    const printed = toYamlDocuments([{ a: 1 }, { b: 2 }]);
    expect(printed).toBe('a: 1\n---\nb: 2\n');
    expect(parseYamlDocuments(printed).map((document) => document.value)).toEqual([{ a: 1 }, { b: 2 }]);
  });
});
