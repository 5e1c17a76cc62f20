import { describe, expect, it } from 'vitest';
import type { Repositories } from '../git/index.ts';
import { type ApplicationSource, ArgosyError } from '../model/index.ts';
import type { RenderContext, Renderer, RenderRequest } from '../render/index.ts';
import { loadTarget, referencesOf } from './load-target.ts';

function ports(broken: readonly string[] = []) {
  const asked: string[] = [];
  const rendered: RenderRequest[] = [];
  const repositories = {
    resolve: async ({ url, revision, freshness }: { url: string; revision: string; freshness: string }) => {
      asked.push(`${url}@${revision} ${freshness}`);
      if (broken.includes(url)) throw new ArgosyError('Unavailable', 'no route to host', { retry: true });
      return { commit: `${url}#${revision}` };
    },
  } as unknown as Repositories;
  const renderer = {
    render: async (request: RenderRequest) => {
      rendered.push(request);
      return { key: request.source.repoURL, resources: [] };
    },
  } as unknown as Renderer;
  return { repositories, renderer, asked, rendered };
}

const load = (world: ReturnType<typeof ports>, sources: readonly ApplicationSource[], revisions?: readonly string[]) =>
  loadTarget(world, {
    sources,
    revisions,
    freshness: 'latest',
    force: false,
    context: {} as RenderContext,
  });

const chart: ApplicationSource = { repoURL: 'charts', path: 'c', targetRevision: 'v1' };
const values: ApplicationSource = { repoURL: 'values', ref: 'values' };

describe('loadTarget', () => {
  it('gives each source the commits of those with a ref, also of those behind it, at the revisions that were asked for', async () => {
    const world = ports();
    const { revisions, results } = await load(world, [chart, values], ['a', 'b']);
    expect(world.asked).toEqual(['charts@a latest', 'values@b latest']);
    expect(revisions).toEqual(['charts#a', 'values#b']);
    expect(results).toHaveLength(2);
    expect(world.rendered.map(({ tree }) => tree.commit)).toEqual(revisions);
    for (const { references } of world.rendered) {
      expect([...references!].map(([ref, { commit }]) => [ref, commit])).toEqual([['values', 'values#b']]);
    }
  });

  it('takes the source’s own revision, else HEAD', async () => {
    const world = ports();
    await load(world, [chart, values]);
    expect(world.asked).toEqual(['charts@v1 latest', 'values@HEAD latest']);
  });

  it('renders nothing when one source cannot be read, and says which', async () => {
    const world = ports(['values']);
    await expect(load(world, [chart, values])).rejects.toMatchObject({
      code: 'Unavailable',
      retry: true,
      subject: 'values',
      message: 'failed to generate manifest for source 2 of 2: rpc error: code = Unknown desc = no route to host',
    });
    expect(world.rendered).toEqual([]);
  });

  it.each<[string, Partial<ApplicationSource>]>([
    ['charts from a Helm repository', { chart: 'c' }],
    ['OCI sources', { repoURL: 'oci://registry.example.com/x' }],
    ['config management plugins', { plugin: { name: 'p' } }],
  ])('refuses %s before anything is asked for', async (what, change) => {
    const world = ports();
    await expect(load(world, [{ ...chart, ...change }])).rejects.toThrow(
      `${what} are not supported by this version of Argosy`,
    );
    expect(world.asked).toEqual([]);
  });
});

describe('referencesOf', () => {
  it('reads only sources with a ref, as they were seen last', async () => {
    const world = ports();
    const references = await referencesOf(world.repositories, [chart, values], new AbortController().signal);
    expect([...references.keys()]).toEqual(['values']);
    expect(world.asked).toEqual(['values@HEAD cached']);
  });
});
