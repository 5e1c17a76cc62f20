import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CommitSha } from '../../../main/model/index.ts';

/** The git of the tests: nothing of the machine's configuration, always the same person and time. */
const ENV = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada Example',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Com Mitter',
  GIT_COMMITTER_EMAIL: 'com@example.org',
  GIT_AUTHOR_DATE: '1700000000 +0200',
  GIT_COMMITTER_DATE: '1700000060 +0200',
};

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'argosy-git-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export class TestRepository {
  readonly path: string;

  constructor(path: string, init: readonly string[] = []) {
    this.path = path;
    mkdirSync(path, { recursive: true });
    execFileSync('git', ['init', '-q', '-b', 'main', ...init, path], { env: ENV });
  }

  git(...args: readonly string[]): string {
    return execFileSync('git', ['-C', this.path, ...args], {
      env: ENV,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  }

  /** A command that reads what it is to do. */
  feed(input: Buffer, ...args: readonly string[]): void {
    execFileSync('git', ['-C', this.path, ...args], { env: ENV, input, stdio: ['pipe', 'pipe', 'pipe'] });
  }

  write(files: Readonly<Record<string, string | Buffer>>): void {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.path, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }

  commit(message: string, files: Readonly<Record<string, string | Buffer>> = {}): CommitSha {
    this.write(files);
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
    return this.head();
  }

  head(revision = 'HEAD'): CommitSha {
    return this.git('rev-parse', `${revision}^{commit}`) as CommitSha;
  }

  /** A bare copy that a server can offer. */
  bare(path: string): string {
    execFileSync('git', ['clone', '-q', '--mirror', this.path, path], { env: ENV });
    return path;
  }
}
