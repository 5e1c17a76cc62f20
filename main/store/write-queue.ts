import { close, fdatasync, fdatasyncSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { ArgosyError } from '../model/index.ts';
import type { Clock, Logger, Timer } from '../runtime/index.ts';
import { machineError } from './sqlite-error.ts';

export interface WriteJob {
  /** Inside the transaction. May run again after a rollback, so it only writes rows. */
  readonly write: () => void;
  /** Once, after the commit. */
  readonly committed?: () => void;
}

/** Whether what was handed over reaches the file. */
export type StoreHealth =
  | { readonly kind: 'ok' }
  /** Writes wait in memory and are tried again. */
  | { readonly kind: 'failing'; readonly since: number; readonly error: ArgosyError; readonly waiting: number };

interface Waiter {
  readonly number: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/**
 * Group commit. Everything that is handed over in one turn of the event loop becomes one transaction at its end; a key that
 * is written twice is written once. A commit goes to the write-ahead log without waiting for the disk (26 µs), so a killed
 * process loses nothing of it. Who needs it on the disk waits for one `fdatasync` of that log, which runs beside the event
 * loop and serves all commits before it (2.2 ms here; `synchronous=FULL` would block the engine for that long each time).
 *
 * Why a plain fdatasync is enough: SQLite (NORMAL) itself syncs the log before a checkpoint copies it and the database before
 * the log starts again, so a committed frame is at any moment either in the log that we sync or in a synced database.
 */
export class WriteQueue {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** In order of arrival; the newest job of a key takes the place of the one before. */
  #jobs = new Map<string, WriteJob>();
  #accepted = 0;
  #committed = 0;
  #durable = 0;
  #waiters: Waiter[] = [];
  #scheduled: NodeJS.Immediate | undefined;
  #syncing = false;
  #logFile: number | undefined;
  #failure: { readonly since: number; readonly error: ArgosyError } | undefined;
  #retry: Timer | undefined;
  #retryMs = FIRST_RETRY_MS;
  #closed = false;
  #commits = 0;
  #syncs = 0;
  readonly #listeners = new Set<(health: StoreHealth) => void>();

  constructor(database: DatabaseSync, path: string, clock: Clock, logger: Logger) {
    this.#database = database;
    this.#path = path;
    this.#clock = clock;
    this.#logger = logger;
  }

  add(key: string, job: WriteJob): void {
    if (this.#closed) throw new Error('the store is closed');
    this.#jobs.set(key, job);
    this.#accepted++;
    if (this.#failure !== undefined) return; // the retry takes it along
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      this.#commitAndReport();
    });
  }

  /** Resolves when everything added so far is on the disk; rejects when it cannot be written now (it stays queued). */
  durable(): Promise<void> {
    const number = this.#accepted;
    if (number <= this.#durable) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.push({ number, resolve, reject });
      if (this.#failure !== undefined) this.#commitAndReport();
      else if (this.#scheduled === undefined) this.#sync();
    });
  }

  /** Commits what waits now, so that a query sees it. Throws an ArgosyError when that is impossible. */
  commit(): void {
    if (this.#jobs.size > 0) {
      const number = this.#accepted;
      this.#run();
      this.#committed = number;
      this.#commits++;
      this.#recover();
    }
    this.#sync();
  }

  health(): StoreHealth {
    return this.#failure === undefined
      ? { kind: 'ok' }
      : { kind: 'failing', ...this.#failure, waiting: this.#jobs.size };
  }

  onHealth(listener: (health: StoreHealth) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  counters(): { readonly commits: number; readonly syncs: number } {
    return { commits: this.#commits, syncs: this.#syncs };
  }

  /** Writes the rest and waits for the disk: who still waits is answered before this returns. */
  close(): void {
    if (this.#closed) return;
    if (this.#scheduled !== undefined) clearImmediate(this.#scheduled);
    this.#retry?.cancel();
    const waiters = this.#waiters;
    this.#waiters = [];
    try {
      if (this.#jobs.size > 0) this.#run();
      if (waiters.length > 0) fdatasyncSync(this.#openLog());
      for (const waiter of waiters) waiter.resolve();
    } catch (error) {
      const told = machineError(error, this.#path);
      for (const waiter of waiters) waiter.reject(told ?? (error as Error));
      throw told ?? error;
    } finally {
      this.#closed = true;
      if (!this.#syncing) this.#closeLog();
    }
  }

  #commitAndReport(): void {
    try {
      this.commit();
    } catch (error) {
      // Reported to every waiter, to the listeners of the health and to the log; the jobs stay.
      this.#fail(error instanceof ArgosyError ? error : new ArgosyError('Unknown', String(error), { cause: error }));
    }
  }

  #run(): void {
    for (;;) {
      let running = '';
      try {
        this.#database.exec('BEGIN IMMEDIATE');
        for (const [key, job] of this.#jobs) {
          running = key;
          job.write();
        }
        running = '';
        this.#database.exec('COMMIT');
        const done = this.#jobs;
        this.#jobs = new Map();
        for (const job of done.values()) job.committed?.();
        return;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        const known = machineError(error, this.#path);
        if (known !== undefined) throw known;
        if (running === '') throw error;
        // A defect of ours in one job must not hold up everybody else's: it is taken out, loudly, and the rest is written.
        this.#jobs.delete(running);
        this.#logger.error('a write was refused by the schema and is lost', { key: running, error });
      }
    }
  }

  #sync(): void {
    const wanted = this.#waiters.length > 0 || this.#failure !== undefined;
    if (this.#syncing || this.#closed || !wanted || this.#durable >= this.#committed) return;
    this.#syncing = true;
    const number = this.#committed;
    this.#syncs++;
    fdatasync(this.#openLog(), (error) => {
      this.#syncing = false;
      if (this.#closed) return this.#closeLog();
      if (error !== null) {
        this.#fail(
          machineError(error, this.#path) ??
            new ArgosyError('Unavailable', error.message, { subject: this.#path, cause: error }),
        );
        return;
      }
      this.#durable = number;
      if (this.#jobs.size === 0) this.#recover();
      const ready = this.#waiters.filter((waiter) => waiter.number <= number);
      if (ready.length > 0) this.#waiters = this.#waiters.filter((waiter) => waiter.number > number);
      for (const waiter of ready) waiter.resolve();
      this.#sync();
    });
  }

  #fail(error: ArgosyError): void {
    const first = this.#failure === undefined;
    this.#failure = { since: this.#failure?.since ?? this.#clock.now(), error };
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter.reject(error);
    this.#retry?.cancel();
    this.#retry = this.#clock.after(this.#retryMs, () => this.#commitAndReport());
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
    if (first) {
      this.#logger.error('the store cannot be written; changes wait in memory', {
        path: this.#path,
        error: error.message,
      });
      this.#tell();
    }
  }

  #recover(): void {
    if (this.#failure === undefined) return;
    this.#logger.info('the store is written again', { path: this.#path });
    this.#failure = undefined;
    this.#retry?.cancel();
    this.#retryMs = FIRST_RETRY_MS;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.health());
  }

  /** Reading and writing the log's descriptor drops no lock: SQLite keeps those on the database and the shared index. */
  #openLog(): number {
    this.#logFile ??= openSync(`${this.#path}-wal`, 'r+');
    return this.#logFile;
  }

  #closeLog(): void {
    if (this.#logFile !== undefined) close(this.#logFile, () => {});
    this.#logFile = undefined;
  }
}
