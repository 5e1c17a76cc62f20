import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import { compareTier1 } from './compare.ts';
import { applyJqRules, compileIgnore, isExcludedKind, type JqPort, rulesHiding } from './ignore.ts';
import { predict } from './predict.ts';
import { appliedBy, entry, input, SETTINGS, summary, verdict } from './testing/comparing.ts';
import * as schemas from './testing/schemas.ts';
import type { ResourceIgnoreRules } from './verdict.ts';

type Rule = ResourceIgnoreRules[number];

const deployment = (spec: object, metadata: object = {}) =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', ...metadata },
    spec,
  }) as unknown as KubeObject;

const scaled = deployment({ replicas: 2 });
const live = deployment({ replicas: 5 });
const replicas: Rule = { group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] };

const verdictWith = (rule: Partial<Rule>) =>
  summary(verdict(scaled, live, schemas.deployment, { rules: [{ ...replicas, ...rule }] }));
const DIFFERS = ['spec.replicas: 5 → 2'];

describe('ignoreDifferences', () => {
  it.each<readonly [string, Partial<Rule>, readonly string[] | string]>([
    ['a pointer', {}, 'same'],
    ['a glob of groups and kinds', { group: '*', kind: 'Depl*' }, 'same'],
    ['an empty group, which is the core group and not any', { group: '' }, DIFFERS],
    ['another kind', { kind: 'StatefulSet' }, DIFFERS],
    ['the name', { name: 'web' }, 'same'],
    ['another name', { name: 'we*' }, DIFFERS],
    ['the namespace', { namespace: 'shop' }, 'same'],
    ['another namespace', { namespace: 'other' }, DIFFERS],
    ['a pointer to nothing', { jsonPointers: ['/spec/nothing/0/at/all'] }, DIFFERS],
    ['a pointer above', { jsonPointers: ['/spec'] }, 'same'],
  ])('looks at %s', (_name, rule, expected) => {
    expect(verdictWith(rule)).toEqual(expected);
  });

  it('unescapes pointers, and counts places in lists', () => {
    const annotated = (value: string) =>
      deployment(
        { template: { spec: { containers: [{ name: 'a', image: value }] } } },
        { annotations: { 'a/b~c': value } },
      );
    const rules = [
      { ...replicas, jsonPointers: ['/metadata/annotations/a~1b~0c', '/spec/template/spec/containers/0/image'] },
    ];
    expect(summary(verdict(annotated('1'), annotated('2'), schemas.deployment, { rules }))).toBe('same');
  });

  it('takes an item out of a list where a pointer ends at it', () => {
    const pod = (...names: readonly string[]) =>
      deployment({ template: { spec: { containers: names.map((name) => ({ name, image: name })) } } });
    const rules = [{ ...replicas, jsonPointers: ['/spec/template/spec/containers/1'] }];
    expect(summary(verdict(pod('a', 'b'), pod('a', 'c'), schemas.deployment, { rules }))).toBe('same');
    expect(summary(verdict(pod('a', 'b', 'd'), pod('a', 'c'), schemas.deployment, { rules }))).toHaveLength(1);
  });

  it('does not take an ignored field for one that was given up', () => {
    const before = appliedBy(scaled, schemas.deployment, live);
    expect(summary(verdict(scaled, before, schemas.deployment, { rules: [replicas] }))).toBe('same');
    expect(summary(verdict(deployment({}), before, schemas.deployment, { rules: [replicas] }))).toBe('same');
  });

  it('says which rules cannot work', () => {
    const broken = compileIgnore([{ kind: '[', jsonPointers: ['spec', ''] }], SETTINGS);
    expect(broken.problems).toHaveLength(3);
    expect(broken.rulesFor(scaled).pointers).toEqual([['status']]);
  });

  it('leaves the fields of trusted managers out of both sides', () => {
    const trusted = {
      ...live,
      metadata: { ...live.metadata, managedFields: [entry('hpa', 'Update', { 'f:spec': { 'f:replicas': {} } })] },
    };
    const rules = [{ group: 'apps', kind: 'Deployment', managedFieldsManagers: ['hpa'] }];
    expect(summary(verdict(scaled, trusted, schemas.deployment, { rules }))).toBe('same');
    const other = [{ group: 'apps', kind: 'Deployment', managedFieldsManagers: ['other'] }];
    expect(summary(verdict(scaled, trusted, schemas.deployment, { rules: other }))).toEqual(DIFFERS);
    const { predicted, normalizedLive } = predict(input(scaled, trusted, schemas.deployment, { rules }));
    expect(predicted).toEqual(normalizedLive);
  });
});

describe('many fields of a trusted manager', () => {
  it('do not hide one of somebody else', () => {
    const map = (value: string) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c' },
      data: Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`key${n}`, value])),
    });
    const trusted = Object.fromEntries(Array.from({ length: 299 }, (_, n) => [`f:key${n}`, {}]));
    const present = map('b');
    const live = {
      ...present,
      metadata: { name: 'c', managedFields: [entry('hpa', 'Update', { 'f:data': trusted })] },
    };
    const rules = [{ kind: 'ConfigMap', managedFieldsManagers: ['hpa'] }];
    expect(summary(verdict(map('a'), live, schemas.configMap, { rules }))).toEqual(['data.key299: "b" → "a"']);
    const all = verdict(map('a'), live, schemas.configMap);
    expect(all.kind === 'differs' && all.paths).toHaveLength(200);
  });
});

describe('system rules', () => {
  const crd = (status: object) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'x' },
    status,
  });
  const differs = ['status.a: 2 → 1'];

  it.each([
    ['all', 'same', 'same'],
    ['crd', differs, 'same'],
    ['none', differs, differs],
  ] as const)('ignore status: %s', (ignoreStatus, ofDeployment, ofCrd) => {
    const settings = { ignoreStatus };
    expect(
      summary(verdict({ ...scaled, status: { a: 1 } }, { ...scaled, status: { a: 2 } }, undefined, { settings })),
    ).toEqual(ofDeployment);
    expect(summary(verdict(crd({ a: 1 }), crd({ a: 2 }), undefined, { settings }))).toEqual(ofCrd);
  });

  it('ignore the rules of aggregated roles when asked to', () => {
    const role = (rules: unknown) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'x' },
      aggregationRule: { clusterRoleSelectors: [] },
      rules,
    });
    const sides = [role([]), role([{ verbs: ['get'] }]), undefined] as const;
    expect(verdict(...sides).kind).toBe('differs');
    expect(verdict(...sides, { settings: { ignoreAggregatedRoles: true } }).kind).toBe('same');
  });

  it.each([
    ['apps_Deployment', 'same'],
    ['*', 'same'],
    ['*_Deployment', 'same'],
    ['Deployment', DIFFERS],
    ['apps_StatefulSet', DIFFERS],
  ] as const)('come from argocd-cm: %s', (key, expected) => {
    const settings = { ignoreByKind: new Map([[key, { kind: '', jsonPointers: ['/spec/replicas'] }]]) };
    expect(summary(verdict(scaled, live, schemas.deployment, { settings }))).toEqual(expected);
  });

  it('exclude what never belongs to an application', () => {
    expect(isExcludedKind('', 'Event')).toBe(true);
    expect(isExcludedKind('events.k8s.io', 'Event')).toBe(true);
    expect(isExcludedKind('coordination.k8s.io', 'Lease')).toBe(true);
    expect(isExcludedKind('', 'ConfigMap')).toBe(false);
  });
});

describe('jq rules', () => {
  const rules = compileIgnore(
    [{ group: 'apps', kind: 'Deployment', jqPathExpressions: ['.spec.replicas', '.broken['] }],
    SETTINGS,
  );

  it('are run on both sides, and skipped where they fail', async () => {
    const asked: string[] = [];
    const jq: JqPort = async (query, value) => {
      asked.push(query);
      expect(JSON.stringify(value)).not.toContain('managedFields');
      if (query !== 'del(.spec.replicas)') throw new Error('unexpected end');
      return [{ ...(value as KubeObject), spec: {} }];
    };
    const failures: string[] = [];
    const managed = appliedBy(scaled, schemas.deployment, live);
    expect(rules.hasJq(scaled)).toBe(true);
    const sides = await applyJqRules(rules, { desired: scaled, live: managed }, jq, undefined, (expression, message) =>
      failures.push(`${expression}: ${message}`),
    );
    expect(asked.toSorted()).toEqual(['del(.broken[)', 'del(.broken[)', 'del(.spec.replicas)', 'del(.spec.replicas)']);
    expect(failures).toEqual(['.broken[: unexpected end', '.broken[: unexpected end']);
    expect(sides.live.metadata.managedFields).toEqual(managed.metadata.managedFields);
    expect(compareTier1({ ...input(sides.desired, sides.live, schemas.deployment), rules }).kind).toBe('same');
  });

  it('stop when cancelled', async () => {
    const abort = new AbortController();
    const jq: JqPort = async () => {
      abort.abort(new Error('enough'));
      throw new Error('interrupted');
    };
    await expect(applyJqRules(rules, { desired: scaled, live }, jq, abort.signal)).rejects.toThrow('enough');
  });
});

describe('the hash of rules', () => {
  it('changes with what is ignored', () => {
    const hashes = new Set([
      compileIgnore([], SETTINGS).hash,
      compileIgnore([replicas], SETTINGS).hash,
      compileIgnore([], { ...SETTINGS, ignoreStatus: 'none' }).hash,
      compileIgnore([], { ...SETTINGS, ignoreByKind: new Map([['apps_Deployment', replicas]]) }).hash,
    ]);
    expect(hashes.size).toBe(4);
    expect(compileIgnore([replicas], SETTINGS).hash).toBe(compileIgnore([{ ...replicas }], SETTINGS).hash);
  });
});

describe('what a proposed rule would hide', () => {
  it('is every object of the kind that has the field', () => {
    const other = deployment({ replicas: 1 }, { name: 'other' });
    const objects = [
      { desired: scaled, live },
      { desired: other, live: other },
      { desired: deployment({}, { name: 'none' }), live: undefined },
    ];
    const hidden = rulesHiding('/spec/replicas', { group: 'apps', kind: 'Deployment' }, objects);
    expect(hidden.map(({ object, live, desired }) => [object.metadata.name, live, desired])).toEqual([
      ['web', 5, 2],
      ['other', 1, 1],
    ]);
  });
});
