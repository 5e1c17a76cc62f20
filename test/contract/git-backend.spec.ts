import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CommitInfo,
  createEmbeddedBackend,
  createSystemBackend,
  findGit,
  type GitBackend,
  type GitCredentials,
  type RepoAccess,
  type TreeEntry,
} from '../../main/git/index.ts';
import type { BlobId, CommitSha, TreeId } from '../../main/model/index.ts';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { TestRepository, temporaryFolder } from './git/repository.ts';
import { type GitServer, serveGit, serveProxy } from './git/server.ts';

const program = await findGit(process.env);

const adapters: readonly (readonly ['system' | 'embedded', (folder: string) => Promise<GitBackend>])[] = [
  [
    'system',
    (folder) =>
      createSystemBackend({ program: program!, folder, clock: systemClock, log: silentLogger, env: process.env }),
  ],
  ['embedded', (folder) => createEmbeddedBackend({ folder, clock: systemClock, env: process.env })],
];

const PASSWORD = 'p ss:w"ord\\$(touch x)';
const USER = { name: 'ada', password: PASSWORD };
const BASIC: GitCredentials = { kind: 'basic', username: USER.name, password: PASSWORD };
const NOWHERE = 'deadbeef'.repeat(5) as CommitSha;

describe.each(adapters)('GitBackend %s', (name, create) => {
  const temporary = temporaryFolder();
  const root = join(temporary.path, 'served');
  const data = join(temporary.path, 'data');
  let backend: GitBackend;
  let source: TestRepository;
  let first: CommitSha;
  let second: CommitSha;
  let open: GitServer;
  let locked: GitServer;

  const names = {
    'plain.txt': 'plain\n',
    '-x': 'dash\n',
    'with space.txt': 'space\n',
    'line\nbreak.txt': 'break\n',
    'ünï/日本.yaml': 'a: 1\n',
    'apps/one/cm.yaml': 'kind: ConfigMap\n',
    'big.bin': Buffer.alloc(300_000, 7),
  };

  beforeAll(async () => {
    backend = await create(data);
    mkdirSync(root);
    source = new TestRepository(join(temporary.path, 'source'));
    first = source.commit('first\n\nwith a body', names);
    source.git('tag', 'light');
    source.git('tag', '-a', '-m', 'noted', 'noted');
    source.git('tag', '-a', '-m', 'twice', 'twice', 'noted');
    source.git('branch', 'feature/deep');
    source.git('branch', 'both');
    source.write({ run: '#!/bin/sh\n' });
    source.git('add', '-A');
    source.git('update-index', '--chmod=+x', 'run');
    source.git(
      'update-index',
      '--add',
      '--cacheinfo',
      `120000,${hashOf(source, '/etc/passwd')},link`,
      '--cacheinfo',
      `160000,${first},submodule`,
    );
    source.git('commit', '-q', '-m', 'second');
    second = source.head();
    source.git('tag', 'both');
    source.bare(join(root, 'repo.git'));
    open = await serveGit({ root });
    locked = await serveGit({ root, user: USER });
  });

  afterAll(async () => {
    await backend.close();
    await Promise.all([open.close(), locked.close()]);
    temporary.remove();
  });

  const addresses: readonly (readonly [string, () => RepoAccess])[] = [
    ['http', () => ({ url: `${open.url}/repo.git` })],
    ['http with a password', () => ({ url: `${locked.url}/repo.git`, credentials: BASIC })],
    [
      'http with a password in the URL',
      () => ({
        url: `${locked.url.replace('//', `//ada:${encodeURIComponent(PASSWORD)}@`)}/repo.git/`,
      }),
    ],
    ['a work tree', () => ({ url: source.path })],
    ['a bare repository', () => ({ url: join(root, 'repo.git') })],
    ['a file URL', () => ({ url: pathToFileURL(source.path).href })],
  ];

  describe.each(addresses)('over %s', (_, access) => {
    it('lists branches and tags, annotated tags peeled, and the target of HEAD', async () => {
      const { head, refs } = await backend.listRefs(access());
      expect(head).toEqual({ ref: 'refs/heads/main', commit: second });
      expect(Object.fromEntries(refs)).toEqual({
        'refs/heads/main': second,
        'refs/heads/feature/deep': first,
        'refs/heads/both': first,
        'refs/tags/light': first,
        'refs/tags/noted': first,
        'refs/tags/twice': first,
        'refs/tags/both': second,
      });
    });

    it('reads a commit with its author, time, message and parents', async () => {
      await backend.fetch(access(), second, 'refs/heads/main');
      await backend.fetch(access(), first, undefined);
      const info: CommitInfo = await backend.commit(access(), first);
      expect(info).toEqual({
        sha: first,
        tree: source.git('rev-parse', `${first}^{tree}`),
        author: 'Ada Example',
        email: 'ada@example.org',
        date: 1_700_000_000_000,
        message: 'first\n\nwith a body\n',
        parents: [],
      });
      expect((await backend.commit(access(), second)).parents).toEqual([first]);
    });

    it('describes every kind of entry and odd names', async () => {
      await backend.fetch(access(), second, 'refs/heads/main');
      const { tree } = await backend.commit(access(), second);
      const entries = await backend.tree(access(), tree);
      expect(Object.fromEntries(entries.map((entry) => [entry.name, entry.kind]))).toEqual({
        '-x': 'blob',
        apps: 'tree',
        'big.bin': 'blob',
        'line\nbreak.txt': 'blob',
        link: 'link',
        'plain.txt': 'blob',
        run: 'executable',
        submodule: 'submodule',
        'with space.txt': 'blob',
        ünï: 'tree',
      });
      expect(entryOf(entries, 'submodule').id).toBe(first);
      const text = await backend.blob(access(), entryOf(entries, 'line\nbreak.txt').id as BlobId, 100);
      expect(Buffer.from(text).toString()).toBe('break\n');
      const below = await backend.tree(access(), entryOf(entries, 'ünï').id as TreeId);
      expect(below.map((entry) => entry.name)).toEqual(['日本.yaml']);
    });

    it('refuses a blob above the limit and reads on', async () => {
      await backend.fetch(access(), first, undefined);
      const entries = await backend.tree(access(), (await backend.commit(access(), first)).tree);
      const big = entryOf(entries, 'big.bin').id as BlobId;
      await expect(backend.blob(access(), big, 299_999)).rejects.toMatchObject({ code: 'ResourceExhausted' });
      expect(
        createHash('sha256')
          .update(await backend.blob(access(), big, 300_000))
          .digest('hex'),
      ).toBe(createHash('sha256').update(names['big.bin']).digest('hex'));
    });

    it('finds the commits that begin with a short SHA', async () => {
      expect(await backend.expand(access(), first.slice(0, 9))).toEqual([first]);
      expect(await backend.expand(access(), 'deadbee')).toEqual([]);
    });

    it('says that a commit does not exist', async () => {
      await expect(backend.fetch(access(), NOWHERE, 'refs/heads/main')).rejects.toMatchObject({
        code: 'NotFound',
        message: expect.stringContaining(NOWHERE),
      });
    });

    it('says that an object is missing', async () => {
      await backend.fetch(access(), first, undefined);
      await expect(backend.blob(access(), NOWHERE as string as BlobId, 10)).rejects.toMatchObject({ code: 'NotFound' });
      await expect(backend.tree(access(), NOWHERE as string as TreeId)).rejects.toMatchObject({ code: 'NotFound' });
    });

    it('stops at once when its caller gives up', async () => {
      const controller = new AbortController();
      const reason = new Error('no longer wanted');
      controller.abort(reason);
      await expect(backend.listRefs(access(), controller.signal)).rejects.toBe(reason);
    });
  });

  it('sees a new commit, a force-push and a deleted branch, and downloads only what is new', async () => {
    const bare = join(root, 'moving.git');
    const work = new TestRepository(join(temporary.path, 'moving'));
    const one = work.commit('one', { a: 'a', 'noise/n': randomBytes(5000) });
    work.git('branch', 'gone');
    work.bare(bare);
    const access = { url: `${open.url}/moving.git` };
    await backend.fetch(access, one, 'refs/heads/main');
    const before = bytesIn(data);

    const two = work.commit('two', { b: 'b' });
    work.git('push', '-q', bare, 'main', ':gone');
    const refs = await backend.listRefs(access);
    expect(Object.fromEntries(refs.refs)).toEqual({ 'refs/heads/main': two });
    await backend.fetch(access, two, 'refs/heads/main');
    expect((await backend.commit(access, two)).parents).toEqual([one]);
    // Two small objects and their index, not the noise again.
    expect(bytesIn(data) - before).toBeLessThan(3000);

    work.git('reset', '-q', '--hard', one);
    const three = work.commit('three', { c: 'c' });
    work.git('push', '-q', '--force', bare, 'main');
    expect((await backend.listRefs(access)).head).toEqual({ ref: 'refs/heads/main', commit: three });
    await backend.fetch(access, three, 'refs/heads/main');
    const tree = await backend.tree(access, (await backend.commit(access, three)).tree);
    expect(tree.map((entry) => entry.name)).toEqual(['a', 'c', 'noise']);
    // What was overwritten stays readable: a rollback may want it.
    expect((await backend.commit(access, two)).message).toBe('two\n');
  });

  it('fetches a commit once, and knows it after a restart', async () => {
    const access = { url: `${open.url}/repo.git` };
    await backend.fetch(access, second, 'refs/heads/main');
    const again = await create(data);
    const asked = open.requests.length;
    await again.fetch(access, second, 'refs/heads/main');
    expect((await again.commit(access, second)).message).toBe('second\n');
    expect(open.requests.length).toBe(asked);
    await again.close();
  });

  it('answers an empty repository and an unborn HEAD with nothing', async () => {
    new TestRepository(join(root, 'empty'), ['--bare']);
    for (const url of [`${open.url}/empty`, join(root, 'empty')]) {
      const { head, refs } = await backend.listRefs({ url });
      expect(head).toBeUndefined();
      expect(refs.size).toBe(0);
    }
  });

  it('reads a detached HEAD, packed references and a linked work tree', async () => {
    const work = new TestRepository(join(temporary.path, 'packed'));
    const one = work.commit('one', { a: 'a' });
    work.git('tag', '-a', '-m', 'x', 'v1');
    work.git('pack-refs', '--all');
    const two = work.commit('two', { a: 'b' });
    work.git('gc', '-q');
    const linked = join(temporary.path, 'linked');
    work.git('worktree', 'add', '-q', '--detach', linked, one);
    const { head, refs } = await backend.listRefs({ url: linked });
    expect(head).toEqual({ commit: one });
    expect(refs.get('refs/heads/main')).toBe(two);
    expect(refs.get('refs/tags/v1')).toBe(one);
    await backend.fetch({ url: linked }, two, undefined);
    expect((await backend.commit({ url: linked }, two)).message).toBe('two\n');
  });

  it('tells a wrong password, none at all, and a missing repository apart, in the words of the remote', async () => {
    const url = `${locked.url}/repo.git`;
    const wrong = { kind: 'basic', username: 'ada', password: 'guess' } as const;
    await expect(backend.listRefs({ url, credentials: wrong })).rejects.toMatchObject({
      code: 'Unauthenticated',
      retry: false,
      message: expect.stringMatching(/Authentication failed for/),
    });
    await expect(backend.listRefs({ url })).rejects.toMatchObject({ code: 'Unauthenticated' });
    await expect(backend.listRefs({ url: `${open.url}/nothing.git` })).rejects.toMatchObject({
      code: 'NotFound',
      message: expect.stringMatching(/repository '.*nothing\.git\/?' not found/),
    });
    await expect(backend.listRefs({ url: join(root, 'nothing') })).rejects.toMatchObject({ code: 'NotFound' });
  });

  it('says that a server cannot be reached, and that trying again may help', async () => {
    const gone = await serveGit({ root });
    await gone.close();
    await expect(backend.listRefs({ url: `${gone.url}/repo.git` })).rejects.toMatchObject({
      code: 'Unavailable',
      retry: true,
    });
  });

  it('notices that a repository has disappeared', async () => {
    const work = new TestRepository(join(temporary.path, 'vanishing'));
    const one = work.commit('one', { a: 'a' });
    await backend.fetch({ url: work.path }, one, undefined);
    rmSync(work.path, { recursive: true });
    await expect(backend.listRefs({ url: work.path })).rejects.toMatchObject({ code: 'NotFound' });
  });

  it('sends a bearer token', async () => {
    const token = 'secret-token.value';
    const server = await serveGit({ root, bearer: token });
    const access = { url: `${server.url}/repo.git`, credentials: { kind: 'bearer', token } as const };
    expect((await backend.listRefs(access)).head?.commit).toBe(second);
    await expect(
      backend.listRefs({ ...access, credentials: { kind: 'bearer', token: 'other' } }),
    ).rejects.toMatchObject({ code: 'Unauthenticated' });
    await server.close();
  });

  describe('over https', () => {
    let server: GitServer;
    let certificate: string;

    beforeAll(async () => {
      const key = join(temporary.path, 'key.pem');
      const cert = join(temporary.path, 'cert.pem');
      const subject = '-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1';
      const args = `req -x509 -newkey rsa:2048 -nodes -days 2 ${subject} -keyout ${key} -out ${cert}`;
      execFileSync('openssl', args.split(' '), { stdio: 'ignore' });
      certificate = readFileSync(cert, 'utf8');
      server = await serveGit({ root, user: USER, tls: { key: readFileSync(key, 'utf8'), cert: certificate } });
    });

    afterAll(() => server.close());

    it('refuses an unknown certificate before it sends a password', async () => {
      const asked = server.requests.length;
      await expect(backend.listRefs({ url: `${server.url}/repo.git`, credentials: BASIC })).rejects.toMatchObject({
        code: 'FailedPrecondition',
        message: expect.stringMatching(/certificate/i),
      });
      expect(server.requests.length).toBe(asked);
    });

    it('trusts the authority of the repository', async () => {
      const access = { url: `${server.url}/repo.git`, credentials: BASIC, caBundle: certificate };
      expect((await backend.listRefs(access)).head?.commit).toBe(second);
      await backend.fetch(access, second, 'refs/heads/main');
    });

    it('trusts anybody when told so', async () => {
      const access = { url: `${server.url}/repo.git`, credentials: BASIC, insecure: true };
      expect((await backend.listRefs(access)).head?.commit).toBe(second);
    });
  });

  it('does not follow a redirect to another host, and sends it no credentials', async () => {
    const thief = await serveGit({ root });
    const server = await serveGit({
      root,
      user: USER,
      intercept: (request, response) => {
        response.writeHead(302, { location: `${thief.url}${request.url}` }).end();
        return true;
      },
    });
    await expect(backend.listRefs({ url: `${server.url}/repo.git`, credentials: BASIC })).rejects.toMatchObject({
      code: 'FailedPrecondition',
    });
    expect(thief.requests).toEqual([]);
    await Promise.all([server.close(), thief.close()]);
  });

  it('follows a redirect on the same host: a renamed repository', async () => {
    const server = await serveGit({
      root,
      user: USER,
      intercept: (request, response) => {
        if (!request.url?.startsWith('/old')) return false;
        response.writeHead(301, { location: request.url.replace('/old.git', '/repo.git') }).end();
        return true;
      },
    });
    const access = { url: `${server.url}/old.git`, credentials: BASIC };
    expect((await backend.listRefs(access)).head?.commit).toBe(second);
    await backend.fetch(access, second, 'refs/heads/main');
    expect((await backend.commit(access, second)).message).toBe('second\n');
    await server.close();
  });

  it('reaches a server through a proxy that asks for a password', async () => {
    const proxy = await serveProxy({ name: 'bob', password: 'pr oxy:pw' });
    const access = { url: `${locked.url}/repo.git`, credentials: BASIC, proxy: proxy.url };
    expect((await backend.listRefs(access)).head?.commit).toBe(second);
    expect(proxy.seen.length).toBeGreaterThan(0);
    const wrong = proxy.url.replace('pr%20oxy', 'guess');
    await expect(backend.listRefs({ ...access, proxy: wrong })).rejects.toMatchObject({ code: 'Unauthenticated' });
    await proxy.close();
  });

  it('finds and fetches a commit in the middle of a history that no reference points at', async () => {
    const work = new TestRepository(join(temporary.path, 'long'));
    const commits = Array.from({ length: 5 }, (_, n) => work.commit(`${n}`, { [`f${n}`]: `${n}` }));
    work.bare(join(root, 'long.git'));
    const access = { url: `${open.url}/long.git` };
    const middle = commits[2]!;
    await backend.fetch(access, commits[4]!, 'refs/heads/main');
    expect(await backend.expand(access, middle.slice(0, 8))).toEqual([middle]);
    await backend.fetch(access, middle, undefined);
    const { tree, parents } = await backend.commit(access, middle);
    expect((await backend.tree(access, tree)).map((entry) => entry.name)).toEqual(['f0', 'f1', 'f2']);
    expect(parents).toEqual([commits[1]]);
    // The rest of the history was not needed for that.
    await expect(backend.commit(access, commits[0]!)).rejects.toMatchObject({ code: 'NotFound' });
  });

  it('lists the references of a server that speaks only the old protocol', async () => {
    const old = await serveGit({ root, old: true });
    const { head, refs } = await backend.listRefs({ url: `${old.url}/repo.git` });
    expect(head).toEqual({ ref: 'refs/heads/main', commit: second });
    expect(refs.get('refs/tags/twice')).toBe(first);
    await old.close();
  });

  it('runs nothing that a local repository configures', async () => {
    const work = new TestRepository(join(temporary.path, 'hostile'));
    const one = work.commit('one', { a: 'a', '.gitattributes': '* filter=evil diff=evil\n' });
    work.git('tag', '-a', '-m', 'x', 'v1');
    const trap = join(temporary.path, 'trap');
    const script = join(temporary.path, 'evil.sh');
    writeFileSync(script, `#!/bin/sh\necho "$0 $*" >> '${trap}'\n`, { mode: 0o755 });
    const settings = `
      core.fsmonitor core.sshCommand core.askPass core.pager core.alternateRefsCommand core.gitProxy
      uploadpack.packObjectsHook filter.evil.smudge filter.evil.clean diff.evil.textconv credential.helper`;
    for (const key of settings.trim().split(/\s+/)) {
      work.git('config', key, script);
    }
    mkdirSync(join(work.path, '.git', 'hooks'), { recursive: true });
    for (const hook of ['post-checkout', 'reference-transaction', 'pre-auto-gc', 'post-index-change']) {
      writeFileSync(join(work.path, '.git', 'hooks', hook), readFileSync(script), { mode: 0o755 });
    }
    writeFileSync(join(work.path, '.git', 'config.worktree'), `[include]\n\tpath = ${script}\n`);
    rmSync(trap, { force: true });
    const access = { url: work.path };
    expect((await backend.listRefs(access)).refs.get('refs/tags/v1')).toBe(one);
    await backend.fetch(access, one, 'refs/heads/main');
    const entries = await backend.tree(access, (await backend.commit(access, one)).tree);
    await backend.blob(access, entryOf(entries, 'a').id as BlobId, 10);
    expect(await backend.expand(access, one.slice(0, 8))).toEqual([one]);
    expect(existsSync(trap)).toBe(false);
  });

  it.each([
    'ext::sh -c touch% /tmp/argosy-owned',
    '--upload-pack=touch /tmp/argosy-owned',
    '-u',
    'git://127.0.0.1/repo',
    'ftp://127.0.0.1/repo',
    'relative/path',
    '',
    'https://127.0.0.1/repo\nhost=evil',
    'ssh://-oProxyCommand=touch/x',
    'ssh://user@host/-x',
    'git@-oProxyCommand=x:path',
    'https://127.0.0.1/\0',
    'file://other-host/path',
  ])('refuses the URL %j', async (url) => {
    await expect(async () => backend.listRefs({ url })).rejects.toMatchObject({ code: 'InvalidArgument' });
  });

  it('refuses ids that are not ids', async () => {
    const access = { url: source.path };
    for (const id of ['HEAD', '--batch', `${first}:plain.txt`, `${first}\n`, first.toUpperCase(), '']) {
      await expect(backend.commit(access, id as CommitSha)).rejects.toMatchObject({ code: 'InvalidArgument' });
    }
  });

  it('leaves no secret on the disk', () => {
    for (const path of filesIn(temporary.path)) {
      if (path.startsWith(data)) {
        expect(readFileSync(path).includes(PASSWORD), path).toBe(false);
        expect(readFileSync(path).includes('secret-token'), path).toBe(false);
      }
    }
  });

  if (name === 'embedded') {
    it('says that SSH needs Git', async () => {
      await expect(backend.listRefs({ url: 'git@example.org:a/b' })).rejects.toMatchObject({
        code: 'FailedPrecondition',
        advice: expect.stringContaining('Install Git'),
      });
    });

    it('refuses a repository above its limit', async () => {
      const small = await createEmbeddedBackend({
        folder: join(temporary.path, 'small'),
        clock: systemClock,
        env: process.env,
        limits: { maxRepository: 400 },
      });
      await expect(small.fetch({ url: `${open.url}/repo.git` }, second, undefined)).rejects.toMatchObject({
        code: 'ResourceExhausted',
        advice: expect.stringContaining('Install Git'),
      });
      await small.close();
    });
  }
});

function hashOf(repository: TestRepository, text: string): string {
  writeFileSync(join(repository.path, '.git', 'argosy-text'), text);
  return repository.git('hash-object', '-w', join('.git', 'argosy-text'));
}

function entryOf(entries: readonly TreeEntry[], name: string): TreeEntry {
  const entry = entries.find((one) => one.name === name);
  if (entry === undefined) throw new Error(`no ${name}`);
  return entry;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function bytesIn(folder: string): number {
  return filesIn(folder).reduce((sum, path) => sum + statSync(path).size, 0);
}
