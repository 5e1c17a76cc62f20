/** What the test cluster is built from, and the name under which a build of exactly that is kept. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const checkout = path.resolve(import.meta.dirname, '../..');
export const sourceFolder = path.join(import.meta.dirname, 'go');

export class GoMissing extends Error {
  override readonly name = 'GoMissing';
}

/** For example 'go1.26.8 linux/amd64'. A newer toolchain may be fetched by Go itself when go.mod asks for one. */
export function goVersion(): string {
  try {
    const answer = execFileSync('go', ['env', 'GOVERSION', 'GOOS', 'GOARCH'], { cwd: sourceFolder, encoding: 'utf8' });
    const [version, os, arch] = answer.trim().split('\n');
    return `${version} ${os}/${arch}`;
  } catch (error) {
    throw new GoMissing('the test cluster is built with Go 1.26 or newer, and `go` did not answer', { cause: error });
  }
}

/** Tests of the Go code do not change the binary, so they do not change its name. */
export function sourceFiles(): string[] {
  return readdirSync(sourceFolder)
    .filter((name) => (name.endsWith('.go') && !name.endsWith('_test.go')) || name === 'go.mod' || name === 'go.sum')
    .sort();
}

/** Where the binary of these sources and this toolchain lives: `.cache/testcluster/<hash>/testcluster`. */
export function binaryPath(): string {
  const hash = createHash('sha256').update(goVersion());
  for (const name of sourceFiles()) {
    hash.update(`\0${name}\0`).update(readFileSync(path.join(sourceFolder, name)));
  }
  return path.join(checkout, '.cache', 'testcluster', hash.digest('hex').slice(0, 20), 'testcluster');
}
