import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import { compareTier1 } from './compare.ts';
import { confirm } from './confirm.ts';
import { diffText } from './diff-text.ts';
import { predict } from './predict.ts';
import { appliedBy, input, verdict } from './testing/comparing.ts';
import * as schemas from './testing/schemas.ts';

const CANARY = 'canary';
const base64 = (text: string) => Buffer.from(text).toString('base64');

const secret = (data: object, more: object = {}, metadata: object = {}) =>
  ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'n', ...metadata },
    data,
    ...more,
  }) as unknown as KubeObject;

describe('secret values', () => {
  it('are runs of +, equal where the values are equal', () => {
    const result = verdict(
      secret({ a: base64('one'), b: base64('two') }, { stringData: { c: 'one' } }),
      secret({ a: base64('two'), b: base64('three'), c: base64('four') }),
      schemas.secret,
    );
    expect(result.kind === 'differs' && result.paths.map(({ text, live, desired }) => [text, live, desired])).toEqual([
      ['data.a', '+'.repeat(12), '+'.repeat(8)],
      ['data.b', '+'.repeat(16), '+'.repeat(12)],
      ['data.c', '+'.repeat(20), '+'.repeat(8)],
    ]);
  });

  it('are compared in clear: stringData is data, and base64 may have line ends', () => {
    const long = base64('x'.repeat(90));
    expect(
      verdict(secret({ a: `${long.slice(0, 76)}\n${long.slice(76)}` }), secret({ a: long }), schemas.secret).kind,
    ).toBe('same');
    expect(verdict(secret({}, { stringData: { a: 'x' } }), secret({ a: base64('x') }), schemas.secret).kind).toBe(
      'same',
    );
    expect(verdict(secret({ a: null }), secret({ a: '' }), schemas.secret).kind).toBe('same');
  });

  it('hides the annotations that a setting names', () => {
    const result = verdict(
      secret({}, {}, { annotations: { key: CANARY, open: 'x' } }),
      secret({}, {}, { annotations: { key: 'old', open: 'y' } }),
      schemas.secret,
      {
        settings: { maskedAnnotations: ['key'] },
      },
    );
    expect(JSON.stringify(result)).not.toContain(CANARY);
    expect(JSON.stringify(result)).toContain('"x"');
  });

  it('never leave the room, whatever differs', () => {
    const text = fc.constantFrom(`${CANARY}-1`, `${CANARY}-2`, `${CANARY}-3`);
    const values = fc.dictionary(
      fc.constantFrom('a', 'b', '__proto__', 'constructor'),
      fc.oneof(text.map(base64), text, fc.constant(null), fc.array(text), fc.constant({ deep: CANARY })),
      {
        maxKeys: 3,
        noNullPrototype: true,
      },
    );
    const side = fc.record({
      data: fc.oneof(values, text),
      stringData: fc.oneof(values, text),
      unknown: fc.oneof(values, text),
      annotations: fc.dictionary(fc.constantFrom('masked', 'kubectl.kubernetes.io/last-applied-configuration'), text, {
        maxKeys: 2,
        noNullPrototype: true,
      }),
    });
    const build = ({
      data,
      stringData,
      unknown,
      annotations,
    }: {
      data: unknown;
      stringData: unknown;
      unknown: unknown;
      annotations: object;
    }) => secret(data as object, { stringData, unknown }, { annotations });
    fc.assert(
      fc.property(side, side, side, fc.constantFrom(schemas.secret, undefined), (a, b, c, schema) => {
        const live = appliedBy(build(c), schema, build(b));
        const given = input(build(a), live, schema, { settings: { maskedAnnotations: ['masked'] } });
        const { predicted, normalizedLive } = predict(given);
        const out = [
          compareTier1(given),
          confirm(given, build(a), { includeMutations: true, takesOver: true }),
          predicted,
          normalizedLive,
          diffText(normalizedLive, predicted),
        ];
        const all = JSON.stringify([
          out,
          predict({ ...given, live: undefined }),
          predict({ ...given, desired: undefined }),
        ]);
        expect(all).not.toContain(CANARY);
        expect(all).not.toContain(base64(CANARY).slice(0, 8));
      }),
      { numRuns: 1000 },
    );
  });

  it('are hidden in core Secrets only', () => {
    const result = verdict(
      { ...secret({ a: 'x' }), kind: 'ConfigMap' },
      { ...secret({ a: 'y' }), kind: 'ConfigMap' },
      schemas.configMap,
    );
    expect(result.kind === 'differs' && result.paths[0].desired).toBe('x');
  });
});
