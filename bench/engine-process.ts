import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '../main/shell/client/client.ts';
import { connectSocket } from '../main/shell/client/socket-transport.ts';
import { homeLayout } from '../main/shell/home.ts';

const root = join(import.meta.dirname, '..');
const TICK_MS = 10; // _SC_CLK_TCK is 100 on Linux

/** The product itself, as a person starts it: `argosy engine` from the bundle, with what it and its children cost. */
export interface EngineProcess {
  readonly client: Client;
  readonly pid: number;
  /** CPU milliseconds since the start, children included. */
  readonly cpuMs: () => number;
  /** Bytes now, and the most that was seen (every 100 ms), of the process and its children together: pages that they share count once (PSS). */
  readonly memory: () => { readonly now: number; readonly peak: number };
  readonly resetPeak: () => void;
  readonly stop: () => Promise<void>;
}

export async function startEngine(home: string, env: Readonly<Record<string, string>> = {}): Promise<EngineProcess> {
  const child = spawn(join(root, 'node_modules/.bin/node'), [join(root, 'main/shell/cli/argosy.mjs'), 'engine'], {
    env: { ...process.env, ARGOSY_HOME: home, ARGOSY_SECRETS: 'memory', ARGOSY_LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await ready(child);
  const transport = await connectSocket(homeLayout(home, process.platform).socket);
  if (!transport) throw new Error('the engine does not answer');
  const pid = child.pid!;
  let peak = 0;
  const sample = (): number => {
    const now = tree(pid).reduce((sum, one) => sum + memoryOf(one), 0);
    peak = Math.max(peak, now);
    return now;
  };
  const timer = setInterval(sample, 100);
  const client = new Client(transport);
  return {
    client,
    pid,
    cpuMs: () => tree(pid).reduce((sum, one) => sum + cpuOf(one), 0),
    memory: () => ({ now: sample(), peak }),
    resetPeak: () => {
      peak = 0;
    },
    stop: async () => {
      clearInterval(timer);
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await ended;
      client.close();
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout!.on('data', (chunk) => {
      if (String(chunk).includes('ready')) resolve();
    });
    child.once('close', (code) => reject(new Error(`the engine ended with ${code}`)));
  });
}

/** The process and everything below it. */
function tree(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = Number(statOf(Number(entry))?.[1]);
    if (!Number.isNaN(parent)) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const all: number[] = [];
  const walk = (one: number): void => {
    all.push(one);
    for (const child of children.get(one) ?? []) walk(child);
  };
  walk(pid);
  return all;
}

/** Fields of /proc/PID/stat from the state on; the name before may hold blanks. */
function statOf(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined; // it has just ended
  }
}

/** Milliseconds of user and system time of the process and of its children that have ended. */
export function cpuOf(pid: number): number {
  const stat = statOf(pid);
  if (!stat) return 0;
  return stat.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * TICK_MS;
}

function memoryOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0; // it has just ended
  }
}
