import { describe, expect, it } from 'vitest';
import { goText, jsonFault } from './json-fault.ts';

/** Each as encoding/json says it. */
const TABLE: readonly (readonly [text: string, fault: string])[] = [
  ['', 'unexpected end of JSON input'],
  ['{"a":', 'unexpected end of JSON input'],
  ['{"a"', 'unexpected end of JSON input'],
  ['"abc', 'unexpected end of JSON input'],
  ['this', "invalid character 'h' in literal true (expecting 'r')"],
  ['nul!', "invalid character '!' in literal null (expecting 'l')"],
  ['\x1f', String.raw`invalid character '\x1f' looking for beginning of value`],
  ["'a'", String.raw`invalid character '\'' looking for beginning of value`],
  ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b":2}', `invalid character '"' after object key:value pair`],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ['[1 2]', "invalid character '2' after array element"],
  ['[1,]', "invalid character ']' looking for beginning of value"],
  ['{} {}', "invalid character '{' after top-level value"],
  ['"\n"', String.raw`invalid character '\n' in string literal`],
  [String.raw`"\x"`, "invalid character 'x' in string escape code"],
  [String.raw`"\u00g0"`, String.raw`invalid character 'g' in \u hexadecimal character escape`],
  ['-a', "invalid character 'a' in numeric literal"],
  ['1.e', "invalid character 'e' after decimal point in numeric literal"],
  ['1ex', "invalid character 'x' in exponent of numeric literal"],
  ['01', "invalid character '1' after top-level value"],
];

describe('a text that is no JSON', () => {
  it.each(TABLE)('%j', (text, fault) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(jsonFault(text)).toBe(fault);
  });
});

it('shows what cannot be seen by its number', () => {
  expect(goText('a\u0000b\n"\\\u007f')).toBe(String.raw`a\x00b\n\"\\\x7f`);
});
