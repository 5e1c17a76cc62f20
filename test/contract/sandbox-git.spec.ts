import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmbeddedBackend, createSystemBackend, findGit, type GitBackend } from '../../main/git/index.ts';
import { ArgosyError, type CommitSha } from '../../main/model/index.ts';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { type CommitRequest, type Sandbox, startSandbox } from '../../main/sandbox/index.ts';

const run = promisify(execFile);
const program = await findGit(process.env);

const adapters: readonly (readonly [string, (folder: string) => Promise<GitBackend>])[] = [
  ['embedded', (folder) => createEmbeddedBackend({ folder, clock: systemClock, env: process.env })],
  ...(program === undefined
    ? []
    : [
        [
          'system',
          (folder: string) =>
            createSystemBackend({ program, folder, clock: systemClock, log: silentLogger, env: process.env }),
        ] as const,
      ]),
];

/** The sandbox's repository, as Argosy's own readers and Git itself see it. */
describe('the sandbox’s Git server', () => {
  let folder: string;
  let sandbox: Sandbox;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'argosy-sandbox-git-'));
    sandbox = await startSandbox({ home: folder, clock: systemClock, logger: silentLogger });
  });
  afterAll(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(adapters)('is read by the %s adapter over HTTP and as a folder', async (name, create) => {
    const backend = await create(path.join(folder, name));
    try {
      for (const url of [sandbox.repositoryUrl, pathToFileURL(sandbox.repositoryFolder).href]) {
        const before = await backend.listRefs({ url });
        const old = before.refs.get('refs/heads/main')!;
        expect(before.head).toEqual({ ref: 'refs/heads/main', commit: old });
        await backend.fetch({ url }, old, 'refs/heads/main');
        const value = `registry.example/guestbook:${name}-${url.startsWith('http') ? 'http' : 'file'}`;
        const made = await sandbox.commit({ application: 'guestbook', set: { image: value } });
        const after = (await backend.listRefs({ url })).refs.get('refs/heads/main')!;
        expect(after).toBe(made.commit);
        await backend.fetch({ url }, after, 'refs/heads/main');
        const commit = await backend.commit({ url }, after);
        expect(commit.message.trim()).toBe(`guestbook: set image to ${value}`);
        const root = await backend.tree({ url }, commit.tree);
        expect(root.map((entry) => entry.name)).toContain('fleet');
        expect((await backend.expand({ url }, old.slice(0, 10)))[0]).toBe(old);
      }
    } finally {
      await backend.close();
    }
  });

  it.skipIf(program === undefined)('is cloned whole, shallow and with the older protocol by Git itself', async () => {
    // Not in this thread: the server that git asks is in it.
    const git = async (...args: string[]) => (await run('git', args, { encoding: 'utf8' })).stdout.trim();
    for (const [index, args] of [[], ['--depth', '1'], ['-c', 'protocol.version=0']].entries()) {
      const target = path.join(folder, `clone-${index}`);
      await git('clone', '-q', ...args, sandbox.repositoryUrl, target);
      await git('-C', target, 'fsck', '--strict');
      const count = Number(await git('-C', target, 'rev-list', '--count', 'HEAD'));
      if (args[0] === '--depth') expect(count).toBe(1);
      else expect(count).toBeGreaterThan(0);
      const { commit } = await sandbox.commit({ application: 'storefront', set: { replicas: String(10 + index) } });
      await git('-C', target, 'pull', '-q');
      expect(await git('-C', target, 'rev-parse', 'HEAD')).toBe(commit);
    }
  });

  it('says what is wrong with a commit, and makes none', async () => {
    const head = async () => execHead(sandbox.repositoryUrl);
    const before = await head();
    const failing: CommitRequest[] = [
      { application: 'none', set: { image: 'x' } },
      { application: 'guestbook' },
      { application: 'guestbook', files: { '../outside': 'x' } },
      { application: 'guestbook', files: { '.git/config': 'x' } },
      { application: 'guestbook', files: { 'a//b': 'x' } },
      { application: 'constructor', set: { a: 'b' } },
    ];
    for (const one of failing) await expect(sandbox.commit(one)).rejects.toBeInstanceOf(ArgosyError);
    const set = { image: 'registry.example/guestbook:same' };
    await sandbox.commit({ application: 'guestbook', set });
    await expect(sandbox.commit({ application: 'guestbook', set })).rejects.toThrow('nothing to commit');
    expect(await head()).not.toBe(before);
  });

  it('refuses foreign hosts and nonsense, and lives on', async () => {
    const url = new URL(sandbox.repositoryUrl);
    const send = (method: string, at: string, headers: Record<string, string> = {}, body?: string) =>
      new Promise<{ code: number; text: string }>((resolve, reject) => {
        const call = request({ host: url.hostname, port: url.port, method, path: at, headers }, (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
          response.on('end', () => resolve({ code: response.statusCode ?? 0, text }));
        });
        call.on('error', reject);
        call.end(body);
      });
    expect((await send('GET', '/fleet.git/info/refs')).code).toBe(403);
    expect((await send('GET', '/fleet.git/info/refs?service=git-upload-pack', { host: 'evil.example' })).code).toBe(
      403,
    );
    expect((await send('GET', '/fleet.git/../../etc/passwd')).code).toBe(404);
    const v2 = { 'git-protocol': 'version=2' };
    expect((await send('POST', '/fleet.git/git-upload-pack', v2, 'zzzz')).text).toContain('ERR');
    expect((await send('POST', '/fleet.git/git-upload-pack', v2, '0014command=destroy\n0000')).text).toContain('ERR');
    expect(
      (await send('POST', '/fleet.git/git-upload-pack', { ...v2, 'content-encoding': 'gzip' }, 'no gzip')).text,
    ).toContain('ERR');
    expect((await send('GET', '/fleet.git/info/refs?service=git-upload-pack', v2)).text).toContain('version 2');
  });
});

async function execHead(url: string): Promise<CommitSha | undefined> {
  const folder = mkdtempSync(path.join(tmpdir(), 'argosy-head-'));
  const backend = await createEmbeddedBackend({ folder, clock: systemClock, env: process.env });
  try {
    return (await backend.listRefs({ url })).refs.get('refs/heads/main');
  } finally {
    await backend.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
