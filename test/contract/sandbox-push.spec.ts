import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs, { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { deflateSync } from 'node:zlib';
import git from 'isomorphic-git';
import http from 'isomorphic-git/http/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findGit } from '../../main/git/index.ts';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { type Sandbox, startSandbox } from '../../main/sandbox/index.ts';

const run = promisify(execFile);
const program = await findGit(process.env);
const ZERO = '0'.repeat(40);
const AUTHOR = { name: 'Somebody', email: 'somebody@example.com' };

/** What others may write into the sandbox's repository, and what nobody may. */
describe('a push to the sandbox', () => {
  let folder: string;
  let sandbox: Sandbox;
  let clones = 0;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'argosy-sandbox-push-'));
    sandbox = await startSandbox({ home: folder, clock: systemClock, logger: silentLogger });
  });
  afterAll(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const head = (ref = 'refs/heads/main') =>
    git.resolveRef({ fs, gitdir: sandbox.repositoryFolder, ref }).catch(() => undefined);
  const place = () => path.join(folder, `clone-${++clones}`);
  const gitIn = async (dir: string, ...args: string[]) =>
    (await run('git', ['-C', dir, '-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args])).stdout.trim();
  const clone = async (...args: string[]) => {
    const dir = place();
    await run('git', ['clone', '-q', ...args, sandbox.repositoryUrl, dir]);
    return dir;
  };

  it('of isomorphic-git moves the branch, and the next commit stands on it', async () => {
    const dir = place();
    await git.clone({ fs, http, dir, url: sandbox.repositoryUrl, singleBranch: true, depth: 1 });
    writeFileSync(path.join(dir, 'README.md'), 'Written by somebody else.\n');
    await git.add({ fs, dir, filepath: 'README.md' });
    const oid = await git.commit({ fs, dir, message: 'Say something else', author: AUTHOR });
    const result = await git.push({ fs, http, dir, ref: 'main' });
    expect(result).toMatchObject({ ok: true, refs: { 'refs/heads/main': { ok: true } } });
    expect(await head()).toBe(oid);
    const { commit } = await sandbox.commit({
      application: 'guestbook',
      set: { image: 'registry.example/guestbook:9' },
    });
    const read = await git.readCommit({ fs, gitdir: sandbox.repositoryFolder, oid: commit });
    expect(read.commit.parent).toEqual([oid]);
    // What another client lacks is refused to it, and nothing is lost.
    await git.commit({ fs, dir, message: 'Too late', author: AUTHOR });
    await expect(git.push({ fs, http, dir, ref: 'main' })).rejects.toThrow(/not a simple fast-forward/);
    expect(await head()).toBe(commit);
    await git.push({ fs, http, dir, ref: 'main', remoteRef: 'refs/heads/late' });
    expect(await head('refs/heads/late')).toBeDefined();
    await git.push({ fs, http, dir, ref: 'main', remoteRef: 'refs/heads/late', delete: true });
    expect(await head('refs/heads/late')).toBeUndefined();
  });

  it.skipIf(program === undefined)(
    'of Git brings commits, deltas, tags and branches, and takes them away',
    async () => {
      const dir = await clone();
      // Large and little changed: Git sends it as a delta on what the sandbox has.
      const text = Array.from({ length: 3000 }, (_, index) => `line ${index * 7919}`).join('\n');
      writeFileSync(path.join(dir, 'large.txt'), text);
      await gitIn(dir, 'add', '.');
      await gitIn(dir, 'commit', '-qm', 'Add a large file');
      await gitIn(dir, 'push', '-q');
      writeFileSync(path.join(dir, 'large.txt'), text.replace('line 7919', 'changed'));
      await gitIn(dir, 'commit', '-qam', 'Change one line of it');
      await gitIn(dir, 'tag', '-a', 'v1', '-m', 'first');
      await gitIn(dir, 'push', '-q', '--atomic', 'origin', 'main', 'v1', 'main:refs/heads/team/feature');
      const now = await gitIn(dir, 'rev-parse', 'HEAD');
      expect(await head()).toBe(now);
      expect(await head('refs/tags/v1')).toBe(await gitIn(dir, 'rev-parse', 'v1'));
      expect(await head('refs/heads/team/feature')).toBe(now);
      await gitIn(dir, 'push', '-q', 'origin', ':team/feature');
      // The folder of a branch that went does not stand in the way of one with its name.
      await gitIn(dir, 'push', '-q', 'origin', 'main:refs/heads/team');
      expect(await head('refs/heads/team')).toBe(now);
      await expect(gitIn(dir, 'push', 'origin', 'main:refs/heads/team/feature')).rejects.toThrow(
        /part of this name exists/,
      );
      await gitIn(sandbox.repositoryFolder, 'fsck', '--strict');
      const other = await clone();
      expect(await gitIn(other, 'rev-parse', 'HEAD')).toBe(now);
      // Many objects: Git asks first whether it may, then sends in pieces.
      for (let index = 0; index < 300; index++)
        writeFileSync(
          path.join(dir, `file-${index}.bin`),
          createHash('sha512').update(`${index}`).digest().toString('base64').repeat(60),
        );
      await gitIn(dir, 'add', '.');
      await gitIn(dir, 'commit', '-qm', 'Add many files');
      await gitIn(dir, '-c', 'http.postBuffer=65536', 'push', '-q');
      expect(await head()).toBe(await gitIn(dir, 'rev-parse', 'HEAD'));
    },
  );

  it.skipIf(program === undefined)('is refused where the branch has moved, unless it is forced', async () => {
    const [a, b] = [await clone(), await clone()];
    for (const dir of [a, b]) await gitIn(dir, 'commit', '-q', '--allow-empty', '-m', `from ${dir}`);
    await gitIn(a, 'push', '-q');
    await expect(gitIn(b, 'push', '-q')).rejects.toThrow(/rejected/);
    expect(await head()).toBe(await gitIn(a, 'rev-parse', 'HEAD'));
    await gitIn(b, 'push', '-q', '--force');
    expect(await head()).toBe(await gitIn(b, 'rev-parse', 'HEAD'));
    await gitIn(b, 'checkout', '-qb', 'elsewhere');
    await expect(gitIn(b, 'push', '-q', 'origin', ':main')).rejects.toThrow(/checked out stays/);
    // One that may and one that may not, all or nothing.
    await expect(gitIn(b, 'push', '-q', '--atomic', 'origin', 'elsewhere', ':main')).rejects.toThrow(/refused/);
    expect(await head('refs/heads/elsewhere')).toBeUndefined();
  });

  it('and commits at the same time lose nothing', async () => {
    const before = (await git.log({ fs, gitdir: sandbox.repositoryFolder, ref: 'main' })).length;
    await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        sandbox.commit({ application: 'orders', files: { [`orders/note-${index}.txt`]: String(index) } }),
      ),
    );
    const log = await git.log({ fs, gitdir: sandbox.repositoryFolder, ref: 'main' });
    expect(log.length).toBe(before + 4);
    const files = await git.listFiles({ fs, gitdir: sandbox.repositoryFolder, ref: 'main' });
    expect(files.filter((file) => file.startsWith('orders/note-'))).toHaveLength(4);
  });

  describe('that is bad', () => {
    const push = (body: Buffer, headers: Record<string, string> = {}) =>
      new Promise<{ code: number; text: string }>((resolve, reject) => {
        const url = new URL(sandbox.repositoryUrl);
        const call = request(
          {
            host: url.hostname,
            port: url.port,
            method: 'POST',
            path: `${url.pathname}/git-receive-pack`,
            headers: { 'content-type': 'application/x-git-receive-pack-request', ...headers },
          },
          (response) => {
            let text = '';
            response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
            response.on('end', () => resolve({ code: response.statusCode ?? 0, text }));
          },
        );
        call.on('error', reject);
        call.end(body);
      });
    const line = (text: string) => (text.length + 4).toString(16).padStart(4, '0') + text;
    const order = (ref: string, after: string, before = ZERO) =>
      Buffer.from(`${line(`${before} ${after} ${ref}\0report-status`)}0000`);
    const sum = (bytes: Buffer) => Buffer.concat([bytes, createHash('sha1').update(bytes).digest()]);
    const pack = (count: number, ...entries: Buffer[]) => {
      const top = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1');
      top.writeUInt32BE(count, 8);
      return sum(Buffer.concat([top, ...entries]));
    };
    /** An entry of a pack: `size` may lie. */
    const entry = (type: number, content: Buffer, size = content.length, between = Buffer.alloc(0)) => {
      const bytes: number[] = [];
      let rest = Math.floor(size / 16);
      bytes.push((type << 4) | (size & 15) | (rest > 0 ? 128 : 0));
      while (rest > 0) {
        const low = rest % 128;
        rest = Math.floor(rest / 128);
        bytes.push(low | (rest > 0 ? 128 : 0));
      }
      return Buffer.concat([Buffer.from(bytes), between, deflateSync(content)]);
    };
    const id = (type: string, bytes: Buffer) =>
      createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
    const commitOf = (tree: string) =>
      Buffer.from(`tree ${tree}\nauthor A <a@b.c> 0 +0000\ncommitter A <a@b.c> 0 +0000\n\nx\n`);
    const treeOf = (mode: string, name: string, oid: string) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]);

    const blob = Buffer.from('hello\n');
    const objects = () =>
      readdirSync(path.join(sandbox.repositoryFolder, 'objects'), { recursive: true }).filter((name) =>
        /[0-9a-f]{38}$/.test(String(name)),
      ).length;

    it('gets its reason and leaves nothing', async () => {
      const [before, stored] = [await head(), objects()];
      const ref = 'refs/heads/bad';
      const absent = '1'.repeat(40);
      const names = treeOf('100644', '.git', id('blob', blob));
      const outside = treeOf('100644', '../x', id('blob', blob));
      const good = treeOf('100644', 'x', id('blob', blob));
      const withTree = (tree: Buffer) => {
        const commit = commitOf(id('tree', tree));
        return Buffer.concat([
          order(ref, id('commit', commit)),
          pack(3, entry(1, commit), entry(2, tree), entry(3, blob)),
        ]);
      };
      const cases: readonly (readonly [string, Buffer, RegExp])[] = [
        ['no line', Buffer.from('zzzz'), /ERR/],
        ['an early end', Buffer.from('00'), /ERR/],
        ['no command', Buffer.from(`${line('hello')}0000`), /ERR/],
        ['no update', Buffer.from(`${line('push-cert\0report-status')}0000`), /ERR/],
        ['too many references', Buffer.from(line(`${ZERO} ${absent} refs/heads/x`).repeat(200)), /ERR/],
        ['an object that nobody has', order(ref, absent), /ng refs\/heads\/bad the object 1+ is missing/],
        [
          'a blob for a branch',
          Buffer.concat([order(ref, id('blob', blob)), pack(1, entry(3, blob))]),
          /is a blob, not a commit/,
        ],
        [
          'a commit without its tree',
          Buffer.concat([order(ref, id('commit', commitOf(absent))), pack(1, entry(1, commitOf(absent)))]),
          /is missing/,
        ],
        ['a tree with a repository in it', withTree(names), /named ".git"/],
        ['a tree that leaves it', withTree(outside), /named "..\/x"/],
        [
          'a branch that leaves its folder',
          Buffer.concat([order('refs/heads/../../config', before!), pack(0)]),
          /ng .* no name/,
        ],
        ['a reference that is none', Buffer.concat([order('HEAD', before!), pack(0)]), /ng HEAD this is no name/],
        ['a lock for a branch', Buffer.concat([order('refs/heads/main.lock', before!), pack(0)]), /no name/],
        ['a branch that has moved', Buffer.concat([order('refs/heads/main', before!, absent), pack(0)]), /has moved/],
        [
          'no pack',
          Buffer.concat([order(ref, before!), Buffer.from('no pack at all, of thirty-two bytes')]),
          /unpack this is no pack/,
        ],
        [
          'a wrong checksum',
          Buffer.concat([order(ref, before!), Buffer.concat([pack(0).subarray(0, -1), Buffer.from('x')])]),
          /checksum/,
        ],
        ['more objects than allowed', Buffer.concat([order(ref, before!), pack(4_000_000_000)]), /more than 50000/],
        [
          'an object larger than allowed',
          Buffer.concat([order(ref, before!), pack(1, entry(3, blob, 2 ** 40))]),
          /more than 16777216/,
        ],
        [
          'a bomb',
          Buffer.concat([order(ref, before!), pack(1, entry(3, Buffer.alloc(30_000_000), 1000))]),
          /does not unpack to its size/,
        ],
        [
          'an object that ends early',
          Buffer.concat([order(ref, before!), pack(1, entry(3, blob).subarray(0, -4))]),
          /does not unpack/,
        ],
        ['an unknown type', Buffer.concat([order(ref, before!), pack(1, entry(5, blob))]), /unknown type/],
        ['something behind', Buffer.concat([order(ref, before!), pack(1, entry(3, blob), blob)]), /follows/],
        [
          'a delta without a base',
          Buffer.concat([
            order(ref, before!),
            pack(1, entry(7, Buffer.from([0, 1, 1, 65]), 4, Buffer.from(absent, 'hex'))),
          ]),
          /no base/,
        ],
        [
          'a delta of itself',
          Buffer.concat([order(ref, before!), pack(1, entry(6, Buffer.from([0, 1, 1, 65]), 4, Buffer.from([0])))]),
          /no base/,
        ],
        [
          'a delta that reaches outside',
          Buffer.concat([
            order(ref, before!),
            pack(
              2,
              entry(3, blob),
              entry(7, Buffer.from([6, 100, 0x91, 3, 100]), 5, Buffer.from(id('blob', blob), 'hex')),
            ),
          ]),
          /reaches outside/,
        ],
        [
          'a delta that grows',
          Buffer.concat([
            order(ref, before!),
            pack(
              2,
              entry(3, blob),
              entry(7, Buffer.from([6, 0xff, 0xff, 0xff, 0xff, 0x7f, 1, 65]), 8, Buffer.from(id('blob', blob), 'hex')),
            ),
          ]),
          /more than/,
        ],
      ];
      for (const [what, body, reason] of cases) {
        const answer = await push(body);
        expect(answer.text, what).toMatch(reason);
        expect(answer.code, what).toBe(200);
      }
      expect(await head()).toBe(before);
      expect(await head(ref)).toBeUndefined();
      expect(objects()).toBe(stored);
      expect((await push(withTree(good))).text).toContain('ok refs/heads/bad');
      expect(objects()).toBe(stored + 3);
    });

    it('is turned away at the door where it is no push of Git', async () => {
      const body = order('refs/heads/x', (await head())!);
      expect((await push(body, { 'content-type': 'text/plain' })).code).toBe(415);
      expect((await push(body, { origin: 'https://evil.example' })).code).toBe(403);
      expect((await push(body, { host: 'evil.example' })).code).toBe(403);
      expect((await push(Buffer.alloc(33 * 1024 * 1024))).code).toBe(413);
      expect((await push(Buffer.from('0000'))).code).toBe(200);
    });
  });
});
