import { EngineExit } from './wasi.ts';

/** Why an engine ended itself. Its memory is no longer to be trusted. */
export interface Crash {
  readonly reason: 'stack' | 'memory' | 'exit';
  readonly message: string;
  readonly log: string;
}

export function describeCrash(error: unknown, log: string): Crash {
  const cause = log.split('\n').find((line) => line.startsWith('fatal error:') || line.startsWith('runtime:'));
  const message = cause ?? (error as Error).message;
  if (error instanceof RangeError || /stack overflow|exceeds \d+-byte limit/.test(log)) {
    return { reason: 'stack', message, log };
  }
  if (/out of memory|cannot allocate/.test(log)) return { reason: 'memory', message, log };
  return { reason: 'exit', message: error instanceof EngineExit ? message : String(error), log };
}
