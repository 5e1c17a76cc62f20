import { describe, expect, it } from 'vitest';
import { compileIgnore } from '../diff/index.ts';
import type { KubeObject } from '../model/index.ts';
import { createdFields, FieldBudget, overwrittenFields } from './planned-fields.ts';

const texts = (object: unknown, budget = new FieldBudget()) =>
  createdFields(object as KubeObject, ['secret.example.com/token'], budget)?.map(
    ({ text, desired }) => `${text} = ${JSON.stringify(desired)}`,
  );

describe('the fields of an object that is created', () => {
  it('are its leaves, items by name; not where it stands and whose it is', () => {
    const annotations = { 'argocd.argoproj.io/tracking-id': 'app:/x', note: 'n' };
    expect(
      texts({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p', namespace: 'n', annotations },
        spec: { containers: [{ name: 'main', args: ['a', 'b'] }], nodeSelector: {}, tolerations: [] },
      }),
    ).toEqual([
      'metadata.annotations.note = "n"',
      'spec.containers[name=main].name = "main"',
      'spec.containers[name=main].args[0] = "a"',
      'spec.containers[name=main].args[1] = "b"',
      'spec.nodeSelector = {}',
      'spec.tolerations = []',
    ]);
  });

  it('say nothing that a Secret holds', () => {
    const metadata = { name: 's', annotations: { 'secret.example.com/token': 'canary', plain: 'shown' } };
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', stringData: { k: 'canary' } };
    const told = texts(secret)!.join('\n');
    expect(told).not.toContain('canary');
    expect(told).toContain('metadata.annotations.plain = "shown"');
    expect(told).toMatch(/stringData\.k = "\++"/);
  });

  it('end where the plan has said enough, counted over all objects', () => {
    const budget = new FieldBudget();
    budget.fields = 3;
    const two = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: '1', b: '2' } };
    expect(texts(two, budget)).toHaveLength(2);
    expect(texts(two, budget)).toBeUndefined();
    const small = new FieldBudget();
    small.characters = 10;
    expect(texts({ ...two, data: { a: 'x'.repeat(11) } }, small)).toBeUndefined();
  });
});

describe('what a sync overwrites although comparing ignores it', () => {
  const settings = {
    ignoreStatus: 'all' as const,
    ignoreAggregatedRoles: false,
    ignoreByKind: new Map(),
    maskedAnnotations: [],
  };
  const nothingIgnored = { settings, rules: compileIgnore(undefined, settings) };
  const map = (data: Record<string, string>) =>
    ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n' }, data }) as unknown as KubeObject;

  it('is what differs without the rules, and not with them', () => {
    const rules = compileIgnore([{ group: '', kind: 'ConfigMap', jsonPointers: ['/data/k'] }], settings);
    const sides = { desired: map({ k: 'git', seen: 'git' }), live: map({ k: 'hand', seen: 'hand' }) };
    const found = overwrittenFields(sides, sides, undefined, rules, nothingIgnored);
    expect(found.map(({ text, live, desired }) => [text, live, desired])).toEqual([['data.k', 'hand', 'git']]);
    const same = { desired: map({ k: '1' }), live: map({ k: '1' }) };
    expect(overwrittenFields(same, same, undefined, rules, nothingIgnored)).toEqual([]);
  });
});
