import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { Clock } from '../runtime/index.ts';

export interface GitCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Answers what Git asks on descriptor 3 (askpass.ts); undefined refuses. */
  readonly answer?: (question: string) => string | undefined;
  /** Milliseconds for the whole command, and without a sign of progress. */
  readonly deadline: number;
  readonly stall: number;
  readonly maxOutput: number;
}

export type CommandResult =
  | { readonly ended: 'exit'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly ended: 'deadline' | 'stalled' | 'too-much'; readonly stderr: string };

const MOST_STDERR = 256 * 1024;
/** Milliseconds between asking a process group to end and ending it. */
const GRACE = 1000;

/** Runs one Git command and everything it starts as a group, so that an abort leaves no transport helper behind. */
export function runGit(command: GitCommand, clock: Clock, signal?: AbortSignal): Promise<CommandResult> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const asks = command.answer !== undefined;
    const child = spawn(command.program, [...command.args], {
      env: command.env,
      stdio: asks ? ['ignore', 'pipe', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const stdout: Buffer[] = [];
    let size = 0;
    let stderr = '';
    let cut: 'deadline' | 'stalled' | 'too-much' | undefined;
    const stop = (why: typeof cut) => {
      cut ??= why;
      endGroup(child, clock);
    };
    const deadline = clock.after(command.deadline, () => stop('deadline'));
    let stall = clock.after(command.stall, () => stop('stalled'));
    const progress = () => {
      stall.cancel();
      stall = clock.after(command.stall, () => stop('stalled'));
    };
    const aborted = () => endGroup(child, clock);
    signal?.addEventListener('abort', aborted, { once: true });
    const settle = () => {
      deadline.cancel();
      stall.cancel();
      signal?.removeEventListener('abort', aborted);
    };

    child.stdout!.on('data', (chunk: Buffer) => {
      progress();
      size += chunk.length;
      if (size > command.maxOutput) stop('too-much');
      else stdout.push(chunk);
    });
    child.stderr!.on('data', (chunk: Buffer) => {
      progress();
      stderr += chunk.toString('utf8');
      // Progress lines are long and many; what counts stands at the end.
      if (stderr.length > MOST_STDERR) stderr = stderr.slice(-MOST_STDERR / 2);
    });
    if (asks) answerQuestions(child.stdio[3] as Duplex, command.answer!);
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('close', (code) => {
      settle();
      if (signal?.aborted) reject(signal.reason as Error);
      else if (cut !== undefined) resolve({ ended: cut, stderr });
      else resolve({ ended: 'exit', code: code ?? 128, stdout: Buffer.concat(stdout).toString('utf8'), stderr });
    });
  });
}

function answerQuestions(pipe: Duplex, answer: (question: string) => string | undefined): void {
  let asked = '';
  pipe.on('error', () => {});
  pipe.on('data', (chunk: Buffer) => {
    asked += chunk.toString('utf8');
    for (let end = asked.indexOf('\n'); end >= 0; end = asked.indexOf('\n')) {
      const reply = answer(asked.slice(0, end));
      asked = asked.slice(end + 1);
      if (reply === undefined) pipe.end();
      else pipe.write(`${reply}\n`);
    }
    if (asked.length > 4096) pipe.destroy();
  });
}

/** Asks the whole group to end (Git removes its lock files then), and ends it when it does not. */
function endGroup(child: ChildProcess, clock: Clock): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true }).on(
      'error',
      () => {},
    );
    return;
  }
  signalGroup(child.pid, 'SIGTERM');
  const timer = clock.after(GRACE, () => signalGroup(child.pid!, 'SIGKILL'));
  child.once('close', () => timer.cancel());
}

function signalGroup(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-pid, name);
  } catch {
    // The group is gone already.
  }
}
