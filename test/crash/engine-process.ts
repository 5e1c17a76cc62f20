import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Report {
  /** Where it could have been killed. */
  readonly steps: number;
  readonly kinds: readonly ('intent' | 'result')[];
  /** The application exists no more. */
  readonly gone: boolean;
  /** Why what was asked for was not even begun. */
  readonly refused?: string;
  readonly phase: string;
  readonly message: string;
  readonly sync: string;
  readonly history: readonly { id: number; revision: string; rolledBackTo?: number }[];
  readonly hold?: string;
  readonly refusedRevisions?: readonly (readonly string[])[];
  readonly results: readonly string[];
}

const PATIENCE_MS = 120_000;

/** Runs an engine to the end of what it does; undefined when it was killed. `began` is given the process, to be killed from outside. */
export function runEngine(
  env: Readonly<Record<string, string>>,
  began: (child: ChildProcess) => void = () => undefined,
): Promise<Report | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'engine-child.ts')], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    let late = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, PATIENCE_MS);
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      clearTimeout(timer);
      if (out !== '') return resolve(JSON.parse(out) as Report);
      if (signal === 'SIGKILL' && !late) return resolve(undefined);
      reject(new Error(`the engine ended without a word${late ? ', too late' : ''}\n${err}`));
    });
    began(child);
  });
}

/** A few at a time: they mostly wait for Jobs and for each other's disk. */
export async function sideBySide<T, L>(
  work: readonly T[],
  lanes: readonly L[],
  run: (one: T, lane: L) => Promise<void>,
) {
  const left = [...work];
  const next = async (lane: L): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await run(one, lane);
  };
  await Promise.all(lanes.map(next));
}
