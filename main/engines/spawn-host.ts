import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { HostReply, HostRequest } from './protocol.ts';

/** A running host process, seen from the application. */
export interface HostProcess {
  readonly pid: number | undefined;
  send(message: HostRequest): void;
  /** Ends it at once, whatever it does. */
  kill(): void;
  /** Whether it keeps the application from ending; where that does not exist, nothing. */
  hold(on: boolean): void;
}

export interface HostEvents {
  onMessage(message: HostReply): void;
  /** Once, also when it could not be started; `reason` has what it wrote to stderr. */
  onExit(reason: string): void;
}

/** All that a host process gets: nothing is inherited. */
export interface HostSetup {
  /** File to run (host-entry, from source or bundled). */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  readonly execArgv: readonly string[];
}

/**
 * Starts a host process. The default forks Node; Electron, where fuses forbid that, gives one with
 * `utilityProcess.fork(entry, [], { env, execArgv, stdio })` (same messages, by structured clone).
 */
export type SpawnHost = (setup: HostSetup, events: HostEvents) => HostProcess;

/** Big blocks go back to the system when freed (glibc; others ignore it), and V8 keeps less young garbage: together 80 MB. */
export const HOST_SETUP: Omit<HostSetup, 'entry'> = {
  env: { MALLOC_MMAP_THRESHOLD_: '262144' },
  execArgv: ['--max-semi-space-size=1'],
};

const STDERR_LIMIT = 16 * 1024;

/** Without it Windows cannot load its random number generator. */
const systemRoot = process.env['SystemRoot'];
const windows = process.platform === 'win32' && systemRoot !== undefined ? { SystemRoot: systemRoot } : {};

export const forkHost: SpawnHost = ({ entry, env, execArgv }, events) => {
  const child = fork(entry, [], {
    env: { ...env, ...windows },
    execArgv: [...execArgv],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    windowsHide: true,
  });
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(0, STDERR_LIMIT);
  });
  let exited = false;
  const exit = (reason: string) => {
    if (exited) return;
    exited = true;
    events.onExit(reason);
  };
  child.on('message', (message) => events.onMessage(message as HostReply));
  child.on('error', (error) => exit(String(error)));
  child.on('close', (code, signal) =>
    exit(`engine process ended (${signal ?? code})${stderr && `: ${stderr.trim()}`}`),
  );
  return {
    pid: child.pid,
    send: (message) => {
      // A process that has just ended tells so by its exit; the failed write adds nothing.
      child.send(message, () => {});
    },
    kill: () => {
      child.kill('SIGKILL');
    },
    hold: (on) => {
      const change = on ? 'ref' : 'unref';
      child[change]();
      child.channel?.[change]();
      (child.stderr as unknown as { ref(): void; unref(): void })[change]();
    },
  };
};

/** The entry beside this file: right when running from source. */
export const sourceHostEntry = fileURLToPath(new URL('./host-entry.ts', import.meta.url));
