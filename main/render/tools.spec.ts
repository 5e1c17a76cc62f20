import { afterAll, describe, expect, it } from 'vitest';
import { createEngines } from '../engines/index.ts';
import type { ApplicationSource } from '../model/index.ts';
import { ManualClock, silentLogger } from '../runtime/index.ts';
import { createRenderer } from './index.ts';
import { configMap, request } from './testing/fixture.ts';
import { MemoryRepository, type RepositoryFile } from './testing/repository.ts';

/** The whole way through the official tools: what an Application's fields mean is theirs to say. */
const engines = createEngines({ maxWorkers: 1 });
const renderer = createRenderer({ engines, clock: new ManualClock(), logger: silentLogger });
afterAll(async () => {
  await renderer.close();
  await engines.close();
});

async function render(files: Record<string, RepositoryFile>, source: Partial<ApplicationSource> = {}) {
  const { resources } = await renderer.render(request(new MemoryRepository().commit(files), source));
  return resources.map(({ object }) => object);
}

describe('a Helm chart in Git', { timeout: 120_000 }, () => {
  const chart = {
    'app/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
    'app/values.yaml': 'a: chart\nb: chart\nc: chart\nd: chart\n',
    'app/templates/cm.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n  namespace: {{ .Release.Namespace }}\ndata:\n  values: {{ .Values | toJson | quote }}\n  kube: {{ .Capabilities.KubeVersion.Version }}\n  has: {{ .Capabilities.APIVersions.Has "x.io/v1" | quote }}\n',
    'app/templates/hook.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: hook\n  annotations: {helm.sh/hook: pre-install}\n',
    'app/templates/test.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: test\n  annotations: {helm.sh/hook: test}\n',
    'app/crds/crd.yaml': 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: crd}\n',
    'env/prod.yaml': 'b: file\nc: file\nd: file\n',
    'env/text': 'a,b={c}',
  };

  it("takes values in Argo CD's order of precedence", async () => {
    const [, cm] = await render(chart, {
      helm: {
        valueFiles: ['/env/*.yaml'],
        values: 'c: inline\nd: inline\n',
        parameters: [
          { name: 'd', value: 'x,y' },
          { name: 'n', value: '1' },
          { name: 's', value: '1', forceString: true },
          { name: 'l', value: '{p,q}' },
        ],
        fileParameters: [{ name: 'f', path: '../env/text' }],
        apiVersions: ['x.io/v1'],
      },
    });
    expect(cm?.metadata).toEqual({ name: 'guestbook', namespace: 'web' });
    const data = cm?.['data'] as Record<string, string>;
    expect(JSON.parse(data['values']!)).toEqual({
      a: 'chart',
      b: 'file',
      c: 'inline',
      d: 'x,y',
      n: 1,
      s: '1',
      l: ['p', 'q'],
      f: 'a,b={c}',
    });
    expect([data['kube'], data['has']]).toEqual(['v1.35.0', 'true']);
  });

  it('keeps hooks and CRDs, and leaves tests and CRDs out when told', async () => {
    const names = async (helm = {}) => (await render(chart, { helm })).map(({ metadata }) => metadata.name);
    expect(await names()).toEqual(['crd', 'guestbook', 'hook', 'test']);
    expect(await names({ skipCrds: true, skipTests: true })).toEqual(['guestbook', 'hook']);
  });

  it('says which dependencies are missing and what to do', async () => {
    const files = {
      ...chart,
      'app/Chart.yaml': `${chart['app/Chart.yaml']}dependencies: [{name: redis, version: 1.x, repository: "https://example.com"}]\n`,
    };
    await expect(render(files)).rejects.toMatchObject({
      code: 'FailedPrecondition',
      message: expect.stringContaining('missing in charts/ directory: redis') as unknown,
      advice: expect.stringContaining('helm dependency build') as unknown,
    });
    const packed = {
      ...files,
      'app/charts/redis/Chart.yaml': 'apiVersion: v2\nname: redis\nversion: 1.0.0\n',
      'app/charts/redis/templates/a.yaml': configMap('redis'),
    };
    expect((await render(packed)).map(({ metadata }) => metadata.name)).toContain('redis');
  });

  it('shows the words of Helm, but no content of values or output', async () => {
    const template = (text: string) => render({ ...chart, 'app/templates/x.yaml': text });
    await expect(template('{{ fail "no replicas" }}')).rejects.toThrow(
      /^`helm template app` failed: Error: .*no replicas/,
    );
    await expect(template('a: [')).rejects.toThrow(/YAML parse error on c\/templates\/x\.yaml/);
    const leak = await render({ ...chart, 'app/values.yaml': '- hunter2hunter2\n' }).catch(
      (error: unknown) => error as Error,
    );
    expect(leak).toMatchObject({ name: 'ArgosyError' });
    expect((leak as Error).message).not.toContain('hunter');
    const output = await template('apiVersion: v1\nkind: Secret\nstringData:\n  p: hunter2\n bad').catch(
      (error: unknown) => error as Error,
    );
    expect(JSON.stringify(output, Object.getOwnPropertyNames(output)) + String((output as Error).cause)).not.toContain(
      'hunter2',
    );
  });
});

describe('a Kustomization in Git', { timeout: 120_000 }, () => {
  const files: Record<string, RepositoryFile> = {
    'app/kustomization.yaml':
      'resources: [../base]\nconfigMapGenerator: [{name: g, files: [k=f.txt]}]\ngeneratorOptions: {disableNameSuffixHash: true}\npatches: [{path: p.yaml}]\n',
    'app/f.txt': 'content',
    'app/p.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {paused: true}\n',
    'base/kustomization.yaml': 'resources: [d.yaml]\n',
    'base/d.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {spec: {containers: [{name: c, image: nginx}]}}}\n',
    'comp/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [c.yaml]\n',
    'comp/c.yaml': configMap('from-component'),
  };

  it('is built with its bases and the overrides of the Application', async () => {
    const objects = await render(files, {
      kustomize: {
        namePrefix: 'p-',
        namespace: 'n',
        images: ['nginx=registry/nginx:2'],
        replicas: [{ name: 'd', count: 4 }],
        commonLabels: { app: '$ARGOCD_APP_NAME' },
        labelWithoutSelector: true,
        commonAnnotations: { a: 'b' },
        components: ['../comp'],
        patches: [{ target: { kind: 'ConfigMap', name: 'g' }, patch: '- {op: add, path: /data/x, value: z}' }],
      },
    });
    expect(objects.map(({ kind, metadata }) => `${kind}/${metadata.namespace}/${metadata.name}`)).toEqual([
      'ConfigMap/n/p-from-component',
      'ConfigMap/n/p-g',
      'Deployment/n/p-d',
    ]);
    expect(objects[1]?.['data']).toEqual({ k: 'content', x: 'z' });
    expect(objects[2]).toMatchObject({
      metadata: { labels: { app: 'guestbook' }, annotations: { a: 'b' } },
      spec: { replicas: 4, paused: true, template: { spec: { containers: [{ image: 'registry/nginx:2' }] } } },
    });
  });

  it('finds what a link to a folder holds', async () => {
    const linked = { ...files, 'app/kustomization.yaml': 'resources: [b]\n', 'app/b': { link: '../base' } };
    expect((await render(linked)).map(({ metadata }) => metadata.name)).toEqual(['d']);
  });

  it('says in the words of Kustomize what is missing', async () => {
    await expect(render({ 'app/kustomization.yaml': 'resources: [nope.yaml]\n' })).rejects.toThrow(
      /^`kustomize build app` failed: Error: .*nope\.yaml/s,
    );
  });
});

describe('Jsonnet in a directory', { timeout: 120_000 }, () => {
  const directory = (jsonnet = {}) => ({ directory: { jsonnet } });

  it('is evaluated with variables, arguments and libraries from the root', async () => {
    const files = {
      'app/a.jsonnet':
        'local lib = import "lib.libsonnet"; function(n) [lib.cm(n + std.extVar("v")), lib.cm(importstr "../data/name.txt")]',
      'vendor/lib.libsonnet':
        '{cm(n): {apiVersion: "v1", kind: "ConfigMap", metadata: {name: n}} + (import "extra.libsonnet")}',
      'vendor/extra.libsonnet': '{}',
      'data/name.txt': 'text',
    };
    const objects = await render(
      files,
      directory({
        libs: ['vendor'],
        tlas: [{ name: 'n', value: '"x-" + "y"', code: true }],
        extVars: [{ name: 'v', value: '-$ARGOCD_APP_NAME' }],
      }),
    );
    expect(objects.map(({ metadata }) => metadata.name)).toEqual(['x-y-guestbook', 'text']);
  });

  it('cannot import from outside', async () => {
    await expect(render({ 'app/a.jsonnet': 'importstr "/etc/passwd"' })).rejects.toThrow(
      /Failed to evaluate jsonnet "app\/a\.jsonnet": .*absolute import/s,
    );
    await expect(render({ 'app/a.jsonnet': 'importstr "../../../etc/passwd"' })).rejects.toThrow(
      /couldn't open import/,
    );
    await expect(render({ 'app/a.jsonnet': '{}' }, directory({ libs: ['../../x'] }))).rejects.toThrow(
      'resolved to outside repository root',
    );
  });
});
