import { describe, expect, it } from 'vitest';
import { parseYaml, parseYamlDocuments, splitYamlDocuments, YamlError } from './yaml.ts';

const failure = (text: string, options = {}) => {
  try {
    parseYamlDocuments(text, options);
  } catch (error) {
    if (error instanceof YamlError) return error;
    throw error;
  }
  throw new Error(`parsed: ${text}`);
};

describe('scalars as sigs.k8s.io/yaml reads them', () => {
  it.each<[string, unknown]>([
    ['yes', true],
    ['Off', false],
    ['y', true],
    ['N', false],
    ['yEs', 'yEs'],
    ['"yes"', 'yes'],
    ['~', null],
    ['Null', null],
    ['0777', 511],
    ['0X1f', 31],
    ['0O17', 15],
    ['0_7', 7],
    ['1e400', '1e400'],
    ['0o17', 15],
    ['-010', -8],
    ['08', 8],
    ['0x1F', 31],
    ['0b101', 5],
    ['1_000', 1000],
    ['+5', 5],
    ['-0', 0],
    ['1e3', 1000],
    ['.5', 0.5],
    ['1.', 1],
    ['1.50', 1.5],
    ['1.2.3', '1.2.3'],
    ['12:30:45', '12:30:45'],
    ['2001-01-01', '2001-01-01'],
    ['2001-12-14t21:59:43.10-05:00', '2001-12-14t21:59:43.10-05:00'],
    ['100m', '100m'],
    ['1e', '1e'],
    ['0x', '0x'],
    ['-', null],
    ['!!str 123', '123'],
    ['!!int "12"', 12],
    ['!!float 3', 3],
    ['!!binary aGVsbG8=', 'hello'],
    ['!Ref name', 'name'],
    ['!Sub [a, b]', ['a', 'b']],
    ['=', '='],
    ['<<', '<<'],
  ])('%s', (text, expected) => {
    if (text === '-') expect(parseYaml(text)).toEqual([null]);
    else expect(parseYaml(`v: ${text}`)).toEqual({ v: expected });
  });

  it('makes names of keys', () => {
    expect(parseYaml('1: a\n1.5: c\ny: d')).toEqual({ 1: 'a', true: 'd', 1.5: 'c' });
  });
});

describe('parseYamlDocuments', () => {
  it('gives every document that is not empty, with its line', () => {
    const text = '# head\n---\na: 1\n---\n# nothing\n---\n--- {b: 2}\n---\nnull\n---\nc: |\n  ---\n  x\n...\n';
    expect(parseYamlDocuments(text)).toEqual([
      { value: { a: 1 }, line: 2 },
      { value: { b: 2 }, line: 7 },
      { value: { c: '---\nx\n' }, line: 10 },
    ]);
  });

  it('reads CRLF, a byte order mark, JSON and nothing at all', () => {
    expect(parseYamlDocuments('\uFEFFa: 1\r\n---\r\nb: 2\r\n').map((d) => d.value)).toEqual([{ a: 1 }, { b: 2 }]);
    expect(parseYaml('{"a": [1, "2", null], "b": "\\u00e9"}')).toEqual({ a: [1, '2', null], b: 'é' });
    expect(parseYaml('%YAML 1.1\n---\na: 1')).toEqual({ a: 1 });
    expect(parseYaml('')).toBeNull();
    expect(parseYaml('# only a comment')).toBeNull();
    expect(parseYamlDocuments('')).toEqual([]);
  });

  it('merges keys; a key of its own wins', () => {
    expect(parseYaml('base: &b {x: 1, 8: 2}\nuse:\n  <<: *b\n  x: 3\n  8: 4')).toEqual({
      base: { x: 1, 8: 2 },
      use: { x: 3, 8: 4 },
    });
    // go-yaml's order: what a merge brings replaces what stands before it.
    expect(parseYaml('a: &a {x: 1}\nb: {x: 2, <<: *a}')).toMatchObject({ b: { x: 1 } });
    expect(failure('base: &b {x: 1}\nuse:\n  <<: *b\n  x: 3\n  x: 4').line).toBe(5);
    expect(failure('a: 1\nb:\n  <<: text').line).toBe(3);
    expect(parseYaml('"<<": text')).toEqual({ '<<': 'text' });
    expect(parseYaml('a: &a {p: 1}\nb: &b {p: 2, q: 2}\nc: {<<: [*a, *b]}')).toMatchObject({ c: { p: 1, q: 2 } });
  });

  it('keeps a __proto__ key a key', () => {
    const value = parseYaml('__proto__: {polluted: true}\nconstructor: 1') as Record<string, unknown>;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.hasOwn(value, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('names file, line and the parser’s words', () => {
    const error = failure('a: 1\n---\nb:\n  - c\n d: 2\n', { file: 'apps/x.yaml' });
    expect(error.line).toBe(5);
    expect(error.subject).toBe('apps/x.yaml:5');
    expect(error.message).toBe(`apps/x.yaml: line 5: ${error.problem}`);
    expect(failure('a: "open', { firstLine: 100 }).line).toBe(100);
  });

  it('refuses duplicate keys, or lets the last win when asked', () => {
    expect(failure('a: 1\nb: 2\na: 3').problem).toContain('duplicat');
    expect(failure('a: 1\nb: 2\na: 3').line).toBe(3);
    expect(parseYaml('a: 1\na: 3', { duplicateKeys: 'last' })).toEqual({ a: 3 });
    expect(failure('1: a\n"1": b').line).toBe(2);
  });

  it.each([
    ['a tab for indentation', 'a:\n\t- b'],
    ['an unknown alias', 'a: *nowhere'],
    ['two values', 'a: b: c'],
    ['a list as a key', '? [a]\n: b'],
    ['null as a key', '~: b'],
    ['not a number', 'a: .nan'],
    ['infinity', 'a: -.inf'],
    ['a bad !!int', 'a: !!int x'],
    ['control characters', 'a: \u0001'],
  ])('refuses %s', (_name, text) => {
    expect(failure(text)).toBeInstanceOf(YamlError);
  });

  it('parses exactly one document where one is wanted', () => {
    expect(() => parseYaml('a: 1\n---\nb: 2', { file: 'f' })).toThrow('expected one document, found 2');
  });
});

describe('hostile YAML', () => {
  it('is refused when it is long, deep, many or anchored into the sky', () => {
    expect(failure('a: 1', { maxLength: 3 }).problem).toContain('longer than 3');
    expect(failure('---\na: 1\n'.repeat(5), { maxDocuments: 4 }).problem).toContain('more than 4');
    expect(failure('['.repeat(5_000)).problem).toMatch(/depth|nest/i);
    let bomb = 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n';
    for (let n = 1; n < 12; n++)
      bomb += `a${n}: &a${n} [${Array(10)
        .fill(`*a${n - 1}`)
        .join(', ')}]\n`;
    expect(failure(bomb).problem).toContain('excessive aliasing');
    expect(failure('a: &a [*a]').problem).toMatch(/alias/);
    expect(failure(`a: &a x\nb: [${Array(2_000).fill('*a').join(', ')}]`).problem).toContain('alias');
    expect(failure(`a: &a "${'x'.repeat(100_000)}"\nb: [${Array(900).fill('*a').join(', ')}]`).problem).toContain(
      'aliasing',
    );
  });
});

describe('splitYamlDocuments', () => {
  it('cuts at separators only and keeps lines', () => {
    expect(splitYamlDocuments('a: 1\n--- # note\nb: 2\n----\nc\n---')).toEqual([
      { text: 'a: 1\n', line: 1 },
      { text: '--- # note\nb: 2\n----\nc\n', line: 2 },
    ]);
  });

  it('leaves a broken document beside good ones readable', () => {
    const pieces = splitYamlDocuments('a: 1\n---\n{{ template }}: [\n---\nb: 2\n');
    expect(pieces.map((piece) => piece.line)).toEqual([1, 2, 4]);
    expect(parseYaml(pieces[2]!.text)).toEqual({ b: 2 });
  });
});
