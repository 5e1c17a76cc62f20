import { describe, expect, it } from 'vitest';
import type { DirectorySource } from '../model/index.ts';
import { configMap, fixture, request, SETTINGS } from './testing/fixture.ts';
import { MemoryRepository, type RepositoryFile } from './testing/repository.ts';

async function render(files: Record<string, RepositoryFile>, directory: DirectorySource = {}, settings = SETTINGS) {
  const { renderer } = fixture();
  const tree = new MemoryRepository().commit(files);
  const result = await renderer.render(request(tree, { directory }, { settings }));
  return result.resources.map(({ object }) => object.metadata.name);
}

describe('directory source', () => {
  it('reads the manifests of the folder in the order of a walk, not of Git', async () => {
    const files = {
      'app/b.yaml': configMap('b'),
      'app/a.yml': configMap('a'),
      'app/c.json': '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"c"}}',
      'app/d.txt': 'text',
      'other/x.yaml': configMap('x'),
    };
    expect(await render(files)).toEqual(['a', 'b', 'c']);
    const nested = { 'app/a-b.yaml': configMap('file'), 'app/a/z.yaml': configMap('in folder') };
    expect(await render(nested, { recurse: true })).toEqual(['in folder', 'file']);
  });

  it('goes into folders only when told to', async () => {
    const files = {
      'app/a.yaml': configMap('a'),
      'app/sub/b.yaml': configMap('b'),
      'app/sub/deep/c.yaml': configMap('c'),
    };
    expect(await render(files)).toEqual(['a']);
    expect(await render(files, { recurse: true })).toEqual(['a', 'b', 'c']);
  });

  it('includes and excludes by the path below the folder, with stars that cross slashes', async () => {
    const files = { 'app/a.yaml': configMap('a'), 'app/b.json.yaml': configMap('b'), 'app/sub/c.yaml': configMap('c') };
    expect(await render(files, { recurse: true, include: 'sub*' })).toEqual(['c']);
    expect(await render(files, { recurse: true, include: '{a,b*}.yaml' })).toEqual(['a', 'b']);
    expect(await render(files, { recurse: true, exclude: '*c.yaml' })).toEqual(['a', 'b']);
    expect(await render(files, { recurse: true, include: '*.yaml', exclude: 'sub/*' })).toEqual(['a', 'b']);
    await expect(render(files, { include: '{a' })).rejects.toThrow(/directory\.include: invalid glob/);
  });

  it('takes all documents of a file, flattens Lists and drops what is empty', async () => {
    const list =
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: l1}}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: l2}}\n';
    const typed = 'apiVersion: v1\nkind: ConfigMapList\nitems:\n- {metadata: {name: t1}}\n';
    const text = `---\n# nothing\n---\n${configMap('first')}---\n${list}---\n\n---\nnull\n---\n${typed}`;
    expect(await render({ 'app/a.yaml': text })).toEqual(['first', 'l1', 'l2', 't1']);
    expect(await render({ 'app/a.yaml': 'apiVersion: v1\nkind: List\nitems: []\n' })).toEqual([]);
  });

  it('skips a file that carries the marker', async () => {
    expect(
      await render({ 'app/a.yaml': `# +argocd:skip-file-rendering\n${configMap('a')}`, 'app/b.yaml': configMap('b') }),
    ).toEqual(['b']);
  });

  it('ignores a YAML file that is no manifest, and refuses one that looks like one', async () => {
    const good = { 'app/z.yaml': configMap('z') };
    expect(await render({ ...good, 'app/values.yaml': 'replicas: 3\n' })).toEqual(['z']);
    expect(await render({ ...good, 'app/values.yaml': 'a: [\n' })).toEqual(['z']);
    expect(await render({ ...good, 'app/list.yaml': '- a\n- b\n' })).toEqual(['z']);
    await expect(
      render({ ...good, 'app/m.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n bad: [\n' }),
    ).rejects.toThrow(/^Failed to unmarshal "app\/m\.yaml": yaml: line \d+: /);
    await expect(render({ 'app/m.yaml': `${configMap('a')}---\nfoo: bar\n` })).rejects.toThrow(
      `Failed to unmarshal "app/m.yaml": line 7: Object 'Kind' is missing`,
    );
  });

  it('says the line of a malformed file, and nothing of its content', async () => {
    const error = await render({
      'app/s.yaml': `${configMap('a')}---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: hunter2\n  bad: "hunter2\n`,
    }).catch((e: unknown) => e as Error);
    expect(error).toMatchObject({
      name: 'ArgosyError',
      code: 'InvalidArgument',
      subject: expect.stringMatching(/^app\/s\.yaml:1\d$/),
    });
    expect((error as Error).message).toMatch(/line 1\d/);
    expect(JSON.stringify(error) + (error as Error).message).not.toContain('hunter2');
  });

  it('wants exactly one object in a JSON file', async () => {
    const object = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"j"}}';
    expect(await render({ 'app/a.json': `\n${object}\n` })).toEqual(['j']);
    await expect(render({ 'app/a.json': `${object}\n${object}` })).rejects.toThrow(
      'Found multiple objects in "app/a.json". Only single objects are allowed in JSON files.',
    );
    await expect(render({ 'app/a.json': `[${object}]` })).rejects.toThrow('cannot unmarshal array');
    await expect(render({ 'app/a.json': '{\n"a": hunter2}' })).rejects.toThrow(
      'Failed to unmarshal "app/a.json": line 2: invalid JSON',
    );
  });

  it('refuses metadata that no room could use', async () => {
    const file = (metadata: string) => ({ 'app/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: ${metadata}\n` });
    await expect(render(file('{name: a, annotations: {x: true}}'))).rejects.toThrow(
      'contains non-string value in the map under key "x": of the type boolean, expected string',
    );
    await expect(render(file('{name: 5}'))).rejects.toThrow('metadata.name is of the type number, expected string');
    await expect(render(file('[]'))).rejects.toThrow('metadata is not an object');
  });

  it('limits the sum of the files', async () => {
    const files = { 'app/a.yaml': configMap('a', 'x'.repeat(500)), 'app/b.yaml': configMap('b', 'x'.repeat(500)) };
    expect(await render(files, {}, { ...SETTINGS, maxDirectoryBytes: 2_000 })).toEqual(['a', 'b']);
    for (const maxDirectoryBytes of [900, 300]) {
      await expect(render(files, {}, { ...SETTINGS, maxDirectoryBytes })).rejects.toMatchObject({
        code: 'ResourceExhausted',
        message: `app: exceeded max combined manifest file size of ${maxDirectoryBytes} bytes`,
      });
    }
  });

  it('follows links inside the repository and refuses all others', async () => {
    const shared = { 'shared/cm.yaml': configMap('shared') };
    expect(await render({ ...shared, 'app/l.yaml': { link: '../shared/cm.yaml' } })).toEqual(['shared']);
    expect(
      await render({
        ...shared,
        'app/l.yaml': { link: 'm.yaml' },
        'app/m.yaml': { link: '../d/cm.yaml' },
        d: { link: 'shared' },
      }),
    ).toEqual(['shared', 'shared']);
    expect(
      await render({ ...shared, 'app/l.yaml': { link: 'nowhere.yaml' }, 'app/dir.yaml': { link: '../shared' } }),
    ).toEqual([]);
    for (const link of ['/etc/passwd', '../../outside.yaml', '../app/../../x', '']) {
      await expect(render({ 'app/l.yaml': { link } })).rejects.toThrow(
        'repository contains out-of-bounds symlinks. file: app/l.yaml',
      );
    }
    await expect(render({ 'app/a.yaml': { link: 'b.yaml' }, 'app/b.yaml': { link: 'a.yaml' } })).rejects.toThrow(
      'app/a.yaml: too many levels of symbolic links',
    );
  });

  it('names a submodule instead of rendering less', async () => {
    const files = { 'app/a.yaml': configMap('a'), 'app/vendor': { submodule: 'abc' } };
    expect(await render(files)).toEqual(['a']);
    await expect(render(files, { recurse: true })).rejects.toThrow('app/vendor is a Git submodule');
    expect(await render(files, { recurse: true, exclude: 'vendor' })).toEqual(['a']);
  });

  it('has the words of Argo CD for a path that is not a folder', async () => {
    const { renderer } = fixture();
    const tree = new MemoryRepository().commit({
      'app/a.yaml': configMap('a'),
      'sub/m': { submodule: 'x' },
      in: { link: 'app' },
      out: { link: '..' },
    });
    const at = (path: string) => renderer.render(request(tree, { path }));
    await expect(at('nope/x')).rejects.toMatchObject({ code: 'NotFound', message: 'nope/x: app path does not exist' });
    await expect(at('app/a.yaml')).rejects.toThrow('app/a.yaml: app path is not a directory');
    await expect(at('/app')).rejects.toThrow('/app: app path is absolute');
    await expect(at('app/../..')).rejects.toThrow('app/../..: app path outside root');
    await expect(at('sub/m/x')).rejects.toThrow('sub/m/x: sub/m is a Git submodule');
    await expect(at('out/x')).rejects.toThrow('out-of-bounds symlinks. file: out');
    expect((await at('./app/')).resources).toHaveLength(1);
    expect((await at('in')).resources[0]?.origin).toBe('app/a.yaml');
  });

  it('reads UTF-16 and byte order marks as Argo CD does', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(configMap('wide'), 'utf16le')]);
    expect(await render({ 'app/a.yaml': utf16, 'app/b.yaml': `\ufeff${configMap('bom')}` })).toEqual(['wide', 'bom']);
  });
});
