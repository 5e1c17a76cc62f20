import { Worker } from 'node:worker_threads';
import { type Clock, createLimiter, type Timer } from '../runtime/index.ts';
import { failure } from './failure.ts';
import { type ParseTask, parseText } from './parse-text.ts';
import type { ParseReply } from './parse-thread.ts';
import { type Prepared, prepare } from './prepared.ts';

/** Reads manifests: small texts at once, large ones in a thread, so that nothing else waits for them. */
export interface Parser {
  parse(task: ParseTask, signal: AbortSignal): Promise<Prepared[]>;
  close(): Promise<void>;
}

export interface ParserOptions {
  readonly clock: Clock;
  /** Milliseconds for one text. */
  readonly deadlineMs: number;
  /** The program of the thread; a bundle says where it put parse-thread.ts. */
  readonly thread?: URL | undefined;
}

/** Characters: 10 to 25 ms of work here, measured. A text of 9 MB is 2.8 s of work, and others then wait 0.14 s at most. */
const SMALL = 64 * 1024;
/** Milliseconds without a large text after which the thread ends. */
const IDLE = 10_000;
/** 9 MB of Deployments need about 300; 10 MB of `1,1,1,…` need 900 and end the thread, not the application. */
const HEAP_MB = 512;

export function createParser(options: ParserOptions): Parser {
  const { clock, deadlineMs, thread = new URL('./parse-thread.ts', import.meta.url) } = options;
  const turns = createLimiter(1);
  let worker: Worker | undefined;
  let idle: Timer | undefined;

  async function end(): Promise<void> {
    idle?.cancel();
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  }

  function start(): Worker {
    const started = new Worker(thread, {
      env: {},
      argv: [],
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    started.unref();
    const gone = () => {
      if (worker === started) worker = undefined;
    };
    started.on('error', gone).on('exit', gone);
    worker = started;
    return started;
  }

  async function inThread(task: ParseTask, signal: AbortSignal): Promise<Prepared[]> {
    idle?.cancel();
    const running = worker ?? start();
    try {
      return prepared(await ask(running, task, signal));
    } finally {
      if (worker !== undefined) idle = clock.after(IDLE, () => void end());
    }
  }

  function ask(running: Worker, task: ParseTask, signal: AbortSignal): Promise<ParseReply> {
    const file = task.path || '.';
    return new Promise((resolve, reject) => {
      running.ref();
      const settle = (finish: () => void, keep: boolean) => {
        deadline.cancel();
        signal.removeEventListener('abort', aborted);
        running.off('message', received);
        running.off('error', broken);
        running.off('exit', gone);
        running.unref();
        if (keep) return finish();
        void end().then(finish, finish);
      };
      const received = (reply: ParseReply) => settle(() => resolve(reply), true);
      const broken = (error: Error & { code?: string }) => {
        const exhausted = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
        settle(() => reject(exhausted ? tooHeavy(file, 'needs too much memory') : error), false);
      };
      const gone = () => broken(new Error('the thread that reads manifests ended'));
      const aborted = () => settle(() => reject(signal.reason as Error), false);
      const deadline = clock.after(deadlineMs, () =>
        settle(() => reject(tooHeavy(file, `is not read after ${deadlineMs} ms`)), false),
      );
      running.on('message', received);
      running.on('error', broken);
      running.on('exit', gone);
      signal.addEventListener('abort', aborted, { once: true });
      running.postMessage(task);
    });
  }

  return {
    async parse(task, signal) {
      if (task.text.length <= SMALL) return prepare(parseText(task), task.maxBytes);
      return turns.run(() => inThread(task, signal), signal);
    },
    close: end,
  };
}

function prepared(reply: ParseReply): Prepared[] {
  if (!reply.ok) throw failure(reply.code, reply.message, { subject: reply.subject, advice: reply.advice });
  let at = 0;
  return reply.items.map(({ hash, length, origin }) => {
    const json = reply.json.subarray(at, at + length);
    at += length;
    return { hash, json, ...(origin === undefined ? {} : { origin }) };
  });
}

function tooHeavy(file: string, what: string) {
  return failure('ResourceExhausted', `${file}: the text ${what}`, { subject: file, advice: 'Split the file.' });
}
