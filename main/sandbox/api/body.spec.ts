import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { duplicateFields, parseBody } from './body.ts';

describe('bodies', () => {
  it.each([
    ['{"a":1,"a":2}', ['duplicate field "a"']],
    ['{"data":{"a":"b","a":"c"}}', ['duplicate field "data.a"']],
    ['{"l":[{"x":1},{"x":1,"y":{"z":1,"z":2}}]}', ['duplicate field "l[1].y.z"']],
    ['{"a":"{\\"b\\":1,\\"b\\":2}","c":"a"}', []],
    ['{"a":{"b":1},"c":{"b":1}}', []],
  ])('finds names that stand twice in %s', (text, wanted) => {
    expect(duplicateFields(text)).toEqual(wanted);
  });

  it('finds none in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(duplicateFields(JSON.stringify(value))).toEqual([]);
      }),
    );
  });

  it('says where a text ends to be JSON, as the server does', () => {
    expect(() => parseBody(Buffer.from('{bad'), 'application/json', 'ConfigMap')).toThrow(
      "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character 'b' looking for beginning of object key string ({bad)",
    );
    expect(() => parseBody(Buffer.from('{"a":'), 'application/json', 'ConfigMap')).toThrow(
      'unexpected end of JSON input',
    );
  });
});
