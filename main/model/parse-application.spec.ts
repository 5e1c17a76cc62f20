import { describe, expect, it } from 'vitest';
import { ArgosyError } from './errors.ts';
import { applicationsOf, parseApplication, parseApplicationSpec, parseApplications } from './parse-application.ts';
import { parseApplicationSets } from './parse-applicationset.ts';
import { flattenManifests, parseManifests } from './parse-manifest.ts';
import { parseProjects } from './parse-project.ts';

const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: guestbook
spec:
  project: default
  futureField: {kept: true}
  source:
    repoURL: https://host/repo
    path: guestbook
    helm:
      valuesObject: {deep: [1, {a: null}]}
      parameters: [{name: a, value: "1", forceString: true}]
  destination: {server: https://cluster, namespace: default}
  syncPolicy:
    automated: {prune: true}
    retry: {limit: 5, backoff: {duration: 5s, factor: 2}}
`;

const failure = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof ArgosyError) return error;
    throw error;
  }
  throw new Error('no error');
};

describe('parseApplications', () => {
  it('reads several documents and Lists, keeps unknown fields, leaves other kinds out', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${application.replaceAll('\n', '\n  ')}`;
    const found = parseApplications(
      `${application}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n---\n${list}`,
    );
    expect(found).toHaveLength(2);
    expect(found[0]!.spec['futureField']).toEqual({ kept: true });
    expect(found[0]!.spec.source!.helm!.valuesObject).toEqual({ deep: [1, { a: null }] });
    expect(found[0]).toEqual(found[1]);
  });

  it.each<[string, string, string]>([
    [
      'a number for a name',
      application.replace('name: guestbook', 'name: 5'),
      'metadata.name: expected a string, got number 5',
    ],
    [
      'text for a list',
      application.replace('parameters: [{name: a, value: "1", forceString: true}]', 'valueFiles: a.yaml'),
      'spec.source.helm.valueFiles: expected a list, got string "a.yaml"',
    ],
    [
      'a number for text',
      application.replace('value: "1"', 'value: 1'),
      'spec.source.helm.parameters[0].value: expected a string, got number 1',
    ],
    [
      'text for a truth',
      application.replace('prune: true', 'prune: "true"'),
      'spec.syncPolicy.automated.prune: expected true or false, got string "true"',
    ],
    ['no destination', application.replace(/ {2}destination.*\n/, ''), 'spec.destination: Required value'],
    ['no spec', application.replace(/spec:[\s\S]*/, ''), 'spec: Required value'],
    [
      'text for the limit',
      application.replace('limit: 5', 'limit: many'),
      'spec.syncPolicy.retry.limit: expected a whole number, got string "many"',
    ],
    [
      'no metadata',
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {}',
      'metadata: Required value (Application)',
    ],
    [
      'another group',
      application.replace('argoproj.io/v1alpha1', 'example.io/v1'),
      'apiVersion: expected argoproj.io/v1alpha1, got "example.io/v1"',
    ],
    ['no kind', 'apiVersion: v1', 'kind: Required value'],
    ['a plain text', 'hello', 'expected an object, got "hello"'],
  ])('refuses %s, naming file, line and field', (_name, text, message) => {
    const error = failure(() => parseApplications(`---\n---\n${text}`, { file: 'apps/a.yaml' }));
    expect(error.message).toBe(`apps/a.yaml:2: ${message}`);
    expect([error.code, error.subject]).toEqual(['InvalidArgument', 'apps/a.yaml:2']);
  });

  it('takes null for absent, and checks without a file', () => {
    expect(parseApplications(application.replace('{prune: true}', '{prune: null}'))).toHaveLength(1);
    expect(failure(() => parseApplication({ kind: 'AppProject' })).message).toBe(
      'kind: expected Application, got "AppProject"',
    );
    expect(failure(() => parseApplication('x')).message).toContain('expected an object');
    expect(failure(() => parseApplicationSpec({ project: 5 })).message).toContain('spec.project');
    expect(applicationsOf({ kind: 'List', apiVersion: 'v1', items: [] })).toEqual([]);
  });

  it('does not let Lists nest without end', () => {
    let nested: unknown = [];
    for (let n = 0; n < 20; n++) nested = { apiVersion: 'v1', kind: 'List', items: [nested] };
    expect(() => flattenManifests(nested)).toThrow(ArgosyError);
  });

  it('gives each object its line', () => {
    const found = parseManifests(
      'apiVersion: v1\nkind: A\nmetadata: {}\n---\napiVersion: v1\nkind: B\nmetadata: {}\n',
      { file: 'f' },
    );
    expect(found.map(({ origin }) => origin)).toEqual([
      { file: 'f', line: 1 },
      { file: 'f', line: 4 },
    ]);
  });
});

describe('parseProjects', () => {
  const project = 'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: p}\nspec:\n';

  it('keeps the difference between no list and an empty one', () => {
    const [none, empty, nil] = parseProjects(
      [
        `${project}  sourceRepos: ["*"]`,
        `${project}  namespaceResourceWhitelist: []`,
        `${project}  namespaceResourceWhitelist: null`,
      ].join('\n---\n'),
    );
    expect(none!.spec.namespaceResourceWhitelist).toBeUndefined();
    expect(empty!.spec.namespaceResourceWhitelist).toEqual([]);
    expect(nil!.spec.namespaceResourceWhitelist).toBeNull();
  });

  it('refuses wrong types', () => {
    expect(failure(() => parseProjects(`${project}  destinations: [{server: 1}]`)).message).toContain(
      'spec.destinations[0].server: expected a string',
    );
    expect(failure(() => parseProjects(`${project}  syncWindows: [{kind: maybe}]`)).message).toContain(
      'one of allow, deny',
    );
  });
});

describe('parseApplicationSets', () => {
  const set = (generators: string) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: s}\nspec:\n  goTemplate: true\n  generators:\n${generators}\n  template:\n    metadata: {name: "{{.name}}"}\n    spec: {project: "{{.p}}", revisionHistoryLimit: "{{.n}}"}\n`;

  it('reads generators, nested once more for matrix and merge', () => {
    const [parsed] = parseApplicationSets(
      set(
        `  - list: {elements: [{a: 1}]}\n  - matrix:\n      generators:\n      - git: {repoURL: r, files: [{path: a}]}\n      - merge:\n          mergeKeys: [a]\n          generators: [{list: {elements: []}}, {clusters: {}}]`,
      ),
    );
    expect(parsed!.spec.generators).toHaveLength(2);
  });

  it.each([
    ['none', '  - {}', 'exactly one generator is needed, found none'],
    ['two', '  - {list: {}, clusters: {}}', 'found list, clusters'],
    ['git without a repository', '  - git: {}', 'spec.generators[0].git.repoURL: Required value'],
    [
      'too deep',
      '  - matrix: {generators: [{matrix: {generators: [{matrix: {generators: []}}]}}]}',
      'cannot be nested this deep',
    ],
    ['merge without keys', '  - merge: {generators: []}', 'mergeKeys: Required value'],
  ])('refuses %s', (_name, generators, message) => {
    expect(failure(() => parseApplicationSets(set(generators))).message).toContain(message);
  });
});
