import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findGit } from './git-program.ts';
import { parseConfig, readAuthor } from './identity.ts';

const program = await findGit(process.env);

describe('parseConfig', () => {
  it('reads plain sections, quotes and comments, and passes over the rest', () => {
    const text =
      '[user]\n\tname = Ada "the" Example # me\n\temail = "ada;x@example.org"\n[user "work"]\n\tname = no\n[Commit]\n\tGPGSign\n[url "a"]\n\tx = "\n';
    expect(parseConfig(text)).toEqual([
      ['user.name', 'Ada "the" Example'],
      ['user.email', 'ada;x@example.org'],
      ['commit.gpgsign', 'true'],
    ]);
  });
});

// Both ways of asking give the same answers.
describe.each([
  ['git', program?.path],
  ['files', undefined],
])('readAuthor, from %s', (_, git) => {
  const folder = mkdtempSync(join(tmpdir(), 'argosy-identity-'));
  const gitDir = join(folder, 'repo');
  const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  const empty = join(folder, 'empty');

  beforeAll(() => {
    mkdirSync(empty);
    writeFileSync(
      join(folder, '.gitconfig'),
      '[user]\n\tname = Ada\n\temail = ada@example.org\n[commit]\n\tgpgsign = true\n',
    );
    for (const name of ['objects', 'refs']) mkdirSync(join(gitDir, name), { recursive: true });
    writeFileSync(join(gitDir, 'HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(
      join(gitDir, 'config'),
      '[core]\n\trepositoryformatversion = 0\n[user]\n\temail = work@example.org\n',
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('takes the person’s own, the repository’s before it, and the environment before both', async () => {
    expect(await readAuthor(env, git, undefined)).toEqual({ name: 'Ada', email: 'ada@example.org', signs: true });
    expect((await readAuthor(env, git, gitDir)).email).toBe('work@example.org');
    const named = { ...env, GIT_AUTHOR_NAME: 'Eve', GIT_AUTHOR_EMAIL: 'eve@example.org' };
    expect(await readAuthor(named, git, gitDir)).toMatchObject({ name: 'Eve', email: 'eve@example.org' });
  });

  it('guesses nobody: it says how to tell it', async () => {
    await expect(readAuthor({ ...env, HOME: empty }, git, undefined)).rejects.toMatchObject({
      code: 'FailedPrecondition',
      message: 'Git does not know your name',
      advice: expect.stringContaining(git === undefined ? '.gitconfig' : 'git config --global user.name'),
    });
  });
});
