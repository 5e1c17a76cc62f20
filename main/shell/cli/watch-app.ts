import { setTimeout as pause } from 'node:timers/promises';
import { type Application, appKey } from '../../model/index.ts';
import { type Client, RemoteError } from '../client/client.ts';
import { CommandError } from './exit.ts';

/**
 * Follows one application until `done` says so; resolves with it. `seen` is called with each state.
 * Undefined when the application was deleted meanwhile.
 */
export function followApplication(
  client: Client,
  name: string,
  done: (app: Application) => boolean,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal; readonly seen?: (app: Application) => void },
): Promise<Application | undefined> {
  const [namespace, bare] = name.includes('/')
    ? [name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1)]
    : [undefined, name];
  const key = appKey(bare, namespace);
  const { timeoutMs, signal } = options;
  return new Promise((resolve, reject) => {
    let last: Application | undefined;
    const finish = (end: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      stop();
      end();
    };
    const take = (app: Application | undefined): void => {
      last = app;
      if (app === undefined) {
        finish(() => resolve(undefined));
        return;
      }
      try {
        options.seen?.(app);
        if (done(app)) finish(() => resolve(app));
      } catch (error) {
        finish(() => reject(error));
      }
    };
    const aborted = (): void => finish(() => reject(signal.reason as Error));
    const timer =
      timeoutMs > 0
        ? setTimeout(() => finish(() => reject(timeoutError(name, timeoutMs, last))), timeoutMs)
        : undefined;
    signal.addEventListener('abort', aborted, { once: true });
    const stop = client.subscribe(
      'applications.full',
      (event) => {
        if (event.kind === 'snapshot') take(event.rows.get(key));
        else {
          const changed = event.upsert.find(([one]) => one === key);
          if (changed) take(changed[1]);
          else if (event.remove.includes(key)) take(undefined);
        }
      },
      (error) => finish(() => reject(error)),
      [key],
    );
  });
}

/** Between two looks of a command that has no engine beside it. */
const POLL_MS = 1000;

/** As `followApplication`, for a command with an engine of its own, which looks only when it is asked to. */
export async function pollApplication(
  client: Client,
  name: string,
  done: (app: Application) => boolean,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<Application | undefined> {
  const deadline = options.timeoutMs > 0 ? performance.now() + options.timeoutMs : Number.POSITIVE_INFINITY;
  for (;;) {
    const app = await client.call('app.get', { name, refresh: 'normal' }, options.signal).catch((error: unknown) => {
      if (error instanceof RemoteError && error.code === 'NotFound') return undefined;
      throw error;
    });
    if (app === undefined || done(app)) return app;
    const left = deadline - performance.now();
    if (left <= 0) throw timeoutError(name, options.timeoutMs, app);
    await pause(Math.min(POLL_MS, left), undefined, { signal: options.signal });
  }
}

function timeoutError(name: string, timeoutMs: number, app: Application | undefined): CommandError {
  const state = app ? `: ${app.status?.sync?.status ?? 'Unknown'}, ${app.status?.health?.status ?? 'Unknown'}` : '';
  return new CommandError(
    `timed out (${Math.round(timeoutMs / 1000)}s) waiting for app "${name}" match desired state${state}`,
  );
}

/** Seconds as argocd's --timeout takes them; 0 waits without end. */
export function timeoutMs(seconds: string | undefined): number {
  if (seconds === undefined) return 0;
  if (!/^\d{1,7}$/.test(seconds)) throw new CommandError(`--timeout: expected seconds, got ${JSON.stringify(seconds)}`);
  return Number(seconds) * 1000;
}
