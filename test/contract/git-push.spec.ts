import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createEmbeddedBackend,
  createSystemBackend,
  findGit,
  type GitBackend,
  type RepoAccess,
} from '../../main/git/index.ts';
import type { CommitSha } from '../../main/model/index.ts';
import { silentLogger, systemClock } from '../../main/runtime/index.ts';
import { startSandbox } from '../../main/sandbox/index.ts';
import { TestRepository, temporaryFolder } from './git/repository.ts';
import { type GitServer, serveGit } from './git/server.ts';
import { undo } from './git/undo.ts';

const program = await findGit(process.env);
const HOME = '/nonexistent';

const adapters: readonly (readonly ['system' | 'embedded', (folder: string) => Promise<GitBackend>])[] = [
  [
    'system',
    (folder) =>
      createSystemBackend({
        program: program!,
        folder,
        clock: systemClock,
        log: silentLogger,
        env: {
          ...process.env,
          HOME,
          XDG_CONFIG_HOME: HOME,
          GIT_AUTHOR_NAME: 'Ada',
          GIT_AUTHOR_EMAIL: 'ada@example.org',
        },
      }),
  ],
  [
    'embedded',
    (folder) =>
      createEmbeddedBackend({
        folder,
        clock: systemClock,
        env: {
          ...process.env,
          HOME,
          XDG_CONFIG_HOME: HOME,
          GIT_AUTHOR_NAME: 'Ada',
          GIT_AUTHOR_EMAIL: 'ada@example.org',
        },
      }),
  ],
];

const USER = { name: 'ada', password: 'p ss:w"ord\\$(touch x)' };

describe.each(adapters)('GitBackend %s pushes', (_name, create) => {
  const temporary = temporaryFolder();
  const root = join(temporary.path, 'served');
  let backend: GitBackend;
  let open: GitServer;
  let locked: GitServer;
  let repositories = 0;

  beforeAll(async () => {
    mkdirSync(root);
    backend = await create(join(temporary.path, 'data'));
    open = await serveGit({ root });
    locked = await serveGit({ root, user: USER });
  });

  afterAll(async () => {
    await backend.close();
    await Promise.all([open.close(), locked.close()]);
    temporary.remove();
  });

  /** A repository with three commits: good, bad (in apps/one), other (elsewhere). */
  function repository() {
    const id = `r${repositories++}`;
    const source = new TestRepository(join(temporary.path, id));
    const good = source.commit('good', {
      'apps/one/a.yaml': 'a: 1\n',
      'apps/two/b.yaml': 'b: 1\n',
      'notes.txt': 'x\n',
    });
    const bad = source.commit('bad', { 'apps/one/a.yaml': 'a: 2\n', 'apps/one/new.yaml': 'n: 1\n' });
    const other = source.commit('other', { 'apps/two/b.yaml': 'b: 2\n' });
    const bare = source.bare(join(root, `${id}.git`));
    const served = { git: (...args: readonly string[]) => source.git('--git-dir', bare, ...args), bare };
    served.git('config', 'http.receivepack', 'true');
    return { id, source, good, bad, other, served };
  }

  const commitsOf = (one: { readonly good: CommitSha; readonly bad: CommitSha; readonly other: CommitSha }) => ({
    undone: one.bad,
    parent: one.good,
    tip: one.other,
  });

  type Where = (one: ReturnType<typeof repository>) => RepoAccess;
  const addresses: readonly (readonly [string, Where])[] = [
    ['http', ({ id }) => ({ url: `${open.url}/${id}.git` })],
    [
      'http with a password',
      ({ id }) => ({
        url: `${locked.url}/${id}.git`,
        credentials: { kind: 'basic', username: USER.name, password: USER.password },
      }),
    ],
    ['a bare repository', ({ served }) => ({ url: served.bare })],
  ];

  describe.each(addresses)('to %s', (_, where) => {
    it('moves the branch to a commit that Git finds whole, and knows it at once', async () => {
      const one = repository();
      const change = await undo(backend, where(one), commitsOf(one));
      await backend.push(where(one), change);
      expect(one.served.git('rev-parse', 'main')).toBe(change.commit);
      one.served.git('fsck', '--strict', '--full');
      expect(one.served.git('show', 'main:apps/one/a.yaml')).toBe('a: 1');
      expect(one.served.git('show', 'main:apps/two/b.yaml')).toBe('b: 2');
      expect(one.served.git('ls-tree', '-r', '--name-only', 'main')).not.toContain('new.yaml');
      expect(one.served.git('log', '-1', '--format=%an <%ae>|%cn|%s|%P', 'main')).toBe(
        `Ada Example <ada@example.org>|Ada Example|Revert "bad"|${one.other}`,
      );
      const before = backend.counters().fetches;
      await backend.fetch(where(one), change.commit, 'refs/heads/main');
      expect((await backend.commit(where(one), change.commit)).parents).toEqual([one.other]);
      expect(backend.counters().fetches).toBe(before);
    });

    it('does nothing when the branch has moved', async () => {
      const one = repository();
      const change = await undo(backend, where(one), commitsOf(one));
      one.served.git('update-ref', 'refs/heads/main', one.bad);
      await expect(backend.push(where(one), change)).rejects.toMatchObject({ code: 'Conflict' });
      expect(one.served.git('rev-parse', 'main')).toBe(one.bad);
    });

    it('makes a new branch, and refuses a name that is taken', async () => {
      const one = repository();
      const change = await undo(backend, where(one), commitsOf(one), { branch: 'undo/bad', fresh: true });
      await backend.push(where(one), change);
      expect(one.served.git('rev-parse', 'undo/bad')).toBe(change.commit);
      expect(one.served.git('rev-parse', 'main')).toBe(one.other);
      const again = await undo(backend, where(one), commitsOf(one), { branch: 'undo/bad', fresh: true });
      await expect(backend.push(where(one), again)).rejects.toMatchObject({ code: 'AlreadyExists' });
    });

    it('tells which commits touched a path since one, and which line leads there', async () => {
      const one = repository();
      const since = (paths: readonly string[]) =>
        backend.lineage(where(one), { tip: one.other, since: one.good, paths });
      expect((await since(['apps/one'])).map(({ commit, mainline }) => [commit.sha, mainline])).toEqual([
        [one.bad, one.good],
      ]);
      expect((await since([''])).map(({ commit }) => commit.sha)).toEqual([one.other, one.bad]);
      expect(await since(['notes.txt', 'nowhere'])).toEqual([]);
      await expect(backend.lineage(where(one), { tip: one.good, since: one.other, paths: [''] })).rejects.toMatchObject(
        { code: 'FailedPrecondition' },
      );
    });
  });

  it('hands on what a hook of the server says, and nothing has moved', async () => {
    const one = repository();
    const hook = join(one.served.bare, 'hooks', 'pre-receive');
    writeFileSync(hook, '#!/bin/sh\necho "main is protected; open a pull request" >&2\nexit 1\n');
    chmodSync(hook, 0o755);
    const access = { url: `${open.url}/${one.id}.git` };
    await expect(backend.push(access, await undo(backend, access, commitsOf(one)))).rejects.toMatchObject({
      code: 'PermissionDenied',
      message: expect.stringMatching(/main is protected; open a pull request[\s\S]*pre-receive hook declined/),
    });
    expect(one.served.git('rev-parse', 'main')).toBe(one.other);
    // In place nobody would run it, so that way is closed.
    const local = { url: one.served.bare };
    await expect(backend.push(local, await undo(backend, local, commitsOf(one)))).rejects.toMatchObject({
      code: 'FailedPrecondition',
      message: expect.stringContaining('pre-receive'),
    });
    expect(one.served.git('rev-parse', 'main')).toBe(one.other);
  });

  it.each([
    [
      'GitLab: You are not allowed to push code to protected branches on this project.',
      'PermissionDenied',
      /--branch NAME/,
    ],
    ['GitLab: LFS objects are missing.', 'FailedPrecondition', /git lfs push/],
    ['error: Commits must have verified signatures.', 'FailedPrecondition', /signed commits only/],
  ] as const)('tells the way out of a refusal: %s', async (words, code, advice) => {
    const one = repository();
    const hook = join(one.served.bare, 'hooks', 'pre-receive');
    writeFileSync(hook, `#!/bin/sh\necho "${words}" >&2\nexit 1\n`);
    chmodSync(hook, 0o755);
    const access = { url: `${open.url}/${one.id}.git` };
    const refused = await backend
      .push(access, await undo(backend, access, commitsOf(one)))
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code,
      message: expect.stringContaining(words),
      advice: expect.stringMatching(advice),
    });
    expect(one.served.git('rev-parse', 'main')).toBe(one.other);
    // A branch of its own is what such a server wants, where it lets one through.
    writeFileSync(hook, '#!/bin/sh\nwhile read old new ref; do test "$ref" != refs/heads/main || exit 1; done\n');
    const change = await undo(backend, access, commitsOf(one), { branch: 'undo/bad', fresh: true });
    await backend.push(access, change);
    expect(one.served.git('rev-parse', 'undo/bad')).toBe(change.commit);
  });

  it('tells the rights of these credentials from a name that is in the way', async () => {
    const one = repository();
    const guarded = await serveGit({
      root,
      intercept: (request, response) => {
        if (request.url?.includes('receive-pack') !== true) return false;
        response.writeHead(403, { 'content-type': 'text/plain' }).end('You may only read here.\n');
        return true;
      },
    });
    try {
      const access = { url: `${guarded.url}/${one.id}.git` };
      const change = await undo(backend, access, commitsOf(one));
      await expect(backend.push(access, change)).rejects.toMatchObject({
        code: 'PermissionDenied',
        message: expect.stringContaining('403'),
        advice: expect.stringContaining('--branch NAME'),
      });
    } finally {
      await guarded.close();
    }
    const access = { url: `${open.url}/${one.id}.git` };
    const below = await undo(backend, access, commitsOf(one), { branch: 'main/undo', fresh: true });
    await expect(backend.push(access, below)).rejects.toMatchObject({ code: 'AlreadyExists' });
    expect(one.served.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
  });

  it('says so when the server takes no pushes, or wants a password', async () => {
    const one = repository();
    one.served.git('config', 'http.receivepack', 'false');
    const access = { url: `${open.url}/${one.id}.git` };
    const change = await undo(backend, access, commitsOf(one));
    await expect(backend.push(access, change)).rejects.toMatchObject({ code: 'PermissionDenied' });
    const closed = { url: `${locked.url}/${one.id}.git` };
    const refused = await backend.push(closed, change).catch((error: Error) => error);
    expect(refused).toMatchObject({ code: 'Unauthenticated' });
    expect((refused as Error).message).not.toContain('askpass');
    expect((refused as Error).message).toMatch(/could not read Username for '[^']+': authentication required/);
  });

  describe('to a work tree', () => {
    it('takes a clean one along, files, index and reflog', async () => {
      const { source, ...one } = repository();
      const access = { url: source.path };
      writeFileSync(join(source.path, 'untracked.txt'), 'mine\n');
      const change = await undo(backend, access, commitsOf(one));
      await backend.push(access, change);
      expect(source.head('main')).toBe(change.commit);
      expect(source.git('status', '--porcelain')).toBe('?? untracked.txt');
      expect(readFileSync(join(source.path, 'apps/one/a.yaml'), 'utf8')).toBe('a: 1\n');
      expect(existsSync(join(source.path, 'apps/one/new.yaml'))).toBe(false);
      expect(source.git('reflog', '-1', '--format=%H')).toBe(change.commit);
      source.git('fsck', '--strict');
    });

    it('refuses one in which something was begun, and one that Git is working in', async () => {
      const { source, ...one } = repository();
      const access = { url: source.path };
      const change = await undo(backend, access, commitsOf(one));
      writeFileSync(join(source.path, 'notes.txt'), 'begun\n');
      await expect(backend.push(access, change)).rejects.toMatchObject({
        code: 'FailedPrecondition',
        message: expect.stringContaining('notes.txt'),
      });
      source.git('checkout', '-q', 'notes.txt');
      writeFileSync(join(source.path, '.git', 'index.lock'), '');
      await expect(backend.push(access, change)).rejects.toMatchObject({ code: 'Unavailable' });
      expect(source.head('main')).toBe(one.other);
      expect(readFileSync(join(source.path, 'apps/one/a.yaml'), 'utf8')).toBe('a: 2\n');
    });

    it('writes through no link, into no Git folder, and takes no branch for a path', async () => {
      const { source, ...one } = repository();
      const access = { url: source.path };
      const outside = join(temporary.path, `outside-${one.id}`);
      mkdirSync(outside);
      // The folder that a file goes to has become a link; Git would not have left it so.
      const change = await undo(backend, access, commitsOf(one));
      renameSync(join(source.path, 'apps/one'), join(source.path, 'apps/moved'));
      symlinkSync(outside, join(source.path, 'apps/one'));
      await expect(backend.push(access, change)).rejects.toMatchObject({ code: 'FailedPrecondition' });
      expect(readdirSync(outside)).toEqual([]);
      rmSync(join(source.path, 'apps/one'));
      renameSync(join(source.path, 'apps/moved'), join(source.path, 'apps/one'));
      expect(source.git('status', '--porcelain')).toBe('');

      // A tree that Git itself would not make: `.git/hooks/post-checkout` came with the commit before.
      const hook = source.git('hash-object', '-w', 'notes.txt');
      const mktree = (text: string) =>
        execFileSync('git', ['-C', source.path, 'mktree'], { input: text }).toString().trim();
      const hooks = mktree(`100755 blob ${hook}\tpost-checkout\n`);
      const root = source.git('cat-file', '-p', `${one.other}^{tree}`);
      const trap = newTree(source.path, `${root}\n`, mktree(`040000 tree ${hooks}\thooks\n`));
      const evil = source.git('commit-tree', '-m', 'evil', '-p', one.other, trap) as CommitSha;
      const harmless = source.git('commit-tree', '-m', 'harmless', '-p', evil, `${one.other}^{tree}`) as CommitSha;
      source.git('update-ref', 'refs/heads/main', harmless);
      const armed = await undo(backend, access, { undone: harmless, parent: evil, tip: harmless })
        .then((made) => backend.push(access, made))
        .catch((error: unknown) => error);
      expect(armed).toMatchObject({ code: 'FailedPrecondition', message: expect.stringContaining('wants a file') });
      expect(existsSync(join(source.path, '.git/hooks/post-checkout'))).toBe(false);
      expect(source.head('main')).toBe(harmless);

      const away = await undo(backend, access, { undone: one.bad, parent: one.good, tip: one.other }, { fresh: true });
      const outsideRefs = { ...away, branch: '../../../escaped' };
      await expect(backend.push(access, outsideRefs)).rejects.toMatchObject({ code: 'InvalidArgument' });
      expect(existsSync(join(source.path, 'escaped'))).toBe(false);
    });

    it('refuses a branch that a linked work tree has checked out', async () => {
      const { source, ...one } = repository();
      source.git('checkout', '-q', '-b', 'mine');
      source.git('worktree', 'add', '-q', join(temporary.path, `linked-${one.id}`), 'main');
      for (const url of [source.path, join(temporary.path, `linked-${one.id}`)]) {
        await expect(backend.push({ url }, await undo(backend, { url }, commitsOf(one)))).rejects.toMatchObject({
          code: 'FailedPrecondition',
          message: expect.stringContaining('linked work tree'),
        });
      }
      expect(source.head('main')).toBe(one.other);
    });

    it('leaves it alone where another branch is checked out', async () => {
      const { source, ...one } = repository();
      source.git('checkout', '-q', '-b', 'mine');
      writeFileSync(join(source.path, 'notes.txt'), 'begun\n');
      const change = await undo(backend, { url: source.path }, commitsOf(one));
      await backend.push({ url: source.path }, change);
      expect(source.head('main')).toBe(change.commit);
      expect(source.git('status', '--porcelain')).toBe('M notes.txt');
    });
  });

  it('is taken by the sandbox’s own server, which checks the branch too', async () => {
    const sandbox = await startSandbox({
      home: join(temporary.path, 'sandbox'),
      clock: systemClock,
      logger: silentLogger,
    });
    try {
      const access = { url: sandbox.repositoryUrl };
      const tipOf = async () => (await backend.listRefs(access)).refs.get('refs/heads/main')!;
      const before = await tipOf();
      const made = await sandbox.commit({ application: 'guestbook', set: { image: 'registry.example/guestbook:bad' } });
      const undone = made.commit as CommitSha;
      const steps = await backend.lineage(access, { tip: undone, since: before, paths: [''] });
      expect(steps.map(({ commit }) => commit.sha)).toEqual([undone]);
      const commits = { undone, parent: before, tip: undone };
      const change = await undo(backend, access, commits);
      const late = await undo(backend, access, commits);
      await backend.push(access, change);
      expect(await tipOf()).toBe(change.commit);
      await expect(backend.push(access, late)).rejects.toMatchObject({ code: 'Conflict' });
      expect(await tipOf()).toBe(change.commit);
    } finally {
      await sandbox.stop();
    }
  });

  it('says who refused when the server answers nonsense, and never that it went well', async () => {
    const one = repository();
    const refs = `${one.other} refs/heads/main\0report-status side-band-64k`;
    const head = `${pkt('# service=git-receive-pack\n')}0000${pkt(refs)}0000`;
    const band = (n: number, text: string) => pkt(String.fromCharCode(n) + text);
    const answers: readonly (readonly [string, RegExp])[] = [
      ['', /hung up|did not say|unexpected|disconnected|error|sideband|early/i],
      ['0000', /hung up|did not say|unexpected|disconnected|error|early/i],
      [
        `${band(2, 'GL-HOOK-ERR: not you\n')}${band(1, `${pkt('unpack ok\n')}${pkt('ng refs/heads/main no\n')}0000`)}0000`,
        /not you[\s\S]*\(no\)/,
      ],
      [
        `${band(1, `${pkt('unpack index-pack failed\n')}${pkt('ng refs/heads/main unpacker error\n')}0000`)}0000`,
        /unpacker error/,
      ],
      ['zzzz', /protocol|bad line length|error/i],
    ];
    let answer = '';
    const liar = await serveGit({
      root,
      intercept: (request, response) => {
        if (!request.url?.includes('receive-pack')) return false;
        const advertised = request.method === 'GET';
        response.setHeader('content-type', `application/x-git-receive-pack-${advertised ? 'advertisement' : 'result'}`);
        request.resume();
        response.end(advertised ? head : answer, 'latin1');
        return true;
      },
    });
    try {
      const access = { url: `${liar.url}/${one.id}.git` };
      for (const [text, words] of answers) {
        answer = text;
        const change = await undo(backend, access, commitsOf(one));
        await expect(backend.push(access, change), JSON.stringify(text)).rejects.toMatchObject({
          name: 'ArgosyError',
          message: expect.stringMatching(words),
        });
      }
    } finally {
      await liar.close();
    }
  });

  it('knows who commits are by, or says how to tell it', async () => {
    const one = repository();
    expect(await backend.author({ url: `${open.url}/${one.id}.git` })).toEqual({
      name: 'Ada',
      email: 'ada@example.org',
      signs: false,
    });
  });
});

/** A tree with a `.git` folder, which `git mktree` would refuse to name. */
function newTree(repository: string, listing: string, dotGit: string): string {
  const entries = listing
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/.exec(line)!)
    .map(([, mode, id, name]) => ({ mode: mode!.replace(/^0/, ''), id: id!, name: name! }));
  entries.unshift({ mode: '40000', id: dotGit, name: '.git' });
  const bytes = Buffer.concat(
    entries.flatMap(({ mode, id, name }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]),
  );
  const made = execFileSync('git', ['-C', repository, 'hash-object', '-w', '-t', 'tree', '--literally', '--stdin'], {
    input: bytes,
  });
  return made.toString().trim();
}

function pkt(text: string): string {
  return (text.length + 4).toString(16).padStart(4, '0') + text;
}
