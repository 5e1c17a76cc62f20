import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from './object.ts';
import { isSecret, maskSecret, maskTogether, SecretMasker, UNREADABLE } from './secret-mask.ts';

const LAST = 'kubectl.kubernetes.io/last-applied-configuration';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const secret = (data: Record<string, unknown>, annotations?: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's', ...(annotations ? { annotations } : {}) },
  data,
});

describe('masking', () => {
  it('gives equal values equal runs and different values different ones, across all views', () => {
    const desired = secret({ a: base64('one'), b: base64('two') });
    const live = secret(
      { a: base64('one'), b: base64('three') },
      { [LAST]: JSON.stringify(secret({ a: base64('one'), b: base64('two') })) },
    );
    const [shownDesired, shownLive] = maskTogether([desired, live]);
    expect(shownDesired!['data']).toEqual({ a: '+'.repeat(8), b: '+'.repeat(12) });
    expect(shownLive!['data']).toEqual({ a: '+'.repeat(8), b: '+'.repeat(16) });
    expect(JSON.parse(shownLive!.metadata.annotations![LAST]!)).toMatchObject({
      data: { a: '+'.repeat(8), b: '+'.repeat(12) },
    });
  });

  it('gives stringData the run of the same value in data', () => {
    const [plain, stored] = maskTogether([
      { ...secret({}), stringData: { a: 'one' } } as KubeObject,
      secret({ a: base64('one') }),
    ]);
    expect(plain!['stringData']).toEqual({ a: '+'.repeat(8) });
    expect(stored!['data']).toEqual({ a: '+'.repeat(8) });
  });

  it('says nothing about the length of a value', () => {
    expect(maskSecret(secret({ a: 'x' }))['data']).toEqual(maskSecret(secret({ a: 'x'.repeat(999) }))['data']);
  });

  it('leaves everything but core Secrets alone', () => {
    const map: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: {}, data: { a: 'x' } };
    const other: KubeObject = { apiVersion: 'other.io/v1', kind: 'Secret', metadata: {}, data: { a: 'x' } };
    expect(maskSecret(map)).toBe(map);
    expect(maskSecret(other)).toBe(other);
    expect(maskTogether([undefined, map])).toEqual([undefined, map]);
    expect(isSecret(secret({}))).toBe(true);
  });

  it('masks the annotations that the settings name', () => {
    const shown = maskSecret(secret({}, { token: 'canary', other: 'kept' }), { annotations: ['token', 'absent'] });
    expect(shown.metadata.annotations).toEqual({ token: '+'.repeat(8), other: 'kept' });
  });

  it('shows nothing of what it cannot read', () => {
    const broken = maskSecret(secret({}, { [LAST]: '{"data": {"a": "canary"' }));
    expect(broken.metadata.annotations![LAST]).toBe(UNREADABLE);
    expect(maskSecret({ ...secret({}), data: 'canary' } as KubeObject)['data']).toBe(UNREADABLE);
    expect(maskSecret({ ...secret({}), data: ['canary'] } as KubeObject)['data']).toBe(UNREADABLE);
    // A last-applied text that claims to be something else is still the text of a Secret.
    const spoof = maskSecret(secret({}, { [LAST]: JSON.stringify({ kind: 'ConfigMap', data: { a: 'canary' } }) }));
    expect(spoof.metadata.annotations![LAST]).not.toContain('canary');
  });

  it('keeps null and absent values, names and everything else', () => {
    const shown = maskSecret({ ...secret({ a: null, b: base64('x') }), type: 'Opaque' } as KubeObject);
    expect(shown).toMatchObject({ type: 'Opaque', data: { a: null, b: '+'.repeat(8) }, metadata: { name: 's' } });
  });

  it('masks piece by piece with the same runs', () => {
    const masker = new SecretMasker();
    const shown = masker.mask(secret({ a: base64('one') }));
    expect(masker.value(base64('one'))).toBe((shown['data'] as Record<string, string>)['a']);
    expect(masker.value(base64('two'))).toBe('+'.repeat(12));
  });

  it('lets no canary through, wherever it stands and whatever shape surrounds it', () => {
    const canary = 'CANARY7f3a';
    const value = fc.oneof(
      fc.constant(canary),
      fc.constant(base64(canary)),
      fc.constant({ nested: canary }),
      fc.constant([canary]),
      fc.constant(null),
      fc.constant(5),
      fc.string(),
    );
    const data = fc.oneof(
      fc.dictionary(fc.string(), value),
      fc.constant(canary),
      fc.constant([canary]),
      fc.constant(null),
    );
    const arbitrary: fc.Arbitrary<KubeObject> = fc
      .record({ data, stringData: data, lastData: data, lastStringData: data, depth: fc.nat(3), cutOff: fc.boolean() })
      .map(({ data: stored, stringData, lastData, lastStringData, depth, cutOff }) => {
        let last: unknown = {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: {},
          data: lastData,
          stringData: lastStringData,
        };
        for (let n = 0; n < depth; n++) {
          last = {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { annotations: { [LAST]: JSON.stringify(last) } },
            data: lastData,
          };
        }
        const text = JSON.stringify(last);
        return { ...secret({}, { [LAST]: cutOff ? text.slice(0, -3) : text }), data: stored, stringData } as KubeObject;
      });
    fc.assert(
      fc.property(fc.array(arbitrary, { minLength: 1, maxLength: 3 }), (views) => {
        const shown = JSON.stringify(maskTogether(views));
        expect(shown).not.toContain(canary);
        expect(shown).not.toContain(base64(canary));
        // Equal inputs give equal outputs: a masked difference is a difference.
        expect(JSON.stringify(maskTogether([views[0], views[0]])[0])).toBe(
          JSON.stringify(maskTogether([views[0], views[0]])[1]),
        );
      }),
    );
  });
});
