import { afterAll, describe, expect, it } from 'vitest';
import { createEngines } from './create.ts';
import { configMap, expectFailure, failure } from './testing/cases.ts';

// Far more than needed: these tests ask for results, on whatever machine.
const engines = createEngines({ deadlineMs: 60_000 });
afterAll(() => engines.close());

const REMOTE_FILE = 'https://example.com/x.yaml';
const REMOTE_BASE = 'github.com/a/b//c?ref=v1';

describe('kustomizeBuild', () => {
  it('prints what kustomize build prints', async () => {
    const files = { 'kustomization.yaml': 'resources: [m.yaml]\nnamePrefix: p-\n', 'm.yaml': configMap('a') };
    expect(await engines.kustomizeBuild({}, { files })).toBe(configMap('p-a'));
  });

  it('adds the overrides of an Application to the kustomization', async () => {
    const files = { 'kustomization.yaml': 'resources: [m.yaml]\n', 'm.yaml': configMap('a') };
    const patch = { target: { kind: 'ConfigMap' }, patch: '- {op: add, path: /data, value: {k: v}}' };
    const out = await engines.kustomizeBuild({ overrides: { namePrefix: 'p-', patches: [patch] } }, { files });
    expect(out).toBe('apiVersion: v1\ndata:\n  k: v\nkind: ConfigMap\nmetadata:\n  name: p-a\n');
  });

  it('does not let a custom OpenAPI schema leak into the next build', async () => {
    const patched =
      'resources: [d.yaml]\npatches: [{patch: "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: b, image: z}]}}"}]\n';
    const files = {
      'd.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: x}, {name: b, image: y}]}\n',
      'kustomization.yaml': patched,
    };
    const want = await engines.kustomizeBuild({}, { files });
    expect(want).not.toContain('image: "y"');
    // Containers merged by image instead of name: the patch adds one.
    const containers = {
      type: 'array',
      items: { type: 'object', properties: { name: { type: 'string' }, image: { type: 'string' } } },
      'x-kubernetes-patch-merge-key': 'image',
      'x-kubernetes-patch-strategy': 'merge',
    };
    const pod = {
      properties: { spec: { properties: { containers } } },
      'x-kubernetes-group-version-kind': [{ group: '', kind: 'Pod', version: 'v1' }],
    };
    const custom = {
      ...files,
      's.json': JSON.stringify({ definitions: { 'v1.Pod': pod } }),
      'kustomization.yaml': `${patched}openapi: {path: s.json}\n`,
    };
    expect(await engines.kustomizeBuild({}, { files: custom })).toContain('image: "y"');
    expect(await engines.kustomizeBuild({}, { files })).toBe(want);
  });

  it('does not find a base above the files, as on a disk', async () => {
    const files = {
      'app/kustomization.yaml': 'resources: [../../base]\n',
      'base/kustomization.yaml': 'resources: [m.yaml]\n',
      'base/m.yaml': configMap('a'),
    };
    await expectFailure(engines.kustomizeBuild({ path: 'app' }, { files }), 'FAILED', /no such file or directory/);
    await expectFailure(engines.kustomizeBuild({ path: '..' }, { files }), 'FAILED', /outside of the given files/);
  });

  it('names its files as the repository does', async () => {
    const error = await failure(
      engines.kustomizeBuild({ path: 'app' }, { files: { 'app/kustomization.yaml': 'resources: [no.yaml]\n' } }),
    );
    expect(error.message).toContain("'/app/no.yaml'");
    expect(error.message).not.toContain('.tree-of-the-call');
  });
});

describe('remote references', () => {
  it('are all named with file and field, then taken from what the host fetched', async () => {
    const files = {
      'o/kustomization.yaml': `resources: [../b, "${REMOTE_FILE}"]\n`,
      'b/kustomization.yaml': `resources: ["${REMOTE_BASE}"]\n`,
    };
    const error = await failure(engines.kustomizeBuild({ path: 'o' }, { files }));
    expect(error).toMatchObject({
      code: 'REMOTE',
      message: `remote references cannot be read while building: b/kustomization.yaml: resources ${REMOTE_BASE}; o/kustomization.yaml: resources ${REMOTE_FILE}`,
      details: [
        { file: 'b/kustomization.yaml', field: 'resources', url: REMOTE_BASE },
        { file: 'o/kustomization.yaml', field: 'resources', url: REMOTE_FILE },
      ],
    });
    const fetched = {
      ...files,
      'remote/0/c/kustomization.yaml': 'resources: [m.yaml]\n',
      'remote/0/c/m.yaml': configMap('git'),
      'remote/1': configMap('http'),
    };
    const remotes = { [REMOTE_BASE]: 'remote/0/c', [REMOTE_FILE]: 'remote/1' };
    const out = await engines.kustomizeBuild({ path: 'o', remotes }, { files: fetched });
    expect(out).toBe(`${configMap('git')}---\n${configMap('http')}`);
  });

  const generators = [
    ['configMapGenerator', 'files', `["${REMOTE_FILE}"]`],
    ['configMapGenerator', 'files', `["k=${REMOTE_FILE}"]`],
    ['secretGenerator', 'envs', `["${REMOTE_FILE}"]`],
    ['secretGenerator', 'env', `"${REMOTE_FILE}"`],
  ] as const;
  it.each(generators)('in %s.%s %s are named, then taken from what was fetched', async (generator, field, value) => {
    const files = { 'kustomization.yaml': `${generator}: [{name: g, ${field}: ${value}}]\n` };
    expect(await failure(engines.kustomizeBuild({}, { files }))).toMatchObject({
      code: 'REMOTE',
      details: [{ file: 'kustomization.yaml', field: `${generator}.${field}`, url: REMOTE_FILE }],
    });
    const out = await engines.kustomizeBuild(
      { remotes: { [REMOTE_FILE]: 'fetched' } },
      { files: { ...files, fetched: 'a=b\n' } },
    );
    const entry = { files: value.includes('k=') ? 'k: |' : 'x.yaml: |', envs: 'a: Yg==', env: 'a: Yg==' }[field];
    expect(out).toContain(`  ${entry}\n`);
  });

  it('that nobody saw before end in the engine, which has no network', async () => {
    const transformer = `apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: t}\npath: ${REMOTE_FILE}\ntarget: {kind: ConfigMap}\n`;
    const files = {
      'kustomization.yaml': 'resources: [m.yaml]\ntransformers: [t.yaml]\n',
      'm.yaml': configMap('a'),
      't.yaml': transformer,
    };
    expect(await failure(engines.kustomizeBuild({}, { files }))).toMatchObject({
      code: 'REMOTE',
      details: [{ url: REMOTE_FILE }],
    });
  });

  it('must be mapped into the files', async () => {
    const files = { 'kustomization.yaml': `resources: ["${REMOTE_FILE}"]\n` };
    for (const target of ['missing', '../../etc/passwd']) {
      const build = engines.kustomizeBuild({ remotes: { [REMOTE_FILE]: target } }, { files });
      await expectFailure(build, 'FAILED', /mapped remote is not in the tree/);
    }
  });
});

describe('what would need a process', () => {
  it('helmCharts are refused with the file, the chart and the way out', async () => {
    const files = {
      'o/kustomization.yaml': 'resources: [../b]\n',
      'b/kustomization.yaml': 'helmCharts: [{name: c, repo: https://example.com/charts, version: 1.0.0}]\n',
    };
    const error = await failure(engines.kustomizeBuild({ path: 'o' }, { files }));
    expect(error).toMatchObject({
      code: 'UNSUPPORTED',
      message:
        'charts inside a kustomization are not inflated: b/kustomization.yaml: helmCharts https://example.com/charts/c',
      details: [{ file: 'b/kustomization.yaml', field: 'helmCharts', url: 'https://example.com/charts/c' }],
    });
    expect(error.advice).toMatch(/application of its own/);
  });

  it('a chart generator, a function and an external plugin are refused in the words of kustomize', async () => {
    const build = (plugin: string) =>
      engines.kustomizeBuild({}, { files: { 'kustomization.yaml': 'generators: [g.yaml]\n', 'g.yaml': plugin } });
    const chart =
      'apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: g}\nname: c\nreleaseName: r\n';
    await expectFailure(build(chart), 'UNSUPPORTED', /must specify --enable-helm/);
    const container = `apiVersion: v1\nkind: Fn\nmetadata: {name: g, annotations: {config.kubernetes.io/function: "container: {image: x}"}}\n`;
    await expectFailure(build(container), 'UNSUPPORTED', /unable to load external plugin 'Fn'/);
    const exec = 'apiVersion: someteam.example.com/v1\nkind: Sed\nmetadata: {name: g}\n';
    const error = await failure(build(exec));
    expect(error.message).toMatch(/external plugins disabled; unable to load external plugin 'Sed'/);
    expect(error.advice).toMatch(/built-in transformer/);
  });
});
