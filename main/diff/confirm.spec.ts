import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import { compareTier1 } from './compare.ts';
import { confirm, needsConfirmation, verdictKey } from './confirm.ts';
import { appliedBy, entry, input, summary } from './testing/comparing.ts';
import * as schemas from './testing/schemas.ts';

const web = (container: object, spec: object = {}) =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { template: { spec: { containers: [{ name: 'web', ...container }] } }, ...spec },
  }) as unknown as KubeObject;

const confirmed = (desired: KubeObject, live: KubeObject, answer: KubeObject, mutations = false) =>
  summary(confirm(input(desired, live, schemas.deployment), answer, { includeMutations: mutations }));

describe('confirm', () => {
  const desired = web({ image: 'web:2' });

  it('takes the answer of the server for what applying would leave', () => {
    const live = appliedBy(web({ image: 'web:1' }), schemas.deployment);
    expect(confirmed(desired, live, appliedBy(desired, schemas.deployment))).toEqual([
      'spec.template.spec.containers[name=web].image: "web:1" → "web:2"',
    ]);
  });

  it('sees that a webhook turns the manifest into what lives', () => {
    const rewritten = web({ image: 'mirror/web:2' });
    const live = appliedBy(desired, schemas.deployment, rewritten);
    expect(compareTier1(input(desired, live, schemas.deployment)).kind).toBe('differs');
    expect(confirmed(desired, live, live)).toBe('same');
  });

  it('leaves what webhooks do in other fields aside, unless it is asked for', () => {
    const live = appliedBy(desired, schemas.deployment);
    const answer = appliedBy(desired, schemas.deployment, web({ image: 'web:2' }, { minReadySeconds: 9 }));
    expect(confirmed(desired, live, answer)).toBe('same');
    expect(confirmed(desired, live, answer, true)).toEqual(['spec.minReadySeconds: absent → 9']);
  });

  it('believes every difference of a server that keeps no ownership', () => {
    const live = web({ image: 'web:1' }, { minReadySeconds: 9 });
    expect(confirmed(desired, live, desired)).toEqual([
      'spec.minReadySeconds: 9 → absent',
      'spec.template.spec.containers[name=web].image: "web:1" → "web:2"',
    ]);
  });

  it('takes two spellings of one quantity for one value', () => {
    const limited = (memory: string) => web({ image: 'web:2', resources: { limits: { memory } } });
    expect(confirmed(limited('1024Mi'), limited('1073741824'), limited('1Gi'), true)).toBe('same');
  });

  it('counts what we give up', () => {
    const live = appliedBy(web({ image: 'web:2' }, { minReadySeconds: 9 }), schemas.deployment);
    expect(confirmed(desired, live, appliedBy(desired, schemas.deployment))).toEqual([
      'spec.minReadySeconds: 9 → absent',
    ]);
  });

  it('ignores what the server counts and what the rules ignore', () => {
    const stamp = (object: KubeObject, n: number) =>
      ({
        ...object,
        status: { n },
        metadata: { ...object.metadata, generation: n, resourceVersion: `${n}`, uid: 'u' },
      }) as KubeObject;
    const live = stamp(appliedBy(desired, schemas.deployment), 1);
    expect(confirmed(desired, live, stamp(live, 2), true)).toBe('same');
  });

  it('leaves the fields of trusted managers out', () => {
    const scaler = entry('hpa', 'Update', { 'f:spec': { 'f:minReadySeconds': {} } });
    const manifest = web({ image: 'web:2' }, { minReadySeconds: 1 });
    const live = appliedBy(manifest, schemas.deployment, web({ image: 'web:2' }, { minReadySeconds: 7 }), [scaler]);
    const answer = appliedBy(manifest, schemas.deployment);
    const rules = [{ group: 'apps', kind: 'Deployment', managedFieldsManagers: ['hpa'] }];
    expect(confirm(input(manifest, live, schemas.deployment, { rules }), answer).kind).toBe('same');
    expect(confirm(input(manifest, live, schemas.deployment), answer).kind).toBe('differs');
  });

  it('lets removals stand that a dry run cannot show, for an engine that takes over', () => {
    const map = (data: object, annotations?: object) =>
      ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'c', ...(annotations && { annotations }) },
        data,
      }) as unknown as KubeObject;
    const both = { a: '1', b: '2' };
    const live = map(both, { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(map(both)) });
    const taken = input(map({ a: '1' }), live, schemas.configMap);
    expect(confirm(taken, live).kind).toBe('same');
    expect(summary(confirm(taken, live, { takesOver: true }))).toEqual(['data.b: "2" → absent']);
  });

  it('knows the keys of stringData that we own', () => {
    const secret = (more: object) =>
      ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, ...more }) as unknown as KubeObject;
    const manifest = secret({ stringData: { a: 'x' } });
    const live = secret({ data: { b: 'eA==' } });
    const own = entry('argosy', 'Apply', { 'f:stringData': { 'f:a': {} } });
    const answer = { ...secret({ data: { a: 'eA==', b: 'eA==' } }), metadata: { name: 's', managedFields: [own] } };
    expect(summary(confirm(input(manifest, live, schemas.secret), answer))).toEqual(['data.a: absent → "++++++++"']);
  });

  it('reports another order of items', () => {
    const env = (...names: readonly string[]) => web({ image: 'web:2', env: names.map((name) => ({ name })) });
    expect(
      confirmed(
        env('a', 'b'),
        appliedBy(env('b', 'a'), schemas.deployment),
        appliedBy(env('a', 'b'), schemas.deployment),
      ),
    ).toEqual([
      'spec.template.spec.containers[name=web].env: [{"name":"b"},{"name":"a"}] → [{"name":"a"},{"name":"b"}]',
    ]);
  });
});

describe('needsConfirmation', () => {
  it('asks only where tier 1 sees a difference that the server could undo', () => {
    const live = web({ image: 'web:1' });
    const changed = compareTier1(input(web({ image: 'web:2' }), live, schemas.deployment));
    expect(needsConfirmation(changed)).toBe(true);
    expect(needsConfirmation(changed, { mutable: false })).toBe(false);
    const vague = compareTier1(
      input(web({ image: 'web:1' }, { paused: null, strategy: {} }), live, schemas.deployment),
    );
    expect(needsConfirmation(vague, { mutable: false })).toBe(true);
    for (const settled of [
      compareTier1(input(live, live, undefined)),
      compareTier1(input(live, undefined, undefined)),
    ]) {
      expect(needsConfirmation(settled)).toBe(false);
    }
  });
});

describe('verdictKey', () => {
  it('is another one for each of its parts', () => {
    const keys = [
      ['a', 'u', '1', 'r'],
      ['b', 'u', '1', 'r'],
      ['a', 'v', '1', 'r'],
      ['a', 'u', '2', 'r'],
      ['a', 'u', '1', 's'],
    ] satisfies [string, string, string, string][];
    expect(new Set(keys.map(([hash, uid, version, rules]) => verdictKey(hash, uid, version, rules))).size).toBe(
      keys.length,
    );
  });
});
