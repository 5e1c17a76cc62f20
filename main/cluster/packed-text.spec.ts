import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pack, unpack } from './packed-text.ts';

it('gives back every text, short or long', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.string({ unit: 'binary' })),
      fc.integer({ min: 1, max: 300 }),
      (object, times) => {
        const json = Buffer.from(JSON.stringify({ list: Array.from({ length: times }, () => object) }));
        expect(unpack(pack(json)).equals(json)).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});

it('makes managedFields small', () => {
  const fields = Object.fromEntries(
    Array.from({ length: 80 }, (_, index) => [`f:field-${index}`, { '.': {}, 'f:name': {} }]),
  );
  const json = Buffer.from(JSON.stringify({ metadata: { managedFields: [{ manager: 'argosy', fieldsV1: fields }] } }));
  expect(pack(json).length).toBeLessThan(json.length / 4);
});
