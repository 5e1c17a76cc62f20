import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** The person's own Git. Found once; a new PATH needs a new start. */
export interface GitProgram {
  readonly path: string;
  /** For example 2.39.5. */
  readonly version: string;
  readonly batchCommand: boolean;
}

/** `protocol.version=2` by default, `GIT_CONFIG_GLOBAL` (2.32) and `--end-of-options` (2.24). */
const OLDEST = [2, 32] as const;

/** @returns undefined when PATH has no Git that is recent enough: then the embedded adapter serves. */
export async function findGit(env: NodeJS.ProcessEnv): Promise<GitProgram | undefined> {
  const path = onPath(env);
  if (path === undefined) return undefined;
  const text = await new Promise<string>((resolve) => {
    execFile(path, ['--version'], { timeout: 10_000, windowsHide: true }, (error, stdout) =>
      resolve(error === null ? stdout : ''),
    );
  });
  return gitProgram(path, text);
}

export function gitProgram(path: string, versionText: string): GitProgram | undefined {
  const match = /^git version (\d+)\.(\d+)(?:\.(\d+))?/.exec(versionText);
  if (match === null) return undefined;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  const atLeast = (m: number, n: number) => major > m || (major === m && minor >= n);
  if (!atLeast(...OLDEST)) return undefined;
  return { path, version: `${major}.${minor}.${match[3] ?? 0}`, batchCommand: atLeast(2, 36) };
}

function onPath(env: NodeJS.ProcessEnv): string | undefined {
  const windows = process.platform === 'win32';
  const names = windows ? ['git.exe'] : ['git'];
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(delimiter)) {
    // A relative PATH entry would run a program out of whatever folder we were started in.
    if (!isAbsolute(folder)) continue;
    for (const name of names) if (runnable(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
