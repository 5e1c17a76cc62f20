import { describe, expect, it } from 'vitest';
import type { Application } from '../../../preload/contract/index.ts';
import { applicationsOf, held, isAutomated, released } from './read-files.ts';

const APP = (name: string, policy = '') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  annotations: {argocd.argoproj.io/tracking-id: "root:x", team: shop}
  resourceVersion: "7"
spec:
  project: default
  source: {repoURL: https://example.com/a.git, path: a}
  destination: {name: prod}
${policy}`;
const AUTOMATED = '  syncPolicy: {automated: {prune: true}, syncOptions: [A=true]}\n';
const of = (...texts: readonly string[]) =>
  applicationsOf(texts.map((text, index) => ({ name: `${index}.yaml`, text })));
const names = ({ applications }: ReturnType<typeof of>) => applications.map(({ metadata }) => metadata.name);

describe('applicationsOf', () => {
  it('finds Applications in several documents and Lists, and counts the rest', () => {
    const list = JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'c' }, spec: {} }],
    });
    const found = of(`${APP('a')}---\nkind: ConfigMap\nmetadata: {name: x}\n---\n${APP('b')}`, list);
    expect(names(found)).toEqual(['a', 'b', 'c']);
    expect([found.others, found.problems]).toEqual([1, []]);
  });

  it('tells of a file that is no YAML and reads the others', () => {
    const found = of('a: [1\nb: 2', APP('a'));
    expect(names(found)).toEqual(['a']);
    expect(found.problems[0]).toMatchObject({ file: '0.yaml' });
  });

  it('does not take an Application of another group, or one without a name', () => {
    const found = of(
      'apiVersion: app.k8s.io/v1\nkind: Application\nmetadata: {name: a}\n',
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {}\n',
    );
    expect([found.applications.length, found.others]).toEqual([0, 2]);
  });

  it('survives words, emptiness, deep Lists and bombs', () => {
    const deep = `${'['.repeat(50)}${']'.repeat(50)}`;
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [${Array(10).fill('*a').join()}]\nc: &c [${Array(10).fill('*b').join()}]\nd: [${Array(10).fill('*c').join()}]\n`;
    expect(of('just words', '', deep, bomb).applications).toEqual([]);
  });
});

describe('held', () => {
  const automated = of(APP('a', AUTOMATED)).applications[0]!;

  it('is synced by hand, keeps its policy, and loses what another engine wrote', () => {
    const app = held(automated);
    expect(app.spec.syncPolicy).toEqual({ automated: { prune: true, enabled: false }, syncOptions: ['A=true'] });
    expect(app.metadata).toEqual({ name: 'a', annotations: { team: 'shop' } });
    expect([isAutomated(automated), isAutomated(app)]).toEqual([true, false]);
  });

  it('is what it was when it is released', () => {
    expect(released(held(automated)).spec).toEqual(automated.spec);
  });

  it('leaves a manual application as it is', () => {
    const manual = of(APP('a')).applications[0] as Application;
    expect(held(manual).spec).toEqual(manual.spec);
  });
});
