import { describe, expect, it } from 'vitest';
import type { KustomizeSource } from '../model/index.ts';
import { parseBuildOptions } from './build-options.ts';
import { configMap, fixture, request, SETTINGS } from './testing/fixture.ts';
import { MemoryRepository, type RepositoryFile } from './testing/repository.ts';

type Files = Record<string, RepositoryFile>;

async function call(files: Files, kustomize: KustomizeSource = {}, kustomizeBuildOptions = '') {
  const { renderer, engines } = fixture();
  const tree = new MemoryRepository().commit(files);
  await renderer.render(request(tree, { kustomize }, { settings: { ...SETTINGS, kustomizeBuildOptions } }));
  return engines.kustomize[0]!;
}

const paths = async (files: Files, kustomize?: KustomizeSource) =>
  Object.keys((await call(files, kustomize)).files).sort();

describe('kustomize', () => {
  it('gets the files that the kustomization names, through bases and components', async () => {
    const files = {
      'app/kustomization.yaml':
        'resources: [../base, cm.yaml]\ncomponents: [../component]\npatches: [{path: patch.yaml}, {patch: "a: b\\nc: d"}]\n',
      'app/cm.yaml': configMap('cm'),
      'app/patch.yaml': '',
      'app/unused.yaml': '',
      'base/kustomization.yml':
        'resources: [d.yaml]\nconfigMapGenerator: [{name: x, files: [k=f.txt, g.txt], envs: [e.env], env: old.env}]\nsecretGenerator: [{name: y, files: [s.txt]}]\n',
      'base/d.yaml': '',
      'base/f.txt': '',
      'base/g.txt': '',
      'base/e.env': '',
      'base/old.env': '',
      'base/s.txt': '',
      'component/Kustomization':
        'kind: Component\npatchesStrategicMerge: [p.yaml, "{a: b}"]\npatchesJson6902: [{path: j.yaml}]\nreplacements: [{path: r.yaml}]\ncrds: [crd.json]\nconfigurations: [c.yaml]\nopenapi: {path: s.json}\n',
      ...Object.fromEntries(
        ['p.yaml', 'j.yaml', 'r.yaml', 'crd.json', 'c.yaml', 's.json', 'unused'].map((name) => [
          `component/${name}`,
          '',
        ]),
      ),
    };
    expect(await paths(files)).toEqual(
      Object.keys(files)
        .filter((path) => !path.includes('unused'))
        .sort(),
    );
  });

  it('reads the configuration of generators and transformers for what they name', async () => {
    const files = {
      'app/kustomization.yaml': 'transformers: [t.yaml]\ngenerators: [../gen, "kind: X"]\n',
      'app/t.yaml': 'kind: PatchTransformer\npath: p.yaml\ntransformers: [t.yaml]\n',
      'app/p.yaml': '',
      'gen/kustomization.yaml': 'resources: [g.yaml]\n',
      'gen/g.yaml': '',
    };
    expect(await paths(files)).toEqual(Object.keys(files).sort());
  });

  it('passes every override of the Application and adds the files they name', async () => {
    const kustomize: KustomizeSource = {
      namePrefix: 'p-',
      nameSuffix: '-s',
      namespace: 'n',
      images: ['a=b:1'],
      replicas: [{ name: 'd', count: '3' }],
      commonLabels: { a: '$ARGOCD_APP_NAME' },
      forceCommonLabels: true,
      labelWithoutSelector: true,
      labelIncludeTemplates: true,
      commonAnnotations: { b: '$ARGOCD_APP_NAME' },
      forceCommonAnnotations: true,
      patches: [{ path: 'over.yaml', target: { kind: 'Deployment' } }],
      components: ['../comp', '../missing'],
      ignoreMissingComponents: true,
      kubeVersion: '1.30',
    };
    const files = { 'app/kustomization.yaml': '', 'app/over.yaml': '', 'comp/kustomization.yaml': '' };
    const { args, files: given } = await call(files, kustomize);
    const { kubeVersion: _, ...rest } = kustomize;
    expect(args.overrides).toEqual({ ...rest, replicas: [{ name: 'd', count: 3 }], commonLabels: { a: 'guestbook' } });
    expect(Object.keys(given).sort()).toEqual(Object.keys(files).sort());
    expect(
      (await call(files, { ...kustomize, commonAnnotationsEnvsubst: true })).args.overrides.commonAnnotations,
    ).toEqual({ b: 'guestbook' });
    await expect(call(files, { replicas: [{ name: 'd', count: 'many' }] })).rejects.toThrow(
      'expected integer value for count. Received: many',
    );
    await expect(call(files, { version: 'v4.5.7' })).rejects.toThrow('kustomize version v4.5.7 is not registered');
  });

  it('names every remote base instead of fetching it', async () => {
    const files = {
      'app/kustomization.yaml':
        'resources: [../base, "https://user:hunter2@example.com/x.yaml"]\nconfigMapGenerator: [{name: a, files: ["k=https://example.com/f"]}]\n',
      'base/kustomization.yaml': 'resources: ["github.com/a/b//c?ref=v1", "git@example.com:a/b.git"]\n',
    };
    await expect(call(files)).rejects.toMatchObject({
      code: 'FailedPrecondition',
      message:
        'remote bases are not fetched: git@example.com:a/b.git (base/kustomization.yaml), github.com/a/b//c?ref=v1 (base/kustomization.yaml), https://example.com/f (app/kustomization.yaml), https://example.com/x.yaml (app/kustomization.yaml)',
    });
  });

  it('never leaves the repository', async () => {
    for (const base of ['../..', '../../../etc', '/etc']) {
      await expect(call({ 'app/kustomization.yaml': `resources: ["${base}"]\n` })).rejects.toThrow(
        `"${base}" is outside of the repository`,
      );
    }
    await expect(
      call({ 'app/kustomization.yaml': 'resources: [l.yaml]\n', 'app/l.yaml': { link: '../../x' } }),
    ).rejects.toThrow('out-of-bounds symlinks. file: app/l.yaml');
    await expect(
      call({ 'app/kustomization.yaml': 'resources: [sub/x]\n', 'app/sub': { submodule: 'x' } }),
    ).rejects.toThrow('app/sub is a Git submodule');
  });

  it('follows links to folders as if their files lay there', async () => {
    const files: Files = {
      'app/kustomization.yaml': 'resources: [base]\n',
      'app/base': { link: '../real/base' },
      'real/base/kustomization.yaml': 'resources: [x.yaml, ../beside/y.yaml]\n',
      'real/base/x.yaml': 'x',
      'real/beside/y.yaml': 'y',
    };
    expect((await call(files)).files).toEqual({
      'app/kustomization.yaml': 'resources: [base]\n',
      'app/base/kustomization.yaml': files['real/base/kustomization.yaml'],
      'app/base/x.yaml': 'x',
      'app/beside/y.yaml': 'y',
    });
  });

  it('ends where bases name each other, and refuses charts inside', async () => {
    await expect(
      paths({ 'app/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources: [../app]\n' }),
    ).resolves.toHaveLength(2);
    await expect(call({ 'app/kustomization.yaml': 'helmCharts: [{name: redis}]\n' })).rejects.toThrow(
      'app/kustomization.yaml: Helm charts inside a kustomization are not built: redis',
    );
  });

  it('renders again only when a file of the closure changes, or one appears that was looked for', async () => {
    const { renderer, engines } = fixture();
    const repository = new MemoryRepository();
    const files: Files = {
      'app/kustomization.yaml': 'resources: [../base]\n',
      'base/kustomization.yaml': 'resources: [d.yaml]\n',
      'base/d.yaml': '1',
    };
    const render = async (extra: Files = {}) => {
      const before = engines.kustomize.length;
      repository.read.blobs.length = 0;
      await renderer.render(request(repository.commit({ ...files, ...extra })));
      return [engines.kustomize.length - before, repository.read.blobs.length];
    };
    expect(await render()).toEqual([1, 3]);
    expect(await render({ 'base/README.md': 'x', 'other/y': 'y' })).toEqual([0, 0]);
    // The contents of the other two files are still known.
    expect(await render({ 'base/d.yaml': '2' })).toEqual([1, 1]);
    expect(await render()).toEqual([0, 0]);
    expect((await render({ 'base/kustomization.yml': '' }))[0]).toBe(1);
  });

  it('takes the safe build options', () => {
    expect(
      parseBuildOptions(
        '--enable-helm --load-restrictor LoadRestrictionsNone --reorder=legacy --enable-managedby-label',
      ),
    ).toEqual({ loadRestrictionsNone: true, reorder: 'legacy', addManagedByLabel: true });
    expect(parseBuildOptions('  --load-restrictor=LoadRestrictionsRootOnly --network=false')).toEqual({
      loadRestrictionsNone: false,
      addManagedByLabel: false,
    });
    for (const options of [
      '--enable-alpha-plugins',
      '--enable-exec',
      '--network',
      '-o x',
      '--load-restrictor',
      '--reorder=x',
      '; rm -rf /',
    ]) {
      expect(() => parseBuildOptions(options)).toThrow('kustomize.buildOptions: ');
    }
  });
});
