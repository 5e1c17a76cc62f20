import { describe, expect, it } from 'vitest';
import { contentHash } from '../model/index.ts';
import { configMap, fixture, MemoryCache, request } from './testing/fixture.ts';
import { MemoryRepository } from './testing/repository.ts';

const files = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`apps/a${n}/cm.yaml`, configMap(`a${n}`)]));

describe('what a render depends on', () => {
  it('reads nothing for a commit elsewhere in the repository', async () => {
    const { renderer } = fixture();
    const repository = new MemoryRepository();
    const first = await renderer.render(request(repository.commit({ 'app/a.yaml': configMap('a'), 'README.md': '1' })));
    expect(first.cached).toBe(false);
    repository.read.blobs.length = 0;
    repository.read.trees = 0;
    const second = await renderer.render(
      request(repository.commit({ 'app/a.yaml': configMap('a'), 'README.md': '2' })),
    );
    expect(second).toMatchObject({ cached: true, key: first.key });
    expect(second.resources).toBe(first.resources);
    expect(repository.read).toEqual({ blobs: [], trees: 0 });
    expect(renderer.counters()).toEqual({ renders: 1, hits: 1 });
  });

  it('renders one application when its file changes among many', async () => {
    const { renderer } = fixture();
    const repository = new MemoryRepository();
    const all = async (tree: ReturnType<MemoryRepository['commit']>) =>
      Promise.all(Array.from({ length: 50 }, (_, n) => renderer.render(request(tree, { path: `apps/a${n}` }))));
    await all(repository.commit(files(50)));
    expect(renderer.counters().renders).toBe(50);
    repository.read.blobs.length = 0;
    await all(repository.commit({ ...files(50), 'apps/a7/cm.yaml': configMap('a7', 'new') }));
    expect(renderer.counters().renders).toBe(51);
    expect(repository.read.blobs).toHaveLength(1);
  });

  it('does not read again when only files that are no manifests change beside them', async () => {
    const { renderer } = fixture();
    const repository = new MemoryRepository();
    const first = await renderer.render(
      request(repository.commit({ 'app/a.yaml': configMap('a'), 'app/notes.md': '1' })),
    );
    repository.read.blobs.length = 0;
    const second = await renderer.render(
      request(repository.commit({ 'app/a.yaml': configMap('a'), 'app/notes.md': '2' })),
    );
    expect(second).toMatchObject({ cached: true, key: first.key });
    expect(repository.read.blobs).toEqual([]);
  });

  it('notices a change behind a link that leads out of the folder', async () => {
    const { renderer } = fixture();
    const repository = new MemoryRepository();
    const at = (text: string) =>
      repository.commit({ 'app/l.yaml': { link: '../shared/cm.yaml' }, 'shared/cm.yaml': configMap(text) });
    const first = await renderer.render(request(at('one')));
    const second = await renderer.render(request(at('two')));
    expect(second.resources[0]?.object.metadata.name).toBe('two');
    const back = await renderer.render(request(at('one')));
    expect(back).toMatchObject({ cached: true, key: first.key });
    expect(renderer.counters().renders).toBe(2);
  });

  it('shares a directory between applications and clusters: neither name nor capabilities are inputs', async () => {
    const { renderer } = fixture();
    const tree = new MemoryRepository().commit({ 'app/a.yaml': configMap('a') });
    const first = await renderer.render(request(tree));
    const second = await renderer.render(
      request(tree, {}, { appName: 'other', capabilitiesDigest: 'other', destinationNamespace: 'x' }),
    );
    expect(second.resources).toBe(first.resources);
    expect(renderer.counters().renders).toBe(1);
  });

  it('tells the cache which answers hold Secrets, so that they never lie on disk in clear', async () => {
    const told: boolean[] = [];
    class Told extends MemoryCache {
      override put(key: string, value: Uint8Array, secret = false): void {
        told.push(secret);
        super.put(key, value);
      }
    }
    const { renderer } = fixture({ cache: new Told() });
    const repository = new MemoryRepository();
    await renderer.render(request(repository.commit({ 'app/a.yaml': configMap('a') })));
    expect(told).not.toContain(true);
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n';
    await renderer.render(request(repository.commit({ 'app/a.yaml': secret })));
    expect(told.filter(Boolean)).toHaveLength(1);
  });

  it('answers a restart from the cache without rendering, reading or parsing', async () => {
    const cache = new MemoryCache();
    const repository = new MemoryRepository();
    const tree = repository.commit({ 'app/a.yaml': `${configMap('a')}---\n${configMap('b', 'x'.repeat(5_000))}` });
    const before = await fixture({ cache }).renderer.render(request(tree));
    repository.read.blobs.length = 0;
    const { renderer } = fixture({ cache });
    const after = await renderer.render(request(tree));
    expect(after).toMatchObject({ cached: true, key: before.key, sourceType: 'Directory' });
    expect(after.resources.map(({ hash, origin }) => [hash, origin])).toEqual(
      before.resources.map(({ hash, origin }) => [hash, origin]),
    );
    expect(after.resources.map(({ object }) => object)).toEqual(before.resources.map(({ object }) => object));
    expect(after.resources[0]?.object).toBe(after.resources[0]?.object);
    expect(repository.read.blobs).toEqual([]);
    expect(renderer.counters()).toEqual({ renders: 0, hits: 1 });
  });

  it('renders again what the cache lost or damaged', async () => {
    const cache = new MemoryCache();
    const tree = new MemoryRepository().commit({ 'app/a.yaml': configMap('a') });
    const before = await fixture({ cache }).renderer.render(request(tree));
    for (const damage of [
      Buffer.alloc(0),
      Buffer.from('junk'),
      Buffer.from([2, 1, 2, 3]),
      Buffer.from([1, 255, 255, 255, 255]),
    ]) {
      for (const key of cache.entries.keys()) cache.entries.set(key, damage);
      const after = await fixture({ cache }).renderer.render(request(tree));
      expect(after.cached).toBe(false);
      expect(after.resources).toEqual(before.resources);
    }
  });

  it('renders again what was cut off', async () => {
    const cache = new MemoryCache();
    const tree = new MemoryRepository().commit({ 'app/a.yaml': configMap('a') });
    await fixture({ cache }).renderer.render(request(tree));
    // Only the result: a trace that leads to it stays whole.
    for (const [key, value] of cache.entries) if (value[0] === 1) cache.entries.set(key, value.subarray(0, -1));
    const after = await fixture({ cache }).renderer.render(request(tree));
    expect(after.cached).toBe(false);
    expect(after.resources[0]?.object.metadata.name).toBe('a');
  });

  it('names objects by the hash of their canonical JSON', async () => {
    const { renderer } = fixture();
    const { resources } = await renderer.render(
      request(new MemoryRepository().commit({ 'app/a.yaml': configMap('a') })),
    );
    expect(resources[0]?.hash).toBe(contentHash(resources[0]?.object));
  });

  it('lets equal requests at the same time share one render, and forgets the memory limit for none', async () => {
    const { renderer } = fixture({ limits: { resultBytes: 10 } });
    const tree = new MemoryRepository().commit({ 'app/a.yaml': configMap('a') });
    const results = await Promise.all(Array.from({ length: 10 }, () => renderer.render(request(tree))));
    expect(new Set(results.map(({ resources }) => resources)).size).toBe(1);
    expect(renderer.counters().renders).toBe(1);
  });

  it('renders nothing for a source that only lends its files', async () => {
    const { renderer } = fixture();
    const { path: _path, ...source } = request(new MemoryRepository().commit({ a: '' })).source;
    const result = await renderer.render({
      ...request(new MemoryRepository().commit({ a: '' })),
      source: { ...source, ref: 'values' },
    });
    expect(result.resources).toEqual([]);
  });
});

describe('failures', () => {
  const broken = { 'app/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {\n' };

  it('are remembered for a while and asked again by force', async () => {
    const { renderer, clock } = fixture({ limits: { failureMs: 1_000 } });
    const repository = new MemoryRepository();
    const tree = repository.commit(broken);
    const fail = (force = false) => renderer.render({ ...request(tree), force }).catch((error: Error) => error.message);
    const message = await fail();
    expect(message).toContain('Failed to unmarshal "app/a.yaml"');
    expect(await fail()).toBe(message);
    expect(renderer.counters().renders).toBe(1);
    expect(repository.read.blobs).toHaveLength(1);
    await fail(true);
    expect(renderer.counters().renders).toBe(2);
    clock.advance(1_000);
    await fail();
    expect(renderer.counters().renders).toBe(3);
  });

  it('of the repository are not remembered', async () => {
    const { renderer } = fixture();
    const tree = new MemoryRepository().commit({ 'app/a.yaml': configMap('a') });
    const unreachable = { ...tree, blob: () => Promise.reject(new Error('connection reset')) };
    await expect(renderer.render(request(unreachable))).rejects.toThrow('connection reset');
    expect((await renderer.render(request(tree))).resources).toHaveLength(1);
  });

  it('end with the caller who gives up, and leave the other callers alone', async () => {
    const { renderer } = fixture();
    const tree = new MemoryRepository().commit({ 'app/a.yaml': configMap('a') });
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = {
      ...tree,
      blob: async (...args: Parameters<typeof tree.blob>) => held.then(() => tree.blob(...args)),
    };
    const controller = new AbortController();
    const impatient = renderer.render(request(slow), controller.signal);
    const patient = renderer.render(request(slow));
    controller.abort(new Error('gave up'));
    await expect(impatient).rejects.toThrow('gave up');
    release();
    expect((await patient).resources).toHaveLength(1);
  });

  it('refuse a closed renderer', async () => {
    const { renderer } = fixture();
    await renderer.close();
    await expect(renderer.render(request(new MemoryRepository().commit({})))).rejects.toThrow('closed');
  });
});
