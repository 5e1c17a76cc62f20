import { describe, expect, it } from 'vitest';
import type { Application, ApplicationSource, ApplicationSpec } from './application.ts';
import { effectiveSources, hasMultipleSources, normalizeApplication, normalizeSpec } from './normalize.ts';
import { isDnsSubdomain, projectMissing, validateApplication, validateSpec } from './validate-application.ts';

const source: ApplicationSource = { repoURL: 'https://host/r', path: 'a' };
const good: ApplicationSpec = { project: 'default', source, destination: { server: 'https://c', namespace: 'n' } };
const messages = (spec: ApplicationSpec) => validateSpec(spec).map(({ message }) => message);
const withSource = (change: Partial<ApplicationSource>): ApplicationSpec => ({
  ...good,
  source: { ...source, ...change },
});
const withSources = (...sources: Partial<ApplicationSource>[]): ApplicationSpec => ({
  ...good,
  sources: sources.map((change) => ({ repoURL: 'https://host/r', ...change })),
});

describe('validateSpec', () => {
  it('finds nothing wrong with a good spec', () => {
    expect(messages(good)).toEqual([]);
    expect(messages(withSource({ path: '.', helm: { valueFiles: ['a'] } }))).toEqual([]);
    expect(
      messages(withSources({ path: 'a', ref: 'one' }, { ref: 'two-2_x' }, { chart: 'c', targetRevision: '1.*' })),
    ).toEqual([]);
  });

  const required = 'spec.source.repoURL and either spec.source.path or spec.source.chart are required';
  it.each<[string, ApplicationSpec, string]>([
    ['no source', { ...good, source: undefined } as unknown as ApplicationSpec, required],
    ['no repository', withSource({ repoURL: '' }), required],
    ['no path', withSource({ path: '' }), required],
    ['nothing but a ref in the only source', withSource({ path: '', ref: 'values' }), required],
    [
      'no path in one of several',
      withSources({ path: 'a' }, {}),
      'spec.sources.repoURL and either spec.sources.path or spec.sources.chart are required',
    ],
    [
      'chart without version',
      withSource({ chart: 'c' }),
      'spec.source.targetRevision is required if the manifest source is a helm chart',
    ],
    [
      'chart with ref',
      withSources({ chart: 'c', targetRevision: '1', ref: 'r' }),
      'spec.sources.chart and spec.sources.ref cannot be used together',
    ],
    [
      'two tools',
      withSource({ helm: {}, kustomize: { namePrefix: 'a' } }),
      'multiple application sources defined: Helm,Kustomize',
    ],
    [
      'bad ref',
      withSources({ ref: 'a b' }),
      "spec.sources.ref a b cannot contain any special characters except '_' and '-'",
    ],
    ['same ref', withSources({ ref: 'a' }, { ref: 'a' }), 'spec.sources.ref a is duplicated'],
    [
      'same name',
      withSources({ path: 'a', name: 'n' }, { path: 'b', name: 'n' }),
      'application source name n is duplicated',
    ],
    [
      'both destinations',
      { ...good, destination: { server: 's', name: 'n' } },
      "application destination can't have both name and server defined",
    ],
    [
      'no destination',
      { ...good, destination: { namespace: 'n' } },
      'application destination spec is missing either server or name',
    ],
    [
      'absolute path',
      withSource({ path: '/etc' }),
      'spec.source.path /etc: app path is absolute or leaves the repository',
    ],
    [
      'climbing path',
      withSource({ path: 'a/../../b' }),
      'spec.source.path a/../../b: app path is absolute or leaves the repository',
    ],
    ['negative history', { ...good, revisionHistoryLimit: -1 }, 'spec.revisionHistoryLimit must not be negative'],
    [
      'hydrating to the root',
      { ...good, sourceHydrator: { drySource: source, syncSource: { targetBranch: 'b', path: './' } } },
      'spec.sourceHydrator.syncSource.path must not be the root of the repository or leave it',
    ],
  ])('refuses %s', (_name, spec, message) => {
    expect(messages(spec)).toEqual([message]);
    expect(validateSpec(spec)[0]!.type).toBe('InvalidSpecError');
  });

  it('allows a path that climbs inside the repository', () => {
    expect(messages(withSource({ path: 'a/../b' }))).toEqual([]);
  });
});

it('checks the name', () => {
  const app = (name: string) =>
    ({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name }, spec: good }) as Application;
  expect(validateApplication(app('a-1.b'))).toEqual([]);
  expect(validateApplication(app('A_1'))[0]!.message).toContain('RFC 1123 subdomain');
  for (const name of ['', '-a', 'a-', 'a..b', 'a'.repeat(254), 'a/b', 'ä'])
    expect(isDnsSubdomain(name), name).toBe(false);
  expect(projectMissing('p').message).toBe('Application referencing project p which does not exist');
});

describe('normalize', () => {
  it('gives a normal application back as it is', () => {
    const app = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'a' },
      spec: { ...good, syncPolicy: { automated: {} } },
    } as Application;
    expect(normalizeApplication(app)).toBe(app);
  });

  it('fills the project, empties empty blocks, trims the server', () => {
    const spec = normalizeSpec({
      project: '',
      source: { ...source, helm: {}, kustomize: { images: [] }, directory: { recurse: false, jsonnet: {} } },
      destination: { server: 'https://c//', namespace: 'n' },
      syncPolicy: {},
    });
    expect(spec).toEqual({ project: 'default', source, destination: { server: 'https://c', namespace: 'n' } });
    const several = normalizeSpec({ ...good, sources: [source, { ...source, helm: {} }] });
    expect(several.sources).toEqual([source, source]);
    expect(several.sources![0]).toBe(source);
  });

  it('takes fields without a value for absent, but not what is free in form', () => {
    const free = { valuesObject: { replicas: null, deep: [{ a: null }] } };
    const plugin = { parameters: [{ string: null }] };
    const spec = normalizeSpec({
      ...good,
      source: {
        ...source,
        chart: null,
        ref: null,
        plugin: null,
        helm: { ...free, values: null, parameters: [{ name: 'a', value: 'b', forceString: null }] },
      },
      sources: [
        { ...source, directory: { include: null, recurse: true } },
        { ...source, helm: null, plugin },
      ],
      syncPolicy: { automated: null, managedNamespaceMetadata: null },
      ignoreDifferences: null,
      revisionHistoryLimit: null,
    } as unknown as ApplicationSpec);
    expect(spec).toStrictEqual({
      ...good,
      source: { ...source, helm: { ...free, parameters: [{ name: 'a', value: 'b' }] } },
      sources: [
        { ...source, directory: { recurse: true } },
        { ...source, plugin },
      ],
    });
  });

  it('keeps blocks that say something', () => {
    const spec = { ...good, source: { ...source, plugin: {} }, syncPolicy: { automated: { prune: false } } };
    expect(normalizeSpec(spec)).toBe(spec);
    const recursing = { ...good, source: { ...source, directory: { recurse: true } } };
    expect(normalizeSpec(recursing)).toBe(recursing);
  });

  it('knows what is rendered', () => {
    const several = { ...good, sources: [source, source] };
    expect(effectiveSources(good)).toEqual([source]);
    expect(effectiveSources(several)).toHaveLength(2);
    expect([hasMultipleSources(good), hasMultipleSources(several)]).toEqual([false, true]);
    const hydrated = {
      ...several,
      sourceHydrator: { drySource: source, syncSource: { targetBranch: 'b', path: 'p' } },
    };
    expect(effectiveSources(hydrated)).toEqual([{ repoURL: 'https://host/r', targetRevision: 'b', path: 'p' }]);
  });
});
