import { describe, expect, it } from 'vitest';
import { Draft, type TreeEntry } from '../git/index.ts';
import type { ApplicationSource, BlobId, ResourceRef, TreeId } from '../model/index.ts';
import { type Captured, captureInFiles } from './capture-files.ts';
import { captureAsPatches } from './capture-patches.ts';
import type { FieldEdit } from './edit-yaml.ts';

const NEVER = new AbortController().signal;
const LIKE = '0'.repeat(40);

type Files = { readonly [path: string]: string | Buffer | { readonly link: string } };

/** A repository that exists in a draft only. */
async function repository(files: Files) {
  const draft = new Draft({ tree: async () => [], blob: async () => new Uint8Array() }, LIKE);
  const entries = new Map<string, Pick<TreeEntry, 'kind' | 'id'>>();
  for (const [path, content] of Object.entries(files)) {
    const link = typeof content === 'object' && 'link' in content;
    const id = draft.putBlob(link ? Buffer.from(content.link) : Buffer.from(content as string));
    entries.set(path, { kind: link ? 'link' : 'blob', id });
  }
  return { draft, tree: await draft.withEntries(draft.putTree([]), entries) };
}

async function texts(draft: Draft, edits: ReadonlyMap<string, Pick<TreeEntry, 'id'>>): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const [path, { id }] of edits) all[path] = Buffer.from(await draft.blob(id as BlobId, 1e6)).toString();
  return all;
}

const WEB: ResourceRef = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' };
const object = (...edits: FieldEdit[]): Captured => ({ ref: WEB, version: 'v1', edits });
const REPLICAS: FieldEdit = { path: ['spec', 'replicas'], value: 5 };
const manifest = (namespace = '') =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n${namespace === '' ? '' : `  namespace: ${namespace}\n`}spec:\n  replicas: 1\n`;

describe('captureInFiles', () => {
  const source = (directory?: ApplicationSource['directory']): ApplicationSource =>
    ({ repoURL: 'r', path: 'app', ...(directory && { directory }) }) as ApplicationSource;
  const capture = async (files: Files, directory?: ApplicationSource['directory'], ...edits: FieldEdit[]) => {
    const { draft, tree } = await repository(files);
    const wanted = [object(...(edits.length === 0 ? [REPLICAS] : edits))];
    return texts(draft, await captureInFiles(draft, tree, source(directory), wanted, 'shop', NEVER));
  };

  it('writes into the one file that holds the object, as the directory source reads it', async () => {
    const files = {
      'app/a.yaml': manifest(),
      'app/b.yaml': manifest('other'),
      'app/sub/c.yaml': manifest(),
      'app/d.txt': manifest(),
    };
    expect(await capture(files)).toEqual({ 'app/a.yaml': manifest().replace('replicas: 1', 'replicas: 5') });
    await expect(capture(files, { recurse: true })).rejects.toMatchObject({
      message: expect.stringContaining('several places'),
    });
    const only = await capture(files, { recurse: true, exclude: 'a.yaml' });
    expect(Object.keys(only)).toEqual(['app/sub/c.yaml']);
  });

  it('keeps JSON as JSON, with its indentation and last line', async () => {
    const json = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 1 } };
    const text = `${JSON.stringify(json, undefined, '\t')}\n`;
    const paused: FieldEdit = { path: ['spec', 'paused'], value: true };
    const result = await capture({ 'app/a.json': text }, undefined, REPLICAS, paused);
    const expected = { ...json, spec: { replicas: 5, paused: true } };
    expect(result).toEqual({ 'app/a.json': `${JSON.stringify(expected, undefined, '\t')}\n` });
  });

  it('leaves links, other encodings and what is no text alone, and says that nothing can be edited', async () => {
    const latin1 = Buffer.from(`# caf\xe9\n${manifest()}`, 'latin1');
    for (const content of [{ link: '../elsewhere.yaml' }, latin1, Buffer.from(`${manifest()}\0`), 'a: [', '']) {
      await expect(capture({ 'app/a.yaml': content, x: manifest() })).rejects.toMatchObject({
        code: 'FailedPrecondition',
        message: expect.stringContaining('no manifest of the source holds'),
      });
    }
  });

  it('keeps a byte order mark', async () => {
    const [text] = Object.values(await capture({ 'app/a.yaml': `\ufeff${manifest()}` }));
    expect(text).toBe(`\ufeff${manifest().replace('replicas: 1', 'replicas: 5')}`);
  });
});

describe('captureAsPatches', () => {
  const capture = async (
    files: Files,
    edits: readonly FieldEdit[],
    over: Partial<ApplicationSource> = {},
    name = 'web',
  ) => {
    const { draft, tree } = await repository(files);
    const source = { repoURL: 'r', path: 'over', ...over } as ApplicationSource;
    const wanted = [{ ...object(...edits), ref: { ...WEB, name } }];
    return texts(draft, await captureAsPatches(draft, tree as TreeId, source, wanted, NEVER));
  };

  it('writes lists by their keys, nulls for what is gone, and a directive for items', async () => {
    const containers = ['spec', 'template', 'spec', 'containers'];
    const edits: FieldEdit[] = [
      { path: [...containers, { name: 'a' }, 'image'], value: 'x:2' },
      { path: [...containers, { name: 'a' }, 'resources'], value: undefined },
      { path: [...containers, { name: 'b' }], value: undefined },
      { path: ['metadata', 'labels', '__proto__'], value: 'x' },
    ];
    const result = await capture({ 'over/kustomization.yaml': 'resources: [a.yaml]\n' }, edits);
    expect(result['over/capture-deployment-web.yaml']).toBe(
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  labels:\n    __proto__: x\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n      - image: x:2\n        name: a\n        resources: null\n      - $patch: delete\n        name: b\n',
    );
  });

  it('goes after the patches that are there, under a name that is free', async () => {
    const kustomization = '# mine\npatches:\n  - path: capture-deployment-web.yaml # first\nresources:\n  - a.yaml\n';
    const files = { 'over/kustomization.yml': kustomization, 'over/capture-deployment-web.yaml': 'x' };
    const result = await capture(files, [REPLICAS]);
    expect(Object.keys(result)).toEqual(['over/capture-deployment-web-2.yaml', 'over/kustomization.yml']);
    expect(result['over/kustomization.yml']).toBe(
      '# mine\npatches:\n  - path: capture-deployment-web.yaml # first\n  - path: capture-deployment-web-2.yaml\n    target:\n      group: apps\n      version: v1\n      kind: Deployment\n      name: web\nresources:\n  - a.yaml\n',
    );
  });

  it('names objects as the overlay finds them', async () => {
    const files = { 'over/kustomization.yaml': 'namePrefix: p-\nnameSuffix: -s\n' };
    expect((await capture(files, [REPLICAS], {}, 'p-w.b-s'))['over/kustomization.yaml']).toContain('name: w\\.b\n');
    const kustomize = { namePrefix: 'q-' };
    const own = await capture(files, [REPLICAS], { kustomize }, 'q-web-s');
    expect(own['over/capture-deployment-q-web-s.yaml']).toContain('  name: web\n');
  });

  describe('where the kustomization sets it itself', () => {
    const IMAGE = ['spec', 'template', 'spec', 'containers', { name: 'a' }, 'image'];
    const kustomization = [
      'resources: [../base]',
      'images: # who runs',
      '  - name: shop # ours',
      "    newTag: '1.10' # since May",
      '  - name: side',
      '    newName: registry.example:5000/side',
      '    digest: sha256:aaa',
      'replicas:',
      '  - name: web',
      '    count: 2 # quiet',
      '',
    ].join('\n');
    const KEY = 'over/kustomization.yaml';
    const declared = (image: string) =>
      ({ kind: 'Deployment', spec: { template: { spec: { containers: [{ name: 'a', image }] } } } }) as never;
    const settle = async (image: string, edits: readonly FieldEdit[], name = 'web') => {
      const { draft, tree } = await repository({ [KEY]: kustomization });
      const wanted = [{ ...object(...edits), ref: { ...WEB, name }, declared: declared(image) }];
      const source = { repoURL: 'r', path: 'over' } as ApplicationSource;
      return texts(draft, await captureAsPatches(draft, tree as TreeId, source, wanted, NEVER));
    };

    it('writes tag and count in their places, and no patch', async () => {
      const edits: FieldEdit[] = [{ path: IMAGE, value: 'shop:1.20' }, REPLICAS];
      expect(await settle('shop:1.10', edits)).toEqual({
        [KEY]: kustomization.replace("'1.10'", "'1.20'").replace('count: 2', 'count: 5'),
      });
    });

    it('changes a tag to a digest, a digest to a tag, and the name where it is another', async () => {
      const [digest, tag, other] = [
        await settle('shop:1.10', [{ path: IMAGE, value: 'shop@sha256:bbb' }]),
        await settle('registry.example:5000/side@sha256:aaa', [{ path: IMAGE, value: 'registry.example:5000/side:2' }]),
        await settle('shop:1.10', [{ path: IMAGE, value: 'mirror.example:80/shop:1.10' }]),
      ];
      expect(digest[KEY]).toBe(kustomization.replace("newTag: '1.10' # since May", 'digest: sha256:bbb'));
      expect(tag[KEY]).toBe(kustomization.replace('digest: sha256:aaa', 'newTag: "2"'));
      expect(other[KEY]).toBe(
        kustomization.replace('# since May\n', '# since May\n    newName: mirror.example:80/shop\n'),
      );
    });

    it('patches what no entry sets', async () => {
      const result = await settle('third:1', [{ path: IMAGE, value: 'third:2' }, REPLICAS], 'other');
      expect(Object.keys(result)).toEqual(['over/capture-deployment-other.yaml', KEY]);
      expect(result['over/capture-deployment-other.yaml']).toMatch(/replicas: 5[\s\S]*image: third:2/);
      expect(result[KEY]!.startsWith(kustomization.trimEnd())).toBe(true);
    });

    it('refuses two wishes of one entry', async () => {
      const { draft, tree } = await repository({ [KEY]: kustomization });
      const wanted = ['2', '3'].map((tag, n) => ({
        ...object({ path: IMAGE, value: `shop:${tag}` }),
        ref: { ...WEB, name: `web-${n}` },
        declared: declared('shop:1.10'),
      }));
      const source = { repoURL: 'r', path: 'over' } as ApplicationSource;
      await expect(captureAsPatches(draft, tree as TreeId, source, wanted, NEVER)).rejects.toMatchObject({
        code: 'FailedPrecondition',
        message: expect.stringContaining('Deployment web-0 and Deployment web-1'),
      });
    });
  });

  it('refuses places in lists, links and folders without a kustomization', async () => {
    const files = { 'over/kustomization.yaml': 'resources: []\n' };
    await expect(capture(files, [{ path: ['spec', 'args', 0], value: 'x' }])).rejects.toMatchObject({
      code: 'FailedPrecondition',
    });
    await expect(capture({ 'over/kustomization.yaml': { link: '../x' } }, [REPLICAS])).rejects.toMatchObject({
      code: 'FailedPrecondition',
    });
    await expect(capture({ 'over/x': '' }, [REPLICAS])).rejects.toMatchObject({ code: 'NotFound' });
  });
});
