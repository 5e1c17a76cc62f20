import type { DatabaseSync } from 'node:sqlite';
import { type AppKey, ArgosyError } from '../model/index.ts';
import type { Clock } from '../runtime/index.ts';
import type { Forget } from './retain.ts';
import type { JournalOperation } from './store.ts';
import type { WriteQueue } from './write-queue.ts';

/** The write-ahead journal of operations (architecture §5). Every promise here resolves when the disk has confirmed. */
export class Journal {
  readonly #queue: WriteQueue;
  readonly #path: string;
  readonly #forget: Forget;
  readonly #clock: Clock;
  /** Operations under way, each with the number of its next record. */
  readonly #next = new Map<string, { readonly app: AppKey; number: number }>();
  readonly #begin;
  readonly #append;
  readonly #finish;
  readonly #unfinished;
  readonly #records;

  constructor(database: DatabaseSync, queue: WriteQueue, path: string, forget: Forget, clock: Clock) {
    this.#forget = forget;
    this.#clock = clock;
    this.#queue = queue;
    this.#path = path;
    this.#begin = database.prepare('INSERT INTO operations (id, app, started_at, request) VALUES (?, ?, ?, ?)');
    this.#append = database.prepare('INSERT INTO operation_records (operation, number, document) VALUES (?, ?, ?)');
    this.#finish = database.prepare('UPDATE operations SET finished = 1 WHERE id = ?');
    this.#unfinished = database.prepare(
      'SELECT id, app, started_at, request FROM operations WHERE finished = 0 ORDER BY started_at, id',
    );
    this.#records = database.prepare('SELECT document FROM operation_records WHERE operation = ? ORDER BY number');
    const counts = database.prepare(
      'SELECT o.id AS id, o.app AS app, count(r.number) AS n FROM operations o LEFT JOIN operation_records r ON r.operation = o.id WHERE o.finished = 0 GROUP BY o.id',
    );
    for (const row of counts.all())
      this.#next.set(String(row['id']), { app: String(row['app']) as AppKey, number: Number(row['n']) });
  }

  begin(operation: { id: string; app: AppKey; startedAt: number; request: unknown }): Promise<void> {
    const { id, app, startedAt } = operation;
    if (this.#next.has(id)) {
      return Promise.reject(
        new ArgosyError('AlreadyExists', `operation '${id}' is under way already`, { subject: app }),
      );
    }
    const request = JSON.stringify(operation.request) ?? 'null';
    this.#next.set(id, { app, number: 0 });
    this.#queue.add(`operation/${id}`, { write: () => this.#begin.run(id, app, startedAt, request) });
    return this.#queue.durable();
  }

  append(id: string, record: unknown): Promise<void> {
    const operation = this.#next.get(id);
    if (operation === undefined) return Promise.reject(notUnderWay(id));
    const document = JSON.stringify(record) ?? 'null';
    const number = operation.number++;
    this.#queue.add(`record/${id}/${number}`, { write: () => this.#append.run(id, number, document) });
    return this.#queue.durable();
  }

  finish(id: string): Promise<void> {
    const operation = this.#next.get(id);
    if (operation === undefined) return Promise.reject(notUnderWay(id));
    this.#next.delete(id);
    this.#queue.add(`finish/${id}`, {
      write: () => {
        this.#finish.run(id);
        this.#forget.operations(operation.app, this.#clock.now());
      },
    });
    return this.#queue.durable();
  }

  unfinished(): readonly JournalOperation[] {
    this.#queue.commit();
    return this.#unfinished.all().map((row) => {
      const id = String(row['id']);
      const parse = (text: unknown): unknown => {
        try {
          return JSON.parse(String(text));
        } catch (error) {
          throw new ArgosyError('FailedPrecondition', `the journal of operation '${id}' is damaged: ${String(error)}`, {
            subject: this.#path,
            advice:
              'Compare the application with its cluster before the next sync; restore the backup beside the store if more is damaged.',
            cause: error,
          });
        }
      };
      return {
        id,
        app: String(row['app']) as AppKey,
        startedAt: Number(row['started_at']),
        request: parse(row['request']),
        records: this.#records.all(id).map((record) => parse(record['document'])),
        finished: false,
      };
    });
  }
}

function notUnderWay(id: string): ArgosyError {
  return new ArgosyError('NotFound', `no operation '${id}' is under way`);
}
