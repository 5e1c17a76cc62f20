// The queue of one engine: calls wait for a lane of its host process. The process starts with the first call and is
// killed when idle, so all its memory comes back; a call that takes too long is ended there.

import type { CallOptions, CallResult } from './call.ts';
import type { Crash } from './crash.ts';
import { EngineError, type EngineErrorCode } from './engine-error.ts';
import { decodeResponse, encodeRequest } from './frame.ts';
import type { Job } from './job.ts';
import { HostLink } from './link.ts';
import { type PoolOptions, type Settings, settingsOf } from './pool-options.ts';
import type { HostReply } from './protocol.ts';

/** Work done since the start: tests and the bench count these, never time. */
export interface EngineCounters {
  readonly calls: number;
  readonly failures: number;
  /** Host processes started. */
  readonly starts: number;
  /** Calls that sent no files because the worker held the tree. */
  readonly keptTrees: number;
  readonly running: number;
  readonly queued: number;
}

/** Loading the module and the first lazy compilation have their own limit. */
const START_DEADLINE_MS = 30_000;
/** So long a thread may take to stop while a neighbour is at work; alone, the process is killed at once. */
const END_GRACE_MS = 100;

interface Lane {
  readonly number: number;
  state: 'cold' | 'starting' | 'ready' | 'ending';
  job: Job | undefined;
  /** Number of the call that its host has now; undefined while the files of the job are still being read. */
  call: number | undefined;
  timer: NodeJS.Timeout | undefined;
  /** Keys of trees its instance should hold; it may have dropped some. */
  readonly trees: Set<string>;
}

export class EnginePool {
  readonly #settings: Settings;
  readonly #lanes: Lane[];
  readonly #counts = { calls: 0, failures: 0, starts: 0, keptTrees: 0 };
  #queue: Job[] = [];
  #link: HostLink | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #closed = false;
  #lastCall = 0;

  constructor(options: PoolOptions) {
    this.#settings = settingsOf(options);
    this.#lanes = Array.from({ length: this.#settings.maxWorkers }, (_, number) => ({
      number,
      state: 'cold',
      job: undefined,
      call: undefined,
      timer: undefined,
      trees: new Set(),
    }));
  }

  get pid(): number | undefined {
    return this.#link?.pid;
  }

  counters(): EngineCounters {
    return { ...this.#counts, running: this.#busy().length, queued: this.#queue.length };
  }

  call<T = unknown>(op: string, args: unknown, options: CallOptions = {}): Promise<CallResult<T>> {
    return new Promise((resolve, reject) => {
      const { signal } = options;
      if (this.#closed) return reject(new EngineError('CLOSED', 'the engines are closed'));
      if (signal?.aborted) return reject(new EngineError('ABORTED', 'the call was aborted'));
      this.#counts.calls++;
      const abort = () => this.#abort(job);
      const job: Job = {
        op,
        args,
        options,
        suspect: false,
        attempts: 0,
        resolve: (result) => {
          signal?.removeEventListener('abort', abort);
          resolve(result as CallResult<T>);
        },
        reject: (error: unknown) => {
          signal?.removeEventListener('abort', abort);
          this.#counts.failures++;
          reject(error as Error);
        },
      };
      signal?.addEventListener('abort', abort);
      this.#queue.push(job);
      this.#dispatch();
    });
  }

  close(): void {
    this.#closed = true;
    const jobs = [...this.#queue.splice(0), ...this.#busy().map((lane) => lane.job!)];
    this.#killHost();
    for (const job of jobs) job.reject(new EngineError('CLOSED', 'the engines are closed'));
  }

  #busy(): Lane[] {
    return this.#lanes.filter((lane) => lane.job !== undefined);
  }

  #dispatch(): void {
    clearTimeout(this.#idleTimer);
    for (;;) {
      const job = this.#queue[0];
      if (job === undefined) break;
      const busy = this.#busy();
      if (busy.some((lane) => lane.job!.suspect) || (job.suspect && busy.length > 0)) break;
      const lane = this.#pickLane(job);
      if (lane === undefined) break;
      this.#queue.shift();
      lane.job = job;
      this.#run(lane, job);
    }
    const idle = this.#busy().length === 0 && this.#queue.length === 0;
    this.#link?.hold(!idle);
    if (idle && this.#link) {
      this.#idleTimer = setTimeout(() => this.#killHost(), this.#settings.idleMs);
      this.#idleTimer.unref();
    }
  }

  /** A lane that holds the tree, else one that runs, else a cold one. */
  #pickLane(job: Job): Lane | undefined {
    const free = this.#lanes.filter((lane) => lane.job === undefined && lane.state !== 'ending');
    const { treeKey } = job.options;
    return (
      free.find((lane) => treeKey !== undefined && lane.trees.has(treeKey)) ??
      free.find((lane) => lane.state === 'ready') ??
      free[0]
    );
  }

  #run(lane: Lane, job: Job): void {
    const attempt = ++job.attempts;
    // The lane may have been taken from the job meanwhile, and even given back for another attempt.
    const current = () => lane.job === job && job.attempts === attempt;
    this.#send(lane, job, current).catch((error: unknown) => {
      // Only what the caller gave can fail here: too much of it, no JSON, or its own `files`, whose error is its own.
      if (current()) this.#finish(lane, (j) => j.reject(error));
    });
  }

  async #send(lane: Lane, job: Job, current: () => boolean): Promise<void> {
    const { treeKey, files } = job.options;
    const held = treeKey !== undefined && lane.trees.has(treeKey);
    const given = held ? undefined : typeof files === 'function' ? await files() : (files ?? {});
    if (!current()) return;
    const frame = encodeRequest(job.op, job.args, treeKey, given);
    if (held) this.#counts.keptTrees++;
    else if (treeKey !== undefined) lane.trees.add(treeKey);
    const link = this.#host();
    if (lane.state === 'cold') lane.state = 'starting';
    lane.call = ++this.#lastCall;
    this.#limit(lane);
    link.call(lane.number, lane.call, frame);
  }

  #host(): HostLink {
    if (this.#link) return this.#link;
    this.#counts.starts++;
    const link = new HostLink(
      {
        artifact: this.#settings.artifact,
        env: { GOMEMLIMIT: this.#settings.goMemoryLimit, GOGC: '100' },
        entry: this.#settings.hostEntry,
        spawn: this.#settings.spawnHost,
      },
      { onReply: (reply) => this.#receive(reply), onExit: (reason) => this.#hostDied(reason) },
    );
    this.#link = link;
    return link;
  }

  #limit(lane: Lane): void {
    clearTimeout(lane.timer);
    const starting = lane.state === 'starting';
    const ms = starting ? START_DEADLINE_MS : (lane.job!.options.deadlineMs ?? this.#settings.deadlineMs);
    const error = starting
      ? new EngineError('START_FAILED', `the engine did not start within ${ms} ms`)
      : new EngineError('DEADLINE', `no result after ${ms} ms`);
    lane.timer = setTimeout(() => this.#endLane(lane, error), ms);
  }

  #receive(reply: HostReply): void {
    if (reply.type === 'failed') {
      this.#startFailed(reply.message);
      return;
    }
    const lane = this.#lanes[reply.lane]!;
    switch (reply.type) {
      case 'ready':
        if (lane.state !== 'starting') return;
        lane.state = 'ready';
        if (lane.call !== undefined) this.#limit(lane);
        return;
      case 'ended':
        this.#cool(lane);
        this.#dispatch();
        return;
      case 'crash':
        if (lane.state === 'ending') return; // 'ended' follows
        this.#cool(lane);
        this.#finish(lane, (job) => job.reject(ofCrash(reply.crash)));
        return;
      case 'done':
        this.#done(lane, reply);
    }
  }

  #done(lane: Lane, reply: Extract<HostReply, { type: 'done' }>): void {
    const { job } = lane;
    if (job === undefined || lane.call !== reply.call) return;
    lane.call = undefined;
    const { header, blob } = decodeResponse(reply.frame);
    const { error } = header;
    if (error?.code === 'TREE_MISSING' && job.options.files !== undefined) {
      lane.trees.delete(job.options.treeKey!);
      this.#run(lane, job);
      return;
    }
    if (reply.memoryBytes > this.#settings.recycleBytes) {
      lane.state = 'ending';
      this.#link!.end(lane.number);
    }
    this.#finish(lane, (j) => {
      if (error) j.reject(new EngineError(error.code as EngineErrorCode, error.message, error));
      else j.resolve({ ok: header.ok, text: blob, log: reply.log });
    });
  }

  #abort(job: Job): void {
    const error = new EngineError('ABORTED', 'the call was aborted');
    const queued = this.#queue.indexOf(job);
    if (queued >= 0) {
      this.#queue.splice(queued, 1);
      job.reject(error);
      return;
    }
    const lane = this.#lanes.find((l) => l.job === job);
    if (lane) this.#endLane(lane, error);
  }

  /** Ends a busy lane: with its process when nothing else runs there, else its thread, and the process if that does not stop. */
  #endLane(lane: Lane, error: EngineError): void {
    const job = lane.job!;
    const sent = lane.call !== undefined;
    lane.job = undefined;
    lane.call = undefined;
    clearTimeout(lane.timer);
    if (sent && this.#busy().length === 0) {
      this.#killHost();
    } else if (sent) {
      lane.state = 'ending';
      lane.trees.clear();
      this.#link!.end(lane.number);
      lane.timer = setTimeout(() => this.#replaceHost(), END_GRACE_MS);
    }
    job.reject(error);
    this.#dispatch();
  }

  #replaceHost(): void {
    const innocent = this.#busy().map((lane) => lane.job!);
    this.#killHost();
    this.#queue.unshift(...innocent);
    this.#dispatch();
  }

  #killHost(): void {
    clearTimeout(this.#idleTimer);
    this.#link?.kill();
    this.#link = undefined;
    for (const lane of this.#lanes) {
      this.#cool(lane);
      lane.job = undefined;
      lane.call = undefined;
    }
  }

  #hostDied(reason: string): void {
    const busy = this.#busy();
    const jobs = busy.filter((lane) => lane.call !== undefined).map((lane) => lane.job!);
    const reading = busy.filter((lane) => lane.call === undefined).map((lane) => lane.job!);
    this.#killHost();
    const guilty = jobs.length === 1 || jobs.some((job) => job.suspect);
    if (guilty) {
      for (const job of jobs) job.reject(new EngineError('CRASHED', reason));
    } else {
      for (const job of jobs) job.suspect = true;
    }
    this.#queue.unshift(...(guilty ? [] : jobs), ...reading);
    this.#dispatch();
  }

  /** Nothing that waits could run either: the file is missing or not what the build made. */
  #startFailed(message: string): void {
    const jobs = [...this.#busy().map((lane) => lane.job!), ...this.#queue.splice(0)];
    this.#killHost();
    for (const job of jobs) job.reject(new EngineError('START_FAILED', message));
  }

  #cool(lane: Lane): void {
    clearTimeout(lane.timer);
    lane.state = 'cold';
    lane.trees.clear();
  }

  #finish(lane: Lane, settle: (job: Job) => void): void {
    const { job } = lane;
    clearTimeout(lane.timer);
    lane.job = undefined;
    lane.call = undefined;
    if (job) {
      job.suspect = false;
      settle(job);
    }
    this.#dispatch();
  }
}

function ofCrash({ reason, message, log }: Crash): EngineError {
  const code = { stack: 'STACK_OVERFLOW', memory: 'OUT_OF_MEMORY', exit: 'CRASHED' } as const;
  return new EngineError(code[reason], message, { details: log });
}
