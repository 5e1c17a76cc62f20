import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ArgosyError, type BlobId, type CommitSha, type TreeId } from '../model/index.ts';
import type { Clock, Timer } from '../runtime/index.ts';
import { parseAddress } from './address.ts';
import type { Author, BranchChange, LineageRequest, LineageStep } from './authoring.ts';
import type { BackendCounters, CommitInfo, GitBackend, RemoteRefs, RepoAccess, TreeEntry } from './backend.ts';
import { tellingDiskFailures } from './disk-failure.ts';
import type { Answers, FromThread, PlainError, Task, ThreadSetup, ToThread } from './embedded-protocol.ts';
import { readAuthor } from './identity.ts';
import { locateRepository } from './local-repository.ts';
import { environmentProxies } from './proxies.ts';

export interface EmbeddedOptions {
  /** Data folder of this adapter; made when it is not there. */
  readonly folder: string;
  readonly clock: Clock;
  /** Variables of this process, for the proxies. */
  readonly env: NodeJS.ProcessEnv;
  /** The file that the thread starts from; a bundle must say it. */
  readonly threadEntry?: URL | string;
  readonly limits?: Partial<EmbeddedLimits>;
}

export interface EmbeddedLimits {
  /** Milliseconds for a task, and without a byte from the remote. */
  readonly command: number;
  readonly stall: number;
  /** Milliseconds until the unused thread ends, and its memory with it. */
  readonly idle: number;
  /** Bytes of a repository's pack: it is held in memory. */
  readonly maxRepository: number;
}

const LIMITS: EmbeddedLimits = { command: 90_000, stall: 15_000, idle: 30_000, maxRepository: 128 * 2 ** 20 };

/** Git without Git: isomorphic-git in a thread. HTTP(S), protocol version 2, and local repositories read in place. */
export async function createEmbeddedBackend(options: EmbeddedOptions): Promise<GitBackend> {
  await mkdir(join(options.folder, 'repositories'), { recursive: true, mode: 0o700 });
  return tellingDiskFailures(new EmbeddedBackend(options, { ...LIMITS, ...options.limits }));
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: Timer;
}

type Counters = { -readonly [K in keyof BackendCounters]: number };

class EmbeddedBackend implements GitBackend {
  readonly name = 'embedded';
  readonly #options: EmbeddedOptions;
  readonly #limits: EmbeddedLimits;
  readonly #counters: Counters = { lsRemotes: 0, fetches: 0, spawned: 0, treesRead: 0, blobsRead: 0 };
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | undefined;
  #number = 0;
  #idle: Timer | undefined;
  #closed = false;

  constructor(options: EmbeddedOptions, limits: EmbeddedLimits) {
    this.#options = options;
    this.#limits = limits;
  }

  counters(): BackendCounters {
    return { ...this.#counters };
  }

  async listRefs(access: RepoAccess, signal?: AbortSignal): Promise<RemoteRefs> {
    this.#counters.lsRemotes++;
    return this.#ask({ do: 'list-refs', access }, signal);
  }

  async fetch(access: RepoAccess, commit: CommitSha, _ref: string | undefined, signal?: AbortSignal): Promise<void> {
    const { downloaded } = await this.#ask({ do: 'fetch', access, commit }, signal);
    if (downloaded) this.#counters.fetches++;
  }

  async expand(access: RepoAccess, prefix: string, signal?: AbortSignal): Promise<readonly CommitSha[]> {
    if (!/^[0-9a-f]{4,40}$/.test(prefix)) throw new ArgosyError('InvalidArgument', `'${prefix}' is not a short SHA`);
    return this.#ask({ do: 'expand', access, prefix }, signal);
  }

  async commit(access: RepoAccess, id: CommitSha, signal?: AbortSignal): Promise<CommitInfo> {
    return this.#ask({ do: 'commit', access, id }, signal);
  }

  async tree(access: RepoAccess, id: TreeId, signal?: AbortSignal): Promise<readonly TreeEntry[]> {
    this.#counters.treesRead++;
    return this.#ask({ do: 'tree', access, id }, signal);
  }

  async blob(access: RepoAccess, id: BlobId, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array> {
    this.#counters.blobsRead++;
    return this.#ask({ do: 'blob', access, id, maxBytes }, signal);
  }

  async lineage(access: RepoAccess, request: LineageRequest, signal?: AbortSignal): Promise<readonly LineageStep[]> {
    const { steps, downloaded } = await this.#ask({ do: 'lineage', access, request }, signal);
    if (downloaded) this.#counters.fetches++;
    return steps;
  }

  async push(access: RepoAccess, change: BranchChange, signal?: AbortSignal): Promise<void> {
    await this.#ask({ do: 'push', access, change }, signal);
  }

  async author(access: RepoAccess): Promise<Author> {
    const url = parseAddress(access.url);
    const gitDir = url.kind === 'local' ? (await locateRepository(url.path)).gitDir : undefined;
    return readAuthor(this.#options.env, undefined, gitDir);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#idle?.cancel();
    await this.#end(new ArgosyError('Aborted', 'the Git cache is closed'));
  }

  #ask<T extends Task>(task: T, signal: AbortSignal | undefined): Promise<Answers[T['do']]> {
    signal?.throwIfAborted();
    parseAddress(task.access.url);
    if (this.#closed) throw new ArgosyError('Aborted', 'the Git cache is closed');
    this.#idle?.cancel();
    const thread = this.#running();
    const number = this.#number++;
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#tell(thread, { kind: 'abort', number });
        this.#settle(number)?.reject(signal!.reason as Error);
      };
      signal?.addEventListener('abort', leave, { once: true });
      const calm = () => signal?.removeEventListener('abort', leave);
      // A thread that does not answer is stuck in a computation: only its end helps.
      const late = new ArgosyError('DeadlineExceeded', 'reading the repository took too long', {
        subject: task.access.url,
        retry: true,
      });
      const deadline = this.#options.clock.after(this.#limits.command, () => void this.#end(late));
      this.#waiting.set(number, {
        resolve: (value) => {
          calm();
          resolve(value);
        },
        reject: (error) => {
          calm();
          reject(error);
        },
        deadline,
      });
      // The process lives as long as somebody waits, not as long as the thread.
      thread.ref();
      this.#tell(thread, { kind: 'task', number, task });
    });
  }

  #tell(thread: Worker, message: ToThread): void {
    thread.postMessage(message);
  }

  #running(): Worker {
    if (this.#thread !== undefined) return this.#thread;
    const { env, folder } = this.#options;
    const setup: ThreadSetup = {
      folder,
      stall: this.#limits.stall,
      maxRepository: this.#limits.maxRepository,
      proxies: environmentProxies(env),
    };
    const thread = new Worker(this.#options.threadEntry ?? new URL('./embedded-thread.ts', import.meta.url), {
      workerData: setup,
      // The thread reads no variables: what it needs is handed to it.
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
    });
    this.#counters.spawned++;
    this.#thread = thread;
    thread.unref();
    thread.on('message', (message: FromThread) => this.#receive(message));
    thread.on('error', (error) => {
      if (this.#thread === thread) void this.#end(threadDied(error));
    });
    return thread;
  }

  #receive(message: FromThread): void {
    const waiting = this.#settle(message.number);
    if (waiting === undefined) return;
    if (message.kind === 'failed') waiting.reject(revived(message.error));
    else waiting.resolve(message.value as never);
  }

  #settle(number: number): Waiting | undefined {
    const waiting = this.#waiting.get(number);
    if (waiting === undefined) return undefined;
    this.#waiting.delete(number);
    if (this.#waiting.size === 0) this.#thread?.unref();
    waiting.deadline.cancel();
    if (this.#waiting.size === 0 && !this.#closed) {
      this.#idle?.cancel();
      this.#idle = this.#options.clock.after(this.#limits.idle, () => void this.#end(undefined));
    }
    return waiting;
  }

  async #end(error: Error | undefined): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    for (const number of this.#waiting.keys()) {
      this.#settle(number)?.reject(error ?? new ArgosyError('Aborted', 'the Git thread was ended'));
    }
    await thread?.terminate();
  }
}

function revived(error: PlainError): Error {
  if (error.code === undefined) return new Error(error.message);
  const { subject, advice, retry } = error;
  return new ArgosyError(error.code, error.message, { subject, advice, retry });
}

function threadDied(error: unknown): ArgosyError {
  const message = error instanceof Error ? error.message : String(error);
  return new ArgosyError('ResourceExhausted', `the embedded Git could not read the repository: ${message}`, {
    advice: 'Install Git: with it repositories of any size can be read.',
    cause: error,
  });
}
