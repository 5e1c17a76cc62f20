import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanArray, scannedString, scanObject } from './json-scan.ts';

function fields(text: string): Record<string, unknown> {
  const json = Buffer.from(text);
  const found: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  scanObject(json, 0, (name, start, end) => {
    found[name] = JSON.parse(json.toString('utf8', start, end));
  });
  return found;
}

describe('scanning', () => {
  it('finds every field of every object, as JSON.parse does', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
        fc.constantFrom(undefined, 2, '\t'),
        (object, space) => {
          const text = JSON.stringify(object, null, space);
          const parsed = JSON.parse(text) as Record<string, unknown>;
          expect(Object.entries(fields(text))).toEqual(Object.entries(parsed));
        },
      ),
    );
  });

  it('finds every item of every array', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (array) => {
        const json = Buffer.from(JSON.stringify(array));
        const items: unknown[] = [];
        expect(scanArray(json, 0, (start, end) => items.push(JSON.parse(json.toString('utf8', start, end))))).toBe(
          json.length,
        );
        expect(items).toEqual(JSON.parse(json.toString('utf8')));
      }),
    );
  });

  it('reads strings with escapes, long and short, and says when there is no string', () => {
    for (const text of ['', 'plain', 'a"b', 'back\\', '\\"', 'é\u2028', 'x'.repeat(100), `${'y'.repeat(60)}\\"\\`]) {
      const json = Buffer.from(JSON.stringify({ text, after: 1 }));
      let found: string | undefined;
      scanObject(json, 0, (name, start, end) => {
        if (name === 'text') found = scannedString(json, start, end);
      });
      expect(found).toBe(text);
    }
    expect(scannedString(Buffer.from('12'), 0, 2)).toBeUndefined();
  });

  it('throws on what is cut off or no JSON, and never reads past the end', () => {
    const whole = JSON.stringify({ a: [1, { b: 'text with "quotes"' }], c: null });
    for (let length = 0; length < whole.length; length++) {
      expect(() => fields(whole.slice(0, length))).toThrow(SyntaxError);
    }
    for (const text of ['[]', '{a:1}', '{"a" 1}', '{"a":}', '{"a":1 "b":2}', 'null']) {
      expect(() => fields(text)).toThrow(SyntaxError);
    }
  });
});
