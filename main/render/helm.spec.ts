import { describe, expect, it } from 'vitest';
import type { ArgosyError, HelmSource } from '../model/index.ts';
import { escapeCommas } from './helm.ts';
import type { RenderContext } from './request.ts';
import { configMap, fixture, request } from './testing/fixture.ts';
import { MemoryRepository, type RepositoryFile } from './testing/repository.ts';

const CHART = {
  'app/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
  'app/values.yaml': 'a: 1\n',
  'app/templates/cm.yaml': 'x',
};

async function call(
  helm: HelmSource = {},
  files: Record<string, RepositoryFile> = {},
  context: Partial<RenderContext> = {},
) {
  const { renderer, engines } = fixture();
  await renderer.render(request(new MemoryRepository().commit({ ...CHART, ...files }), { helm }, context));
  return engines.helm[0]!;
}

describe('helm', () => {
  it('gets the chart and nothing else of the repository, and the defaults of Argo CD', async () => {
    const { args, files } = await call({}, { 'other/x': 'x', 'values.yaml': 'x' });
    expect(files).toEqual(CHART);
    expect(args).toEqual({
      chart: 'app',
      releaseName: 'guestbook',
      namespace: 'web',
      values: { sources: [], set: [], setString: [], setFile: [] },
      kubeVersion: '1.35.0',
      apiVersions: ['v1', 'apps/v1'],
      includeCRDs: true,
      skipTests: false,
      skipSchemaValidation: false,
    });
  });

  it('takes every field of the block', async () => {
    const { args } = await call({
      releaseName: 'r-$ARGOCD_APP_NAME',
      namespace: 'n',
      kubeVersion: '1.30.0',
      apiVersions: ['batch/v1/CronJob'],
      skipCrds: true,
      skipTests: true,
      skipSchemaValidation: true,
      version: 'v3',
    });
    expect(args).toMatchObject({
      releaseName: 'r-guestbook',
      namespace: 'n',
      kubeVersion: '1.30.0',
      apiVersions: ['batch/v1/CronJob'],
      includeCRDs: false,
      skipTests: true,
      skipSchemaValidation: true,
    });
  });

  it('names the release without the namespace of the application', async () => {
    expect((await call({}, {}, { appName: 'team_shop' })).args.releaseName).toBe('shop');
  });

  it('writes parameters as --set, --set-string and --set-file', async () => {
    const { args, files } = await call(
      {
        parameters: [
          { name: 'a', value: '1' },
          { name: 'a', value: '2,3' },
          { name: 'list', value: '{x,y}' },
          { name: 's', value: 'true', forceString: true },
          // biome-ignore lint/suspicious/noTemplateCurlyInString: Argo CD's own syntax
          { name: 'env', value: '$ARGOCD_APP_NAMESPACE $$x ${ARGOCD_APP_PROJECT_NAME}$nothing' },
        ],
        fileParameters: [
          { name: 'f', path: '/files/$ARGOCD_APP_NAME.txt' },
          { name: 'g', path: 'own,comma.txt' },
        ],
      },
      { 'files/guestbook.txt': 'content', 'app/own,comma.txt': 'own' },
    );
    expect(args.values.set).toEqual(['a=2\\,3', 'list={x,y}', 'env=web $x default']);
    expect(args.values.setString).toEqual(['s=true']);
    expect(args.values.setFile).toEqual(['f=files/guestbook.txt', 'g=app/own\\,comma.txt']);
    expect(files['files/guestbook.txt']).toBe('content');
    expect(escapeCommas('a\\,b,c')).toBe('a\\,b\\,c');
  });

  it('puts valuesObject or values behind the files', async () => {
    const valueFiles = ['values-prod.yaml'];
    const files = { 'app/values-prod.yaml': 'x: 1' };
    expect((await call({ valueFiles, values: 'a: 2', valuesObject: { a: 3 } }, files)).args.values.sources).toEqual([
      { file: 'app/values-prod.yaml' },
      { object: { a: 3 } },
    ]);
    expect((await call({ valueFiles, values: 'a: 2' }, files)).args.values.sources).toEqual([
      { file: 'app/values-prod.yaml' },
      { yaml: 'a: 2' },
    ]);
  });

  describe('value files', () => {
    const VALUES = {
      'env/a.yaml': '',
      'env/b.yaml': '',
      'env/sub/c.yaml': '',
      'env/sub/deep/d.yaml': '',
      'env/n.txt': '',
      'app/own.yaml': '',
    };
    const order = async (helm: HelmSource, files: Record<string, RepositoryFile> = VALUES) =>
      (await call(helm, files)).args.values.sources.map((source) => ('file' in source ? source.file : ''));

    it('are relative to the chart, or to the root with a leading slash', async () => {
      expect(await order({ valueFiles: ['own.yaml', '../env/a.yaml', '/env/b.yaml', './own.yaml'] })).toEqual([
        'env/a.yaml',
        'env/b.yaml',
        'app/own.yaml',
      ]);
    });

    it('may be patterns, in lexical order; a named file keeps its place and each is used once', async () => {
      expect(await order({ valueFiles: ['/env/*.yaml'] })).toEqual(['env/a.yaml', 'env/b.yaml']);
      expect(await order({ valueFiles: ['/env/**/*.yaml'] })).toEqual([
        'env/a.yaml',
        'env/b.yaml',
        'env/sub/c.yaml',
        'env/sub/deep/d.yaml',
      ]);
      expect(await order({ valueFiles: ['/env/**/[cd].yaml'] })).toEqual(['env/sub/c.yaml', 'env/sub/deep/d.yaml']);
      expect(await order({ valueFiles: ['/env/?.yaml', '/env/a.yaml', '/env/**'] })).toEqual([
        'env/b.yaml',
        'env/a.yaml',
        'env/n.txt',
        'env/sub/c.yaml',
        'env/sub/deep/d.yaml',
      ]);
      expect(await order({ valueFiles: ['/env/a.yaml', '/env/b.yaml', '/env/a.yaml'] })).toEqual([
        'env/b.yaml',
        'env/a.yaml',
      ]);
    });

    it('may be missing only when allowed', async () => {
      await expect(order({ valueFiles: ['no.yaml'] })).rejects.toThrow(
        "value file 'no.yaml': open app/no.yaml: no such file or directory",
      );
      await expect(order({ valueFiles: ['no*.yaml'] })).rejects.toThrow(
        "value file pattern 'no*.yaml' matches no file",
      );
      await expect(order({ valueFiles: ['/env'], ignoreMissingValueFiles: true })).rejects.toThrow(
        'open env: is a directory',
      );
      expect(await order({ valueFiles: ['no.yaml', 'no*.yaml', 'own.yaml'], ignoreMissingValueFiles: true })).toEqual([
        'app/own.yaml',
      ]);
    });

    it('never leave the repository', async () => {
      for (const path of ['../../x.yaml', '/../x.yaml', '../../../etc/*.yaml']) {
        await expect(order({ valueFiles: [path], ignoreMissingValueFiles: true })).rejects.toThrow(
          `value file '${path}' resolved to outside repository root`,
        );
      }
      await expect(order({ valueFiles: ['l.yaml'] }, { 'app/l.yaml': { link: '/etc/passwd' } })).rejects.toThrow(
        'out-of-bounds symlinks. file: app/l.yaml',
      );
      await expect(order({ valueFiles: ['https://user:hunter2@example.com/v.yaml'] })).rejects.toThrow(
        /^value file with the URL scheme 'https': remote files are not fetched$/,
      );
      await expect(order({ valueFiles: ['$values/v.yaml'] })).rejects.toThrow(
        "source referenced '$values', but no source has a 'ref' field defined",
      );
      await expect(call({ fileParameters: [{ name: 'a', path: '../../x' }] })).rejects.toThrow(
        "file parameter '../../x' resolved to outside repository root",
      );
    });
  });

  describe('files of another source', () => {
    const values = (files: Record<string, RepositoryFile>) => new MemoryRepository().commit(files);
    const OTHER = { 'env/prod.yaml': 'p', 'env/zone.yaml': 'z', 'cert.pem': 'c', 'l.yaml': { link: 'env/prod.yaml' } };

    async function referring(helm: HelmSource, other: Record<string, RepositoryFile> = OTHER, path = 'app') {
      const { renderer, engines } = fixture();
      const chart = { ...CHART, 'Chart.yaml': 'x', secret: 's' };
      const references = new Map([['values', values(other)]]);
      const source = request(new MemoryRepository().commit(chart), { helm, path });
      await renderer.render({ ...source, references });
      const { args, files } = engines.helm[0]!;
      const texts = args.values.sources.map((one) => ('file' in one ? files[one.file] : undefined));
      return { args, files, texts };
    }

    it('are found from the root of its repository, in their order, by pattern and through links too', async () => {
      expect(
        (await referring({ valueFiles: ['$values/env/zone.yaml', 'values.yaml', '$values/l.yaml'] })).texts,
      ).toEqual(['z', 'a: 1\n', 'p']);
      expect((await referring({ valueFiles: ['$values/env/*.yaml'] })).texts).toEqual(['p', 'z']);
      const named = { 'env/guestbook.yaml': 'g' };
      expect((await referring({ valueFiles: ['$values/env/$ARGOCD_APP_NAME.yaml'] }, named)).texts).toEqual(['g']);
      const { args, files } = await referring({ fileParameters: [{ name: 'tls', path: '$values/cert.pem' }] });
      expect(args.values.setFile).toEqual(['tls=$values/cert.pem']);
      expect(files['$values/cert.pem']).toBe('c');
    });

    it('are the only ones of it that the chart gets, also where the chart is the root', async () => {
      const { files } = await referring({ valueFiles: ['$values/env/prod.yaml'] }, OTHER, '.');
      expect(Object.keys(files).filter((path) => path.startsWith('$'))).toEqual(['$values/env/prod.yaml']);
    });

    it.each<[string, string, Record<string, RepositoryFile>, string]>([
      ['leave it', '$values/../secret', OTHER, "value file '$values/../secret' resolved to outside repository root"],
      ['lead out of it by a link', '$values/out', { out: { link: '../secret' } }, 'out-of-bounds symlinks'],
      [
        'are missing',
        '$values/none.yaml',
        OTHER,
        "value file '$values/none.yaml': open $values/none.yaml: no such file",
      ],
      ['are in a folder that is missing', '$values/a/b.yaml', OTHER, 'open $values/a/b.yaml: no such file'],
      [
        'are of a source that nobody named',
        '$other/v.yaml',
        OTHER,
        "source referenced '$other', but no source has a 'ref'",
      ],
    ])('are refused where they %s', async (_why, file, other, message) => {
      await expect(referring({ valueFiles: [file] }, other)).rejects.toThrow(message);
    });

    it('are skipped where they are missing and may be', async () => {
      const helm = { valueFiles: ['$values/none.yaml', '$values/a/b.yaml'], ignoreMissingValueFiles: true };
      expect((await referring(helm)).texts).toEqual([]);
    });

    it.each(['app', '.'])('render again when they change, and for nothing else (%s)', async (path) => {
      const { renderer, engines } = fixture();
      const chart = new MemoryRepository().commit({ ...CHART, 'Chart.yaml': 'x' });
      const helm = { valueFiles: ['$values/env/prod.yaml', '$values/env/later.yaml'], ignoreMissingValueFiles: true };
      const render = (files: Record<string, RepositoryFile>) =>
        renderer.render({ ...request(chart, { helm, path }), references: new Map([['values', values(files)]]) });
      await render(OTHER);
      expect((await render({ ...OTHER, 'README.md': 'more' })).cached).toBe(true);
      expect(engines.helm).toHaveLength(1);
      await render({ ...OTHER, 'env/prod.yaml': 'p2' });
      await render({ ...OTHER, 'env/prod.yaml': 'p2', 'env/later.yaml': 'l' });
      expect(engines.helm.map(({ args }) => args.values.sources.length)).toEqual([1, 1, 2]);
    });

    it('are nothing that a file of the chart’s repository can ask for', async () => {
      const { renderer } = fixture();
      const override = { 'app/.argocd-source.yaml': 'helm:\n  valueFiles: ["$values/env/prod.yaml"]\n' };
      const source = request(new MemoryRepository().commit({ ...CHART, ...override }));
      const references = new Map([['values', values(OTHER)]]);
      await expect(renderer.render({ ...source, references })).rejects.toThrow("no source has a 'ref' field defined");
    });
  });

  it('follows links of a chart inside the repository, folders too', async () => {
    const { files } = await call(
      {},
      {
        'app/templates/lib': { link: '../../lib' },
        'lib/_x.tpl': 'tpl',
        'lib/again': { link: '../more' },
        'more/y.tpl': 'y',
      },
    );
    expect(files).toMatchObject({ 'app/templates/lib/_x.tpl': 'tpl', 'app/templates/lib/again/y.tpl': 'y' });
    await expect(call({}, { 'app/l': { link: '../../x' } })).rejects.toThrow('out-of-bounds symlinks. file: app/l');
    await expect(call({}, { 'app/l': { link: '.' } })).rejects.toThrow('nested deeper than 64');
    const bomb = { 'app/l': { link: '../loop' }, 'loop/a': { link: '../loop' }, 'loop/b': { link: '../loop' } };
    await expect(call({}, bomb)).rejects.toThrow(/nested deeper|more than 20000/);
    await expect(call({}, { 'app/l': { link: 'gone' } })).rejects.toThrow(
      'app/l: open app/gone: no such file or directory',
    );
    await expect(call({}, { 'app/charts/s': { submodule: 'x' } })).rejects.toThrow('app/charts/s is a Git submodule');
  });

  it('may not hold more files than the limit', async () => {
    const { renderer } = fixture({ limits: { files: 4 } });
    const repository = new MemoryRepository();
    await renderer.render(request(repository.commit(CHART)));
    const more = { ...CHART, 'app/x': '', 'app/y': '' };
    await expect(renderer.render(request(repository.commit(more)))).rejects.toThrow('app: more than 4 files');
  });

  it('shows what the tool says without what it quotes, and tries again what may pass', async () => {
    const { renderer, engines } = fixture();
    const tree = new MemoryRepository().commit(CHART);
    const failWith = (code: string, message: string) => {
      engines.answer = () =>
        Promise.reject(Object.assign(new Error(message), { name: 'EngineError', code, details: 'hunter2' }));
    };
    const outcome = () => renderer.render(request(tree)).catch((error: ArgosyError) => error);
    failWith('DEADLINE', 'no result after 5 ms');
    for (const calls of [1, 2, 3, 3]) {
      expect(await outcome()).toMatchObject({
        code: 'DeadlineExceeded',
        message: '`helm template app` failed: Error: no result after 5 ms',
      });
      expect(engines.helm).toHaveLength(calls);
    }
    failWith('FAILED', 'values: cannot unmarshal !!str `hunter2` into map, see https://u:hunter2@example.com');
    const error = (await renderer
      .render({ ...request(tree), force: true })
      .catch((each: unknown) => each)) as ArgosyError;
    expect(error.message).toBe(
      '`helm template app` failed: Error: values: cannot unmarshal !!str (a value) into map, see https://example.com',
    );
    expect(error.cause).toBeUndefined();
    expect(await outcome()).toBe(error);
  });

  it('renders again for what a chart can depend on, and for nothing else', async () => {
    const { renderer, engines } = fixture();
    engines.answer = () => configMap('a');
    const repository = new MemoryRepository();
    const helm = { valueFiles: ['/env/prod.yaml'] };
    const at = (extra: Record<string, RepositoryFile>) =>
      repository.commit({ ...CHART, 'env/prod.yaml': '1', ...extra });
    const render = (
      extra: Record<string, RepositoryFile> = {},
      context: Partial<RenderContext> = {},
      more: HelmSource = {},
    ) => renderer.render(request(at(extra), { helm: { ...helm, ...more } }, context));
    const runs = async (work: Promise<unknown>) => {
      const before = engines.helm.length;
      await work;
      return engines.helm.length - before;
    };
    expect(await runs(render())).toBe(1);
    repository.read.blobs.length = 0;
    expect(await runs(render({ 'README.md': 'new', 'env/dev.yaml': 'new' }))).toBe(0);
    expect(repository.read.blobs).toEqual([]);
    expect(await runs(render({ 'env/prod.yaml': '2' }))).toBe(1);
    expect(await runs(render())).toBe(0);
    expect(await runs(render({}, { capabilitiesDigest: 'new CRDs' }))).toBe(1);
    expect(await runs(render({}, { capabilitiesDigest: 'c1' }, { kubeVersion: '1.30.0', apiVersions: ['v1'] }))).toBe(
      1,
    );
    expect(await runs(render({}, { capabilitiesDigest: 'c2' }, { kubeVersion: '1.30.0', apiVersions: ['v1'] }))).toBe(
      0,
    );
    expect(await runs(render({}, { appName: 'other' }))).toBe(1);
    expect(await runs(render({}, { project: 'other' }))).toBe(0);
    engines.version = '2';
    expect(await runs(render())).toBe(1);
  });

  it('depends on the commit only when the source says so', async () => {
    const { renderer, engines } = fixture();
    const repository = new MemoryRepository();
    const at = (readme: string) => repository.commit({ ...CHART, 'README.md': readme });
    const helm = { parameters: [{ name: 'sha', value: '$ARGOCD_APP_REVISION_SHORT' }] };
    await renderer.render(request(at('1'), { helm }));
    await renderer.render(request(at('2'), { helm }));
    await renderer.render(request(at('1'), { helm, targetRevision: 'v1' }));
    expect(engines.helm.map(({ args }) => args.values.set)).toEqual([
      [`sha=${at('1').commit.slice(0, 7)}`],
      [`sha=${at('2').commit.slice(0, 7)}`],
    ]);
  });

  it('gives other objects another key when random functions change them', async () => {
    const { renderer, engines } = fixture();
    engines.answer = (_, call) => configMap(call < 3 ? 'same' : `random-${call}`);
    const tree = new MemoryRepository().commit(CHART);
    const first = await renderer.render(request(tree));
    const forced = await renderer.render({ ...request(tree), force: true });
    expect(forced).toMatchObject({ cached: false, key: first.key });
    expect(forced.resources).toBe(first.resources);
    const changed = await renderer.render({ ...request(tree), force: true });
    expect(changed.key).not.toBe(first.key);
    expect(await renderer.render(request(tree))).toMatchObject({ cached: true, key: changed.key });
  });

  it('tells where an object was written', async () => {
    const { renderer, engines } = fixture();
    engines.answer = () =>
      `---\n# Source: c/crds/crd.yaml\n${configMap('crd')}---\n${configMap('crd2')}---\n# Source: c/charts/sub/templates/x.yaml\n${configMap('x')}`;
    const { resources } = await renderer.render(request(new MemoryRepository().commit(CHART)));
    expect(resources.map(({ origin }) => origin)).toEqual([
      'app/crds/crd.yaml',
      'app/crds/crd.yaml',
      'app/charts/sub/templates/x.yaml',
    ]);
  });

  it('refuses output that is no manifest, by the template that wrote it', async () => {
    const { renderer, engines } = fixture();
    engines.answer = () => `---\n# Source: c/templates/x.yaml\nsecret: hunter2\n`;
    await expect(renderer.render(request(new MemoryRepository().commit(CHART)))).rejects.toThrow(
      /^Failed to unmarshal "app\/templates\/x.yaml": line \d: Object 'Kind' is missing$/,
    );
  });
});
