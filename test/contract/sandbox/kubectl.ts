import { execFile, execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where a kubectl is: ARGOSY_KUBECTL, or the one on PATH. Undefined when there is none. */
export function findKubectl(): string | undefined {
  for (const program of [process.env['ARGOSY_KUBECTL'], 'kubectl']) {
    if (program === undefined || program === '') continue;
    try {
      execFileSync(program, ['version', '--client'], { stdio: 'ignore', timeout: 20_000 });
      return program;
    } catch {
      // Not there, or not a program: the next place.
    }
  }
  return undefined;
}

export interface KubectlResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function kubectl(
  program: string,
  kubeconfig: string,
  args: readonly string[],
  options: { readonly cache: string; readonly input?: string },
): Promise<KubectlResult> {
  const all = ['--kubeconfig', kubeconfig, '--cache-dir', options.cache, ...args];
  const child = run(program, all, {
    timeout: 60_000,
    maxBuffer: 16 * 1024 * 1024,
    env: { ...process.env, KUBECTL_EXTERNAL_DIFF: '', KUBECONFIG: kubeconfig },
  });
  child.child.stdin?.end(options.input ?? '');
  try {
    const { stdout, stderr } = await child;
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: number; stdout?: string; stderr?: string };
    return { code: typeof code === 'number' ? code : -1, out: stdout ?? '', err: stderr ?? '' };
  }
}

/** The first lines that a watching kubectl prints; after each but the last, the next change is made. */
export async function watchLines(
  program: string,
  kubeconfig: string,
  args: readonly string[],
  count: number,
  after: (line: number) => Promise<void>,
): Promise<string[]> {
  const child = spawn(program, ['--kubeconfig', kubeconfig, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines: string[] = [];
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (lines.length === count) break;
      await after(lines.length - 1);
    }
  } finally {
    child.kill();
  }
  return lines;
}
