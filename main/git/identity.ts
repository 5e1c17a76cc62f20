import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ArgosyError } from '../model/index.ts';
import type { Author } from './authoring.ts';

type Found = Partial<{ name: string; email: string; signs: boolean }>;

/**
 * Who the person is to Git: `GIT_AUTHOR_NAME` and `GIT_AUTHOR_EMAIL`, else what `git config` answers (a local repository's own
 * configuration counts), else `~/.gitconfig`. Reading a configuration runs nothing. Never guessed: a commit stays for good.
 */
export async function readAuthor(
  env: NodeJS.ProcessEnv,
  program: string | undefined,
  gitDir: string | undefined,
): Promise<Author> {
  const asked = program === undefined ? await fromFiles(env, gitDir) : await fromGit(env, program, gitDir);
  const name = env['GIT_AUTHOR_NAME'] || asked.name;
  const email = env['GIT_AUTHOR_EMAIL'] || asked.email;
  if (name && email) return { name, email, signs: asked.signs === true };
  throw new ArgosyError('FailedPrecondition', `Git does not know your ${name ? 'e-mail address' : 'name'}`, {
    subject: 'user.name',
    advice:
      program === undefined
        ? 'Write [user] with name and email into ~/.gitconfig, or set GIT_AUTHOR_NAME and GIT_AUTHOR_EMAIL.'
        : 'Set it with `git config --global user.name "…"` and `git config --global user.email …`.',
  });
}

async function fromGit(env: NodeJS.ProcessEnv, program: string, gitDir: string | undefined): Promise<Found> {
  const where = gitDir === undefined ? [] : ['--git-dir', gitDir];
  const args = [...where, 'config', '--null', '--get-regexp', '^(user\\.(name|email)|commit\\.gpgsign)$'];
  const { GIT_DIR: _dir, GIT_CONFIG: _config, ...rest } = env;
  const text = await new Promise<string>((resolve) => {
    // Away from whatever repository this process happens to stand in.
    const options = { env: rest, cwd: '/', timeout: 10_000, maxBuffer: 2 ** 20, windowsHide: true };
    execFile(program, args, options, (_error, stdout) => resolve(stdout));
  });
  return settings(
    text.split('\0').map((entry) => {
      const end = entry.indexOf('\n');
      return end < 0 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)];
    }),
  );
}

async function fromFiles(env: NodeJS.ProcessEnv, gitDir: string | undefined): Promise<Found> {
  const home = env['HOME'] ?? env['USERPROFILE'];
  const config = env['XDG_CONFIG_HOME'] ?? (home === undefined ? undefined : join(home, '.config'));
  const files = [
    ...(config === undefined ? [] : [join(config, 'git', 'config')]),
    ...(home === undefined ? [] : [join(home, '.gitconfig')]),
    ...(gitDir === undefined ? [] : [join(gitDir, 'config')]),
  ];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return settings(texts.flatMap(parseConfig));
}

/** The last value counts, as Git reads them. */
function settings(entries: readonly (readonly string[])[]): Found {
  const found: Found = {};
  for (const [key, value] of entries) {
    if (key === 'user.name') found.name = value!;
    else if (key === 'user.email') found.email = value!;
    else if (key === 'commit.gpgsign') found.signs = /^(true|yes|on|1)$/i.test(value!);
  }
  return found;
}

/** Sections without a name in quotes, and their one-line values: all that an identity needs. */
export function parseConfig(text: string): [string, string][] {
  const entries: [string, string][] = [];
  let section = '';
  for (const raw of text.slice(0, 1_000_000).split('\n')) {
    const line = raw.trim();
    const header = /^\[\s*([A-Za-z0-9.-]+)\s*\]/.exec(line);
    if (header !== null) section = header[1]!.toLowerCase();
    else if (line.startsWith('[')) section = '';
    else if (section !== '') {
      const match = /^([A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(.*))?$/.exec(line);
      if (match !== null) entries.push([`${section}.${match[1]!.toLowerCase()}`, lineValue(match[2])]);
    }
  }
  return entries;
}

function lineValue(text: string | undefined): string {
  if (text === undefined) return 'true';
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(text);
  if (quoted !== null) return quoted[1]!.replace(/\\(["\\])/g, '$1');
  return text.replace(/\s*[#;].*$/, '');
}
