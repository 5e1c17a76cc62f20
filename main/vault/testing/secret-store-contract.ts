import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { Secret, type SecretStore } from '../index.ts';

/** What every adapter of the port does alike. `create` gives a store of its own each time. */
export function secretStoreContract(
  name: string,
  create: () => Promise<{ store: SecretStore; dispose: () => Promise<void> }>,
): void {
  describe(`secret store: ${name}`, () => {
    const open: (() => Promise<void>)[] = [];
    const fresh = async () => {
      const { store, dispose } = await create();
      open.push(dispose);
      return store;
    };
    afterEach(async () => {
      for (const dispose of open.splice(0)) await dispose();
    });
    const about = { kind: 'password', user: 'me', host: 'git.example.com' };

    it('answers that it is ready', async () => {
      expect(await (await fresh()).status()).toMatchObject({ kind: 'ready' });
    });

    it('gives back what was put in', async () => {
      const store = await fresh();
      await store.set('a', new Secret('correct horse'), about);
      expect((await store.get('a'))?.reveal()).toBe('correct horse');
      expect(await store.get('b')).toBeUndefined();
    });

    it.each([
      ['unicode', 'pässwörd ✓ 🔑 日本語'],
      ['line breaks and quotes', 'a\nb\r\n"c"\u0001'],
      ['2,000 bytes', 'x'.repeat(2_000)],
      ['2,001 bytes', 'x'.repeat(2_001)],
      ['a key of 3,369 bytes', `-----BEGIN KEY-----\n${'k'.repeat(3_340)}`],
      ['64 KB', 'ä'.repeat(32 * 1024)],
    ])('keeps %s whole', async (_what, text) => {
      const store = await fresh();
      await store.set('id', new Secret(text), about);
      expect((await store.get('id'))?.reveal()).toBe(text);
    });

    it('overwrites, from short to long and back', async () => {
      const store = await fresh();
      for (const text of ['one', 'two', 'l'.repeat(5_000), 'm'.repeat(6_000), 'short']) {
        await store.set('id', new Secret(text), about);
        expect((await store.get('id'))?.reveal()).toBe(text);
      }
      expect(await store.list()).toHaveLength(1);
    });

    it('lets the last of two writes win, and reads after a write under way', async () => {
      const store = await fresh();
      const first = store.set('id', new Secret('l'.repeat(5_000)), about);
      const second = store.set('id', new Secret('short'), about);
      expect((await store.get('id'))?.reveal()).toBe('short');
      await Promise.all([first, second]);
      expect((await store.get('id'))?.reveal()).toBe('short');
    });

    it.each([['short'], ['l'.repeat(5_000)]])('deletes, also what is not there', async (text) => {
      const store = await fresh();
      await store.delete('id');
      await store.set('id', new Secret(text), about);
      await store.delete('id');
      await store.delete('id');
      expect(await store.get('id')).toBeUndefined();
      expect(await store.list()).toEqual([]);
    });

    it('lists descriptors without values', async () => {
      const store = await fresh();
      const smuggled = { ...about, expiresAt: 5, value: 'canary-77' };
      await store.set('a', new Secret('canary-77'), smuggled);
      await store.set('b', new Secret('canary-77'.repeat(500)), { kind: 'ssh-key' });
      await store.verified('a');
      await store.verified('nobody');
      const list = await store.list();
      const at = expect.any(Number) as number;
      expect(list).toEqual([
        { ref: 'a', ...about, updatedAt: at, expiresAt: 5, lastVerified: at },
        { ref: 'b', kind: 'ssh-key', updatedAt: at },
      ]);
      expect(JSON.stringify(list)).not.toContain('canary');
    });

    it('keeps ids apart that look alike', async () => {
      const store = await fresh();
      const ids = ['a', 'A', 'a/b', 'a:b', '../a', 'https://user@host/path?x=1#y', 'ü', '__proto__'];
      for (const id of ids) await store.set(id, new Secret(`of ${id}`), about);
      for (const id of ids) expect((await store.get(id))?.reveal()).toBe(`of ${id}`);
      expect(await store.list()).toHaveLength(ids.length);
    });

    it.each([[''], ['a\nb'], ['x'.repeat(256)], ['\0']])('refuses the id %j', async (id) => {
      const store = await fresh();
      await expect(store.set(id, new Secret('v'), about)).rejects.toMatchObject({ code: 'InvalidArgument' });
      await expect(store.get(id)).rejects.toMatchObject({ code: 'InvalidArgument' });
    });

    it('refuses an empty, a huge and a broken value without repeating it', async () => {
      const store = await fresh();
      for (const text of ['', 'x'.repeat(1024 * 1024 + 1), 'half \ud800']) {
        const error: unknown = await store.set('id', new Secret(text), about).catch((reason: unknown) => reason);
        expect(error).toMatchObject({ code: 'InvalidArgument' });
        if (text !== '') expect(inspect(error)).not.toContain(text.slice(0, 40));
      }
    });

    it('hands out secrets that do not show themselves', async () => {
      const store = await fresh();
      await store.set('a', new Secret('canary-81'), about);
      const secret = (await store.get('a'))!;
      const shown = [
        `${secret}`,
        String(secret),
        JSON.stringify({ secret }),
        inspect({ secret }, { depth: 9, showHidden: true }),
      ];
      expect([...shown, inspect(structuredClone({ secret }))].join()).not.toContain('canary');
      expect(shown[0]).toBe('[redacted]');
      expect(inspect(secret)).toBe('[redacted]');
    });

    it('derives keys that differ by purpose and stay the same', async () => {
      const store = await fresh();
      const [cache, again, other] = [
        await store.derivedKey('cache'),
        await store.derivedKey('cache'),
        await store.derivedKey('other'),
      ];
      expect(cache).toHaveLength(32);
      expect(again).toEqual(cache);
      expect(other).not.toEqual(cache);
    });

    it('stops when it is told to', async () => {
      const store = await fresh();
      const gone = AbortSignal.abort(new Error('gone'));
      await expect(store.get('a', gone)).rejects.toThrow('gone');
      await expect(store.set('a', new Secret('v'), about, gone)).rejects.toThrow('gone');
      expect(await store.get('a')).toBeUndefined();
    });
  });
}
