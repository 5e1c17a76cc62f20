// Worker threads for one engine: started when needed, stopped when idle, killed
// when a call takes too long.

import { Worker } from 'node:worker_threads';
import { type Artifact, loadModule } from './artifact.ts';
import type { CallOptions, CallResult } from './call.ts';
import { EngineError, type EngineErrorCode } from './engine-error.ts';
import type { EngineCounters } from './engines.ts';
import { decodeResponse, encodeRequest } from './frame.ts';
import type { WasmModule } from './webassembly.ts';
import type { WorkerInit, WorkerReply } from './worker.ts';

export interface PoolOptions {
  artifact: Artifact;
  maxWorkers?: number;
  /** Default time limit of one call, from its start in a worker. */
  deadlineMs?: number;
  /** After this time without calls all workers and the compiled module are dropped. */
  idleMs?: number;
  /** WebAssembly memory never shrinks: a bigger worker is replaced after its call. */
  recycleBytes?: number;
  /** Soft limit for the Go heap; the hard one is in the module (see build.mjs). */
  goMemoryLimit?: string;
}

interface Job {
  op: string;
  args: unknown;
  options: CallOptions;
  resolve(result: CallResult<never>): void;
  reject(error: EngineError): void;
}

/** The first call compiles code lazily, so starting has its own limit. */
const START_DEADLINE_MS = 30_000;
/** Deep recursion of templates and Jsonnet needs more than Node's 4 MB. */
const STACK_MB = 64;

export class EnginePool {
  readonly #options: Required<PoolOptions>;
  #module: Promise<WasmModule> | undefined;
  #workers = new Set<EngineWorker>();
  #queue: Job[] = [];
  #idleTimer: NodeJS.Timeout | undefined;
  #closed = false;
  readonly #counts = { calls: 0, failures: 0, starts: 0, keptTrees: 0 };

  constructor(options: PoolOptions) {
    this.#options = {
      maxWorkers: 2,
      deadlineMs: 10_000,
      idleMs: 60_000,
      recycleBytes: 256 << 20,
      goMemoryLimit: '512MiB',
      ...options,
    };
  }

  counters(): EngineCounters {
    return {
      ...this.#counts,
      running: [...this.#workers].filter((w) => w.job !== undefined).length,
      queued: this.#queue.length,
    };
  }

  call<T = unknown>(op: string, args: unknown, options: CallOptions = {}): Promise<CallResult<T>> {
    return new Promise((resolve, reject) => {
      const { signal } = options;
      if (this.#closed) return reject(new EngineError('CLOSED', 'engine pool is closed'));
      if (signal?.aborted) return reject(new EngineError('ABORTED', 'call was aborted'));
      const abort = () => this.#abort(job);
      const settle = () => signal?.removeEventListener('abort', abort);
      const job: Job = {
        op,
        args,
        options,
        resolve: (result: CallResult<T>) => {
          settle();
          resolve(result);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      } as Job;
      signal?.addEventListener('abort', abort);
      this.#queue.push(job);
      this.#dispatch();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#queue.splice(0)) job.reject(new EngineError('CLOSED', 'engine pool is closed'));
    await this.#stopWorkers('CLOSED');
  }

  #dispatch(): void {
    clearTimeout(this.#idleTimer);
    while (this.#queue.length > 0) {
      const worker = this.#pickWorker(this.#queue[0]!);
      if (!worker) return;
      worker.run(this.#queue.shift()!);
    }
    if ([...this.#workers].every((w) => w.free)) {
      this.#idleTimer = setTimeout(() => void this.#stopWorkers('CLOSED'), this.#options.idleMs);
      this.#idleTimer.unref();
    }
  }

  #pickWorker(job: Job): EngineWorker | undefined {
    const free = [...this.#workers].filter((w) => w.free);
    const { treeKey } = job.options;
    const best = free.find((w) => treeKey !== undefined && w.trees.has(treeKey)) ?? free[0];
    if (best || this.#workers.size >= this.#options.maxWorkers) return best;
    const worker = new EngineWorker(this.#load(), this.#options, (gone) => {
      if (gone) this.#workers.delete(worker);
      this.#dispatch();
    });
    this.#workers.add(worker);
    return worker;
  }

  #load(): Promise<WasmModule> {
    this.#module ??= loadModule(this.#options.artifact).catch((error) => {
      this.#module = undefined; // so that a later call tries again
      throw error;
    });
    return this.#module;
  }

  #abort(job: Job): void {
    const queued = this.#queue.indexOf(job);
    if (queued >= 0) {
      this.#queue.splice(queued, 1);
      job.reject(new EngineError('ABORTED', 'call was aborted'));
      return;
    }
    for (const w of this.#workers) if (w.job === job) void w.kill(new EngineError('ABORTED', 'call was aborted'));
  }

  async #stopWorkers(code: 'CLOSED'): Promise<void> {
    clearTimeout(this.#idleTimer);
    this.#module = undefined;
    const workers = [...this.#workers];
    this.#workers.clear();
    await Promise.all(workers.map((w) => w.kill(new EngineError(code, 'engine was stopped'))));
  }
}

/** One thread with at most one call at a time. */
class EngineWorker {
  job: Job | undefined;
  /** Keys of trees this instance should hold; the instance may have dropped some. */
  readonly trees = new Set<string>();
  readonly #options: Required<PoolOptions>;
  readonly #changed: (gone: boolean) => void;
  readonly #started: Promise<Worker>;
  #thread: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #dead = false;
  #calls = 0;

  constructor(module: Promise<WasmModule>, options: Required<PoolOptions>, changed: (gone: boolean) => void) {
    this.#options = options;
    this.#changed = changed;
    this.#started = module.then((m) => this.#start(m));
    this.#started.catch((error) => void this.kill(new EngineError('START_FAILED', String(error))));
  }

  get free(): boolean {
    return this.job === undefined && !this.#dead;
  }

  run(job: Job): void {
    this.job = job;
    this.#started
      .then(() => this.#send(job))
      .catch((error) => this.kill(new EngineError('START_FAILED', String(error))));
  }

  async kill(error: EngineError): Promise<void> {
    if (this.#dead) return;
    this.#dead = true;
    clearTimeout(this.#timer);
    const { job } = this;
    this.job = undefined;
    job?.reject(error);
    this.#changed(true);
    await this.#thread?.terminate();
  }

  #start(module: WasmModule): Promise<Worker> {
    const workerData: WorkerInit = { module, env: { GOMEMLIMIT: this.#options.goMemoryLimit, GOGC: '100' } };
    const thread = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData,
      env: {},
      argv: [],
      execArgv: [],
      name: 'engine',
      resourceLimits: { stackSizeMb: STACK_MB },
    });
    if (this.#dead) return thread.terminate().then(() => thread);
    this.#thread = thread;
    this.#limit(START_DEADLINE_MS);
    thread.unref();
    return new Promise((resolve) => {
      thread.on('message', (reply: WorkerReply) => {
        if (reply.type === 'ready') resolve(thread);
        else this.#receive(reply);
      });
      thread.on('error', (error) => void this.kill(new EngineError('CRASHED', String(error))));
      thread.on('exit', (code) => void this.kill(new EngineError('CRASHED', `engine thread ended (${code})`)));
    });
  }

  async #send(job: Job): Promise<void> {
    if (this.job !== job) return; // killed meanwhile
    const { treeKey, files, deadlineMs } = job.options;
    const held = treeKey !== undefined && this.trees.has(treeKey);
    const given = held ? undefined : typeof files === 'function' ? await files() : (files ?? {});
    if (this.job !== job) return;
    const frame = encodeRequest(job.op, job.args, treeKey, given);
    if (treeKey !== undefined) this.trees.add(treeKey);
    this.#limit(deadlineMs ?? this.#options.deadlineMs);
    this.#thread!.ref();
    this.#thread!.postMessage({ id: ++this.#calls, frame: frame.buffer }, [frame.buffer]);
  }

  #limit(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.kill(new EngineError('DEADLINE', `no result after ${ms} ms`)), ms);
  }

  #receive(reply: Exclude<WorkerReply, { type: 'ready' }>): void {
    const { job } = this;
    if (reply.type === 'crash') {
      const code = { stack: 'STACK_OVERFLOW', memory: 'OUT_OF_MEMORY', exit: 'CRASHED' } as const;
      void this.kill(new EngineError(code[reply.reason], reply.message, { details: reply.log }));
      return;
    }
    if (!job) return;
    const { header, blob } = decodeResponse(new Uint8Array(reply.frame));
    if (header.error?.code === 'TREE_MISSING' && job.options.files) {
      this.trees.delete(job.options.treeKey!);
      void this.#send(job);
      return;
    }
    clearTimeout(this.#timer);
    this.#thread!.unref();
    this.job = undefined;
    if (header.error)
      job.reject(new EngineError(header.error.code as EngineErrorCode, header.error.message, header.error));
    else job.resolve({ ok: header.ok as never, text: blob, log: reply.log });
    if (reply.memoryBytes > this.#options.recycleBytes) void this.kill(new EngineError('CLOSED', 'worker recycled'));
    else this.#changed(false);
  }
}
