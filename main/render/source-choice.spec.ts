import { describe, expect, it } from 'vitest';
import type { ApplicationSource } from '../model/index.ts';
import type { RepositoryPath } from './repository-path.ts';
import { overrideSource } from './source-overrides.ts';
import { configMap, fixture, request, SETTINGS } from './testing/fixture.ts';
import { MemoryRepository, type RepositoryFile } from './testing/repository.ts';
import { Worktree } from './worktree.ts';

async function render(
  files: Record<string, RepositoryFile>,
  source: Partial<ApplicationSource> = {},
  settings = SETTINGS,
  appName = 'guestbook',
) {
  const { renderer, engines } = fixture();
  const result = await renderer.render(request(new MemoryRepository().commit(files), source, { settings, appName }));
  return { type: result.sourceType, engines, result };
}

describe('which tool renders a source', () => {
  const type = async (...args: Parameters<typeof render>) => (await render(...args)).type;

  it('is found by the first-level files, the later name deciding', async () => {
    expect(await type({ 'app/Chart.yaml': '' })).toBe('Helm');
    expect(await type({ 'app/MyChart.yaml': '' })).toBe('Helm');
    expect(await type({ 'app/kustomization.yml': '' })).toBe('Kustomize');
    expect(await type({ 'app/Chart.yaml': '', 'app/kustomization.yaml': '' })).toBe('Kustomize');
    expect(await type({ 'app/Kustomization': '', 'app/Chart.yaml': '' })).toBe('Kustomize');
    expect(await type({ 'app/sub/Chart.yaml': '', 'app/a.yaml': configMap('a') })).toBe('Directory');
  });

  it('is the explicit block, unless the block is empty', async () => {
    const files = { 'app/Chart.yaml': '', 'app/a.yaml': configMap('a') };
    expect(await type(files, { directory: { recurse: true } })).toBe('Directory');
    expect(await type(files, { directory: { recurse: false }, helm: {} })).toBe('Helm');
    expect(await type({ 'app/a.yaml': configMap('a') }, { kustomize: { namePrefix: 'x' } })).toBe('Kustomize');
    await expect(type(files, { directory: { recurse: true }, helm: { releaseName: 'x' } })).rejects.toThrow(
      'multiple application sources defined: Helm,Directory',
    );
    await expect(type(files, { plugin: { name: 'p' } })).rejects.toThrow('config management plugins');
    await expect(type(files, { chart: 'redis' })).rejects.toThrow('charts from a Helm repository');
    await expect(type(files, { repoURL: 'oci://x/y' })).rejects.toThrow('OCI sources');
  });

  it('is Directory when settings turn the tool off', async () => {
    expect(await type({ 'app/Chart.yaml': 'x: 1' }, {}, { ...SETTINGS, helmEnabled: false })).toBe('Directory');
    expect(await type({ 'app/kustomization.yaml': 'x: 1' }, {}, { ...SETTINGS, kustomizeEnabled: false })).toBe(
      'Directory',
    );
    const { engines } = await render({ 'app/a.jsonnet': '{}' }, {}, { ...SETTINGS, jsonnetEnabled: false });
    expect(engines.jsonnets).toEqual([]);
  });
});

describe('.argocd-source files', () => {
  it("change parameters, the application's own file last, but never where the source comes from", async () => {
    const { engines } = await render(
      {
        'app/Chart.yaml': '',
        'app/.argocd-source.yaml':
          'helm:\n  releaseName: all\n  values: "a: 1"\npath: elsewhere\nrepoURL: https://evil.example\nchart: redis\n',
        'app/.argocd-source-guestbook.yaml': 'helm:\n  releaseName: own\n  parameters: [{name: a, value: b}]\n',
        'app/.argocd-source-other.yaml': 'helm: {releaseName: other}\n',
      },
      { helm: { skipCrds: true, values: 'z: 1' } },
    );
    expect(engines.helm[0]?.args).toMatchObject({
      chart: 'app',
      releaseName: 'own',
      includeCRDs: false,
      values: { sources: [{ yaml: 'a: 1' }], set: ['a=b'] },
    });
  });

  it('leave where the source comes from as it was', async () => {
    const tree = new MemoryRepository().commit({
      'app/.argocd-source.yaml':
        'repoURL: evil\npath: evil\nchart: evil\ntargetRevision: evil\nref: evil\nname: evil\nhelm: {releaseName: good}\n',
    });
    const worktree = new Worktree(tree, new Map(), undefined);
    const { source } = request(tree, { ref: 'mine' });
    const folder = 'app' as RepositoryPath;
    const entries = await worktree.entries((await tree.treeAt('app'))!);
    expect(await overrideSource(source, 'guestbook', folder, entries, worktree)).toEqual({
      ...source,
      helm: { releaseName: 'good' },
    });
  });

  it('belong to the application key, namespace and all', async () => {
    const files = { 'app/Chart.yaml': '', 'app/.argocd-source-team_shop.yaml': 'helm: {releaseName: own}' };
    expect((await render(files, {}, SETTINGS, 'team_shop')).engines.helm[0]?.args.releaseName).toBe('own');
  });

  it('are checked', async () => {
    const chart = { 'app/Chart.yaml': '' };
    await expect(render({ ...chart, 'app/.argocd-source.yaml': 'helm: {parameters: hunter2}' })).rejects.toThrow(
      /^failed to apply app\/\.argocd-source\.yaml: helm\.parameters: (?!.*hunter2)/,
    );
    await expect(render({ ...chart, 'app/.argocd-source.yaml': 'a: [' })).rejects.toThrow(
      /^failed to parse app\/\.argocd-source\.yaml: yaml: line 1/,
    );
    await expect(render({ ...chart, 'app/.argocd-source.yaml': '[1]' })).rejects.toThrow('failed to apply');
    await expect(
      render({ ...chart, 'app/.argocd-source.yaml': 'kustomize: {namePrefix: x}\nhelm: {releaseName: z}' }),
    ).rejects.toThrow('multiple application sources defined');
    const { result } = await render({ ...chart, 'app/.argocd-source.yaml': '__proto__: {polluted: true}\n' });
    expect(result.sourceType).toBe('Helm');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
