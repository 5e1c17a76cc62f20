import { utilityProcess } from 'electron';
import type { HostReply, SpawnHost } from '../../engines/index.ts';

const STDERR_LIMIT = 16 * 1024;

/** Starts a process of the engines as a utility process: the fuses forbid running this program as Node. */
export const utilityHost: SpawnHost = ({ entry, env, execArgv }, events) => {
  const child = utilityProcess.fork(entry, [], {
    env: { ...env },
    execArgv: [...execArgv],
    stdio: ['ignore', 'ignore', 'pipe'],
    serviceName: 'Argosy engines',
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    if (stderr.length < STDERR_LIMIT) stderr = (stderr + chunk.toString()).slice(0, STDERR_LIMIT);
  });
  let ended = false;
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    events.onExit(stderr === '' ? reason : `${reason}: ${stderr.trim()}`);
  };
  child.on('message', (message: unknown) => events.onMessage(message as HostReply));
  child.on('error', (type, location) => end(`engine process failed (${type} at ${location})`));
  child.on('exit', (code) => end(`engine process ended (${code})`));
  return {
    get pid() {
      return child.pid;
    },
    // Electron keeps what is sent until the process has started.
    send: (message) => {
      if (!ended) child.postMessage(message);
    },
    kill: () => {
      // `kill` of Electron asks politely, which a thread that computes for ever would not hear.
      const { pid } = child;
      if (pid === undefined) child.kill();
      else killNow(pid);
    },
    // Utility processes do not keep Electron from ending.
    hold: () => undefined,
  };
};

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // Gone by itself: its exit is told anyway.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
