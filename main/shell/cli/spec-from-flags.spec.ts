import { Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApplicationSpec } from '../../model/index.ts';
import { type AppFlags, addAppFlags } from './app-flags.ts';
import { specFromFlags } from './spec-from-flags.ts';

const EMPTY: ApplicationSpec = { project: 'default', destination: {} };
const FILES: Readonly<Record<string, string>> = { 'values.yaml': 'replicas: 2\n' };
const readFile = (path: string): string => FILES[path]!;

/** The words of a command line as the flags that commander makes of them. */
function flagsOf(words: readonly string[]): AppFlags {
  const command = addAppFlags(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  command.parse([...words], { from: 'user' });
  return command.opts();
}

function spec(words: readonly string[], before: ApplicationSpec = EMPTY, position = 0): ApplicationSpec {
  return specFromFlags(before, flagsOf(words), readFile, position);
}

const helm = (fields: object) => ({ source: { repoURL: '', helm: fields } });
const kustomize = (fields: object) => ({ source: { repoURL: '', kustomize: fields } });
const directory = (fields: object) => ({ source: { repoURL: '', directory: fields } });
const automated = (fields: object) => ({ syncPolicy: { automated: fields } });
const retry = (fields: object) => ({
  syncPolicy: { retry: { backoff: { duration: '5s', factor: 2, maxDuration: '3m0s' }, ...fields } },
});

/** Every flag of reference §12.3 with what it makes of an empty spec. */
const TABLE: readonly (readonly [words: string, result: object])[] = [
  ['--repo https://example.com/a.git', { source: { repoURL: 'https://example.com/a.git' } }],
  ['--path guestbook', { source: { repoURL: '', path: 'guestbook' } }],
  ['--helm-chart redis', { source: { repoURL: '', chart: 'redis' } }],
  ['--revision v1', { source: { repoURL: '', targetRevision: 'v1' } }],
  ['--tag-prefix app-', { source: { repoURL: '', tagPrefix: 'app-' } }],
  ['--ref values', { source: { repoURL: '', ref: 'values' } }],
  ['--source-name first', { source: { repoURL: '', name: 'first' } }],
  ['--dest-server https://10.0.0.1', { destination: { server: 'https://10.0.0.1' } }],
  ['--dest-name prod', { destination: { name: 'prod' } }],
  ['--dest-namespace web', { destination: { namespace: 'web' } }],
  ['--project team-a', { project: 'team-a' }],
  ['--revision-history-limit 3', { revisionHistoryLimit: 3 }],
  ['--sync-policy none', {}],
  ['--sync-policy manual', {}],
  ['--sync-policy auto', automated({})],
  ['--sync-policy automated', automated({})],
  ['--sync-policy automatic', automated({})],
  ['--sync-policy auto --auto-prune', automated({ prune: true })],
  ['--sync-policy auto --self-heal', automated({ selfHeal: true })],
  ['--sync-policy auto --allow-empty', automated({ allowEmpty: true })],
  ['--sync-policy auto --no-auto-prune --no-self-heal', automated({ prune: false, selfHeal: false })],
  ['--sync-option Prune=false', { syncPolicy: { syncOptions: ['Prune=false'] } }],
  ['--sync-retry-limit 5', retry({ limit: 5 })],
  [
    '--sync-retry-backoff-duration 10s',
    { syncPolicy: { retry: { backoff: { duration: '10s', factor: 2, maxDuration: '3m0s' } } } },
  ],
  [
    '--sync-retry-backoff-max-duration 1m',
    { syncPolicy: { retry: { backoff: { duration: '5s', factor: 2, maxDuration: '1m' } } } },
  ],
  [
    '--sync-retry-backoff-factor 3',
    { syncPolicy: { retry: { backoff: { duration: '5s', factor: 3, maxDuration: '3m0s' } } } },
  ],
  ['--sync-retry-refresh', retry({ refresh: true })],
  ['--directory-recurse', directory({ recurse: true })],
  ['--directory-include *.yaml', directory({ include: '*.yaml' })],
  ['--directory-exclude test/*', directory({ exclude: 'test/*' })],
  ['--directory-disable-extension-filter', directory({ disableExtensionFilter: true })],
  [
    '-p a=1 --parameter b=x=y',
    helm({
      parameters: [
        { name: 'a', value: '1' },
        { name: 'b', value: 'x=y' },
      ],
    }),
  ],
  ['--values a.yaml --values b.yaml', helm({ valueFiles: ['a.yaml', 'b.yaml'] })],
  ['--values-literal-file values.yaml', helm({ values: 'replicas: 2\n' })],
  ['--ignore-missing-value-files', helm({ ignoreMissingValueFiles: true })],
  ['--release-name web', helm({ releaseName: 'web' })],
  ['--helm-set a=1', helm({ parameters: [{ name: 'a', value: '1' }] })],
  ['--helm-set-string a=1', helm({ parameters: [{ name: 'a', value: '1', forceString: true }] })],
  ['--helm-set-file a=files/a', helm({ fileParameters: [{ name: 'a', path: 'files/a' }] })],
  ['--helm-skip-crds', helm({ skipCrds: true })],
  ['--helm-skip-tests', helm({ skipTests: true })],
  ['--helm-skip-schema-validation', helm({ skipSchemaValidation: true })],
  ['--helm-namespace web', helm({ namespace: 'web' })],
  ['--helm-kube-version 1.36.0', helm({ kubeVersion: '1.36.0' })],
  ['--helm-api-versions a/v1 --helm-api-versions b/v1', helm({ apiVersions: ['a/v1', 'b/v1'] })],
  ['--helm-pass-credentials', helm({ passCredentials: true })],
  ['--helm-version v3', helm({ version: 'v3' })],
  ['--nameprefix dev-', kustomize({ namePrefix: 'dev-' })],
  ['--namesuffix -v2', kustomize({ nameSuffix: '-v2' })],
  ['--kustomize-image nginx:1.27', kustomize({ images: ['nginx:1.27'] })],
  ['--kustomize-replica web=3', kustomize({ replicas: [{ name: 'web', count: 3 }] })],
  ['--kustomize-common-label a=b', kustomize({ commonLabels: { a: 'b' } })],
  ['--kustomize-common-annotation a=b', kustomize({ commonAnnotations: { a: 'b' } })],
  ['--kustomize-force-common-label', kustomize({ forceCommonLabels: true })],
  ['--kustomize-force-common-annotation', kustomize({ forceCommonAnnotations: true })],
  ['--kustomize-label-without-selector', kustomize({ labelWithoutSelector: true })],
  ['--kustomize-label-include-templates', kustomize({ labelIncludeTemplates: true })],
  ['--kustomize-namespace web', kustomize({ namespace: 'web' })],
  ['--kustomize-version v5', kustomize({ version: 'v5' })],
  ['--kustomize-kube-version 1.36', kustomize({ kubeVersion: '1.36' })],
  ['--kustomize-api-versions a/v1', kustomize({ apiVersions: ['a/v1'] })],
  ['--ignore-missing-components', kustomize({ ignoreMissingComponents: true })],
  ['--jsonnet-tla-str a=1', directory({ jsonnet: { tlas: [{ name: 'a', value: '1' }] } })],
  ['--jsonnet-tla-code a=1', directory({ jsonnet: { tlas: [{ name: 'a', value: '1', code: true }] } })],
  ['--jsonnet-ext-var-str a=1', directory({ jsonnet: { extVars: [{ name: 'a', value: '1' }] } })],
  ['--jsonnet-ext-var-code a=1', directory({ jsonnet: { extVars: [{ name: 'a', value: '1', code: true }] } })],
  ['--jsonnet-libs lib', directory({ jsonnet: { libs: ['lib'] } })],
  ['--config-management-plugin cue', { source: { repoURL: '', plugin: { name: 'cue' } } }],
  ['--plugin-env A=1', { source: { repoURL: '', plugin: { env: [{ name: 'A', value: '1' }] } } }],
  [
    '--dry-source-repo https://example.com/a --dry-source-revision main --dry-source-path p --sync-source-branch env/dev --sync-source-path q --hydrate-to-branch env/dev-next',
    {
      sourceHydrator: {
        drySource: { repoURL: 'https://example.com/a', targetRevision: 'main', path: 'p' },
        syncSource: { targetBranch: 'env/dev', path: 'q' },
        hydrateTo: { targetBranch: 'env/dev-next' },
      },
    },
  ],
];

describe('specFromFlags', () => {
  it.each(TABLE)('%s', (words, result) => {
    expect(spec(words.split(' '))).toEqual({ ...EMPTY, ...result });
  });

  it('is tried with every flag that there is', () => {
    const tried = new Set(TABLE.flatMap(([words]) => words.split(' ').filter((word) => word.startsWith('-'))));
    const flags = addAppFlags(new Command()).options.filter((option) => !option.negate);
    expect(flags.map((option) => option.long).filter((long) => !tried.has(long!))).toEqual([]);
  });

  it('changes nothing when no flag is given', () => {
    const before: ApplicationSpec = {
      ...EMPTY,
      source: { repoURL: 'https://example.com/a', path: 'p', custom: { kept: true } },
      syncPolicy: { automated: {} },
      unknown: [1],
    };
    expect(spec([], before)).toEqual(before);
  });

  it('replaces an entry where it stands and adds new ones at the end', () => {
    const before: ApplicationSpec = {
      ...EMPTY,
      source: {
        repoURL: '',
        helm: {
          parameters: [
            { name: 'a', value: '1' },
            { name: 'b', value: '2' },
          ],
        },
        kustomize: { images: ['nginx:1', 'example.com:5000/web@sha256:00', 'old=new:1'] },
      },
    };
    const after = spec(
      ['-p', 'a=9', '-p', 'c=3', '--kustomize-image', 'nginx:2', '--kustomize-image', 'old=x:2'],
      before,
    );
    expect(after.source?.helm?.parameters).toEqual([
      { name: 'a', value: '9' },
      { name: 'b', value: '2' },
      { name: 'c', value: '3' },
    ]);
    expect(after.source?.kustomize?.images).toEqual(['nginx:2', 'example.com:5000/web@sha256:00', 'old=x:2']);
  });

  it('takes one source of several and leaves the others alone', () => {
    const before: ApplicationSpec = { ...EMPTY, sources: [{ repoURL: 'a' }, { repoURL: 'b', path: 'q' }] };
    const after = spec(['--revision', 'v2'], before, 1);
    expect(after).toEqual({ ...EMPTY, sources: [{ repoURL: 'a' }, { repoURL: 'b', path: 'q', targetRevision: 'v2' }] });
  });

  it('has one destination cluster: the one named last', () => {
    const named: ApplicationSpec = { ...EMPTY, destination: { name: 'prod', namespace: 'web' } };
    expect(spec(['--dest-server', 'https://10.0.0.1'], named).destination).toEqual({
      server: 'https://10.0.0.1',
      namespace: 'web',
    });
    const served: ApplicationSpec = { ...EMPTY, destination: { server: 'https://10.0.0.1' } };
    expect(spec(['--dest-name', 'prod'], served).destination).toEqual({ name: 'prod' });
  });

  it('takes automation away whole', () => {
    const before: ApplicationSpec = { ...EMPTY, syncPolicy: { automated: { prune: true } } };
    expect(spec(['--sync-policy', 'none'], before)).toEqual(EMPTY);
  });

  it('adds, replaces and removes sync options', () => {
    const before: ApplicationSpec = { ...EMPTY, syncPolicy: { syncOptions: ['Prune=false', 'Validate=false'] } };
    const after = spec(
      ['--sync-option', 'Prune=confirm', '--sync-option', '!Validate=false', '--sync-option', 'A=b'],
      before,
    );
    expect(after.syncPolicy?.syncOptions).toEqual(['Prune=confirm', 'A=b']);
  });

  it('lets literal values take the place of a values object', () => {
    const before: ApplicationSpec = { ...EMPTY, source: { repoURL: '', helm: { valuesObject: { a: 1 } } } };
    expect(spec(['--values-literal-file', 'values.yaml'], before).source?.helm).toEqual({ values: 'replicas: 2\n' });
    expect(spec(['--release-name', 'x'], before).source?.helm).toEqual({ valuesObject: { a: 1 }, releaseName: 'x' });
  });

  it.each([
    [['--sync-policy', 'sometimes'], 'Invalid sync-policy: sometimes'],
    [['--auto-prune'], 'Cannot set --auto-prune: application not configured with automatic sync'],
    [['--self-heal'], 'Cannot set --self-heal: application not configured with automatic sync'],
    [['--allow-empty'], 'Cannot set --allow-empty: application not configured with automatic sync'],
    [['--sync-option', 'Prune'], 'sync option "Prune" is not of the form Name=value'],
    [['-p', 'novalue'], '--parameter: expected name=value, got "novalue"'],
    [['--helm-set', '=x'], '--helm-set: expected name=value, got "=x"'],
    [['--kustomize-replica', 'web=many'], '--kustomize-replica: expected a whole number, got "many"'],
    [['--revision-history-limit', '1e3'], '--revision-history-limit: expected a whole number, got "1e3"'],
    [['--repo', 'https://me:hunter2@example.com/a'], 'the repository URL https://me@example.com/a contains a password'],
  ])('refuses %j', (words, message) => {
    expect(() => spec(words)).toThrow(expect.objectContaining({ name: 'CommandError', message }));
  });

  it('gives the same again when it is applied twice', () => {
    const words = fc.subarray(
      TABLE.filter(([line]) => !/--dest-(name|server)|sync-policy/.test(line)).map(([line]) => line),
    );
    fc.assert(
      fc.property(words, (lines) => {
        const line = lines.flatMap((one) => one.split(' '));
        const once = spec(line);
        expect(spec(line, once)).toEqual(once);
      }),
      { numRuns: 200 },
    );
  });
});
