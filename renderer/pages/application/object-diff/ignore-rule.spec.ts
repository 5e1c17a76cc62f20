import { describe, expect, it } from 'vitest';
import type { Application } from '../../../../preload/contract/index.ts';
import { hiddenBy, ignoreCommand, ignoreRule, withIgnoreRule } from './ignore-rule.ts';

const ref = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' };
const app = (ignoreDifferences?: Application['spec']['ignoreDifferences']): Application =>
  ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'a' },
    spec: { project: 'p', destination: {}, ...(ignoreDifferences ? { ignoreDifferences } : {}) },
  }) as Application;

describe('ignoreRule', () => {
  it('names the object, or only its kind', () => {
    expect(ignoreRule(ref, '/spec/replicas', 'object')).toEqual({ ...ref, jsonPointers: ['/spec/replicas'] });
    expect(ignoreRule(ref, '/spec/replicas', 'kind')).toEqual({
      group: 'apps',
      kind: 'Deployment',
      jsonPointers: ['/spec/replicas'],
    });
  });

  it('leaves out what a core or cluster-wide object has not', () => {
    expect(
      ignoreRule({ group: '', kind: 'Namespace', namespace: '', name: 'shop' }, '/metadata/labels', 'object'),
    ).toEqual({
      kind: 'Namespace',
      name: 'shop',
      jsonPointers: ['/metadata/labels'],
    });
  });
});

describe('withIgnoreRule', () => {
  it('adds a rule, and changes nothing else', () => {
    const before = app([{ kind: 'Service', jsonPointers: ['/a'] }]);
    const after = withIgnoreRule(before, ignoreRule(ref, '/spec/replicas', 'object'));
    expect(after.spec.ignoreDifferences).toEqual([
      { kind: 'Service', jsonPointers: ['/a'] },
      { ...ref, jsonPointers: ['/spec/replicas'] },
    ]);
    expect(before.spec.ignoreDifferences).toHaveLength(1);
  });

  it('adds a pointer to the rule that there is, once', () => {
    const before = app([{ group: 'apps', kind: 'Deployment', jsonPointers: ['/a'], managedFieldsManagers: ['hpa'] }]);
    const rule = ignoreRule(ref, '/spec/replicas', 'kind');
    const twice = withIgnoreRule(withIgnoreRule(before, rule), rule);
    expect(twice.spec.ignoreDifferences).toEqual([
      { group: 'apps', kind: 'Deployment', jsonPointers: ['/a', '/spec/replicas'], managedFieldsManagers: ['hpa'] },
    ]);
  });

  it('takes a rule for one object and a rule for its kind for two', () => {
    const before = withIgnoreRule(app(), ignoreRule(ref, '/a', 'object'));
    expect(withIgnoreRule(before, ignoreRule(ref, '/a', 'kind')).spec.ignoreDifferences).toHaveLength(2);
  });
});

describe('ignoreCommand', () => {
  it('says the rules that there are together with the new one', () => {
    const before = app([{ kind: 'Service', jsonPointers: ['/a'] }]);
    const rule = ignoreRule(ref, '/spec/replicas', 'object');
    const words = ignoreCommand('team/a', before, rule);
    expect(words.slice(0, 6)).toEqual(['app', 'patch', 'team/a', '--type', 'merge', '--patch']);
    expect(JSON.parse(words[6]!)).toEqual({
      spec: { ignoreDifferences: withIgnoreRule(before, rule).spec.ignoreDifferences },
    });
  });
});

describe('hiddenBy', () => {
  const hides = [{ ref }, { ref: { ...ref, name: 'worker' } }, { ref: { ...ref, namespace: 'other' } }];
  it('is one object, or all', () => {
    expect(hiddenBy(hides, ref, 'object')).toEqual([{ ref }]);
    expect(hiddenBy(hides, ref, 'kind')).toEqual(hides);
  });
});
