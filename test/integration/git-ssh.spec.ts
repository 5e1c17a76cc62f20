import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createSystemBackend, findGit, type GitBackend, type RepoAccess } from '../../main/git/index.ts';
import type { CommitSha } from '../../main/model/index.ts';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { TestRepository, temporaryFolder } from '../contract/git/repository.ts';
import { undo } from '../contract/git/undo.ts';

const SSHD = '/usr/sbin/sshd';
const program = await findGit(process.env);
// Debian's openssh-server; `CI=true` installs it.
const absent = existsSync(SSHD) ? '' : ` (skipped: ${SSHD} is not installed)`;

describe.skipIf(absent !== '')(`Git over SSH${absent}`, () => {
  const temporary = temporaryFolder();
  const data = join(temporary.path, 'a data folder');
  let backend: GitBackend;
  let server: ChildProcess;
  let port: number;
  let work: TestRepository;
  let head: CommitSha;
  let keys: { readonly good: string; readonly other: string; readonly locked: string };
  let knownHosts: string;

  const url = (path: string) => `ssh://${userInfo().username}@127.0.0.1:${port}${path}`;
  const access = (over: Partial<{ privateKey: string; knownHosts: string; path: string }> = {}): RepoAccess => ({
    url: url(over.path ?? encodeURI(work.path)),
    credentials: { kind: 'ssh', privateKey: over.privateKey ?? keys.good, knownHosts: over.knownHosts ?? knownHosts },
  });

  beforeAll(async () => {
    backend = await createSystemBackend({
      program: program!,
      folder: data,
      clock: systemClock,
      log: silentLogger,
      env: process.env,
    });
    work = new TestRepository(join(temporary.path, 'source with space'));
    head = work.commit('one', { 'apps/a': 'a' });
    const key = (name: string, passphrase = '') => {
      const path = join(temporary.path, name);
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', name, '-f', path]);
      return readFileSync(path, 'utf8');
    };
    keys = { good: key('good'), other: key('other'), locked: key('locked', 'a passphrase') };
    key('host');
    port = await freePort();
    knownHosts = `[127.0.0.1]:${port} ${readFileSync(join(temporary.path, 'host.pub'), 'utf8')}`;
    server = await startSshd(temporary.path, port);
  });

  afterAll(async () => {
    await backend?.close();
    server?.kill();
    temporary.remove();
  });

  it('lists, fetches and reads with a key and a known host', async () => {
    const { head: seen } = await backend.listRefs(access());
    expect(seen).toEqual({ ref: 'refs/heads/main', commit: head });
    await backend.fetch(access(), head, 'refs/heads/main');
    const { tree } = await backend.commit(access(), head);
    expect((await backend.tree(access(), tree)).map((entry) => entry.name)).toEqual(['apps']);
    const next = work.commit('two', { 'apps/b': 'b' });
    await backend.fetch(access(), next, 'refs/heads/main');
    expect((await backend.commit(access(), next)).parents).toEqual([head]);
  });

  it('pushes with a key, finds history, and hands on what the server refuses', async () => {
    const source = new TestRepository(join(temporary.path, 'pushed'));
    const parent = source.commit('good', { 'apps/a': 'good\n' });
    const tip = source.commit('bad', { 'apps/a': 'bad\n' });
    const bare = source.bare(join(temporary.path, 'pushed.git'));
    const over = access({ path: bare });
    expect(await backend.lineage(over, { tip, since: parent, paths: ['apps'] })).toHaveLength(1);
    const commits = { undone: tip, parent, tip };
    const change = await undo(backend, over, commits);
    const second = await undo(backend, over, commits);
    await backend.push(over, change);
    expect(source.git('--git-dir', bare, 'show', 'main:apps/a')).toBe('good');
    source.git('--git-dir', bare, 'fsck', '--strict');
    await expect(backend.push(over, second)).rejects.toMatchObject({ code: 'Conflict' });
    writeFileSync(join(bare, 'hooks', 'update'), '#!/bin/sh\necho "only through review" >&2\nexit 1\n', {
      mode: 0o755,
    });
    const third = await undo(backend, over, { ...commits, tip: change.commit, undone: change.commit, parent: tip });
    await expect(backend.push(over, third)).rejects.toMatchObject({
      code: 'PermissionDenied',
      message: expect.stringMatching(/only through review[\s\S]*hook declined/),
    });
    expect(source.git('--git-dir', bare, 'rev-parse', 'main')).toBe(change.commit);
  });

  it('takes a key with Windows line ends and without a last one', async () => {
    const privateKey = keys.good.trimEnd().replace(/\n/g, '\r\n');
    expect((await backend.listRefs(access({ privateKey }))).refs.size).toBeGreaterThan(0);
  });

  it('refuses a host that is not known, and one whose key is another', async () => {
    const stranger = {
      code: 'FailedPrecondition',
      message: expect.stringMatching(/host key|host identification has changed/i),
    };
    await expect(backend.listRefs(access({ knownHosts: '' }))).rejects.toMatchObject(stranger);
    const other = readFileSync(join(temporary.path, 'other.pub'), 'utf8');
    await expect(backend.listRefs(access({ knownHosts: `[127.0.0.1]:${port} ${other}` }))).rejects.toMatchObject(
      stranger,
    );
    expect((await backend.listRefs({ ...access({ knownHosts: '' }), insecure: true })).head).toBeDefined();
  });

  it('says that a key is not accepted, or that there is none', async () => {
    const refused = { code: 'Unauthenticated', retry: false, message: expect.stringMatching(/Permission denied/) };
    await expect(backend.listRefs(access({ privateKey: keys.other }))).rejects.toMatchObject(refused);
    await expect(
      backend.listRefs({ ...access(), credentials: undefined as never, insecure: true }),
    ).rejects.toMatchObject(refused);
  });

  it('says that a key is protected by a passphrase before it reaches the server', async () => {
    await expect(backend.listRefs(access({ privateKey: keys.locked }))).rejects.toMatchObject({
      code: 'Unauthenticated',
      message: 'the SSH key is protected by a passphrase',
    });
  });

  it('says that a repository is missing, and that a server cannot be reached', async () => {
    await expect(backend.listRefs(access({ path: '/nothing' }))).rejects.toMatchObject({ code: 'NotFound' });
    const closed = await freePort();
    await expect(backend.listRefs({ ...access(), url: `ssh://x@127.0.0.1:${closed}/x` })).rejects.toMatchObject({
      code: 'Unavailable',
      retry: true,
    });
  });

  it('gives the path to the server as one word, whatever is in it', async () => {
    const trap = join(temporary.path, 'trap');
    for (const path of [`/x';touch ${trap};'`, `/$(touch ${trap})`, `/a%20b`, '/x`touch trap`']) {
      await expect(backend.listRefs(access({ path }))).rejects.toMatchObject({ code: /NotFound|InvalidArgument/ });
    }
    expect(existsSync(trap)).toBe(false);
  });

  it('ends ssh with its command, and leaves no key behind', async () => {
    // A server that accepts and says nothing.
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port: mute } = silent.address() as { port: number };
    const controller = new AbortController();
    const connected = new Promise<void>((resolve) => silent.once('connection', () => resolve()));
    const asked = backend.listRefs({ ...access(), url: `ssh://x@127.0.0.1:${mute}/x` }, controller.signal);
    await connected;
    const ended = new Promise<void>((resolve) => {
      silent.getConnections((_, count) => {
        expect(count).toBe(1);
        resolve();
      });
    });
    await ended;
    controller.abort(new Error('no longer wanted'));
    await expect(asked).rejects.toThrow('no longer wanted');
    await vi.waitFor(() => {
      const left = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
      expect(left.split('\n').filter((one) => one.includes(`-p ${mute} `))).toEqual([]);
    });
    silent.close();
    // The first lines of all such keys are the same.
    const secret = keys.good.split('\n')[4]!;
    for (const folder of [data, '/dev/shm']) expect(filesWith(folder, secret)).toEqual([]);
  });
});

function filesWith(folder: string, text: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startSshd(folder: string, port: number): Promise<ChildProcess> {
  // Privilege separation wants this folder when sshd runs as root.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true });
  const config = join(folder, 'sshd_config');
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(join(folder, 'good.pub')));
  writeFileSync(
    config,
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(folder, 'host')}`,
      `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
      'StrictModes no',
      'UsePAM no',
      'PidFile none',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'AcceptEnv GIT_PROTOCOL',
      // Keeps a login shell's start files short.
      'SetEnv SHLVL=3',
      '',
    ].join('\n'),
  );
  const child = spawn(SSHD, ['-D', '-e', '-f', config], { stdio: 'ignore' });
  await vi.waitFor(() => reachable(port), { timeout: 10_000, interval: 20 });
  return child;
}

function reachable(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}
