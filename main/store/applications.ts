import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type AppKey, type Application, type ApplicationStatus, ArgosyError } from '../model/index.ts';
import type { WriteQueue } from './write-queue.ts';

interface Known {
  readonly id: number;
  /** Digests of the texts that were handed to the queue last: an equal text is not written again. */
  documentDigest: string;
  statusDigest: string;
  /** Objects are frozen by convention, so the same reference is the same content and needs no text at all. */
  status: ApplicationStatus | undefined;
}

/** Applications, their status apart: a change of status rewrites one row and never the document. */
export class ApplicationTable {
  readonly #queue: WriteQueue;
  readonly #path: string;
  readonly #known = new Map<AppKey, Known>();
  /** Handed over and perhaps not committed yet; null = deleted. */
  readonly #waiting = new Map<AppKey, Application | null>();
  /** Also of deleted ones: an application that comes back in the same turn keeps its row. */
  readonly #ids = new Map<AppKey, number>();
  #nextId = 1;
  readonly #select;
  readonly #putDocument;
  readonly #putStatus;
  readonly #dropStatus;
  readonly #drop;
  #documentWrites = 0;
  #statusWrites = 0;

  constructor(database: DatabaseSync, queue: WriteQueue, path: string) {
    this.#queue = queue;
    this.#path = path;
    this.#select = database.prepare(
      'SELECT a.document AS document, s.document AS status FROM applications a LEFT JOIN application_status s ON s.id = a.id WHERE a.id = ?',
    );
    this.#putDocument = database.prepare(
      'INSERT INTO applications (id, key, document) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET document = excluded.document',
    );
    this.#putStatus = database.prepare(
      'INSERT INTO application_status (id, document) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET document = excluded.document',
    );
    this.#dropStatus = database.prepare('DELETE FROM application_status WHERE id = ?');
    this.#drop = database.prepare('DELETE FROM applications WHERE id = ?');
    for (const row of database.prepare('SELECT id, key FROM applications ORDER BY id').all()) {
      const id = Number(row['id']);
      const key = String(row['key']) as AppKey;
      this.#ids.set(key, id);
      this.#known.set(key, { id, documentDigest: '', statusDigest: '', status: undefined });
      this.#nextId = id + 1;
    }
  }

  keys(): readonly AppKey[] {
    return [...this.#known.keys()];
  }

  get(key: AppKey): Application | undefined {
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) return waiting ?? undefined;
    const known = this.#known.get(key);
    if (known === undefined) return undefined;
    const row = this.#select.get(known.id);
    if (row === undefined) return undefined;
    const document = String(row['document']);
    const status = row['status'] === null ? undefined : String(row['status']);
    const application = parseApplication(key, document, status, this.#path);
    known.documentDigest = digest(document);
    known.statusDigest = status === undefined ? '' : digest(status);
    known.status = application.status;
    return application;
  }

  put(key: AppKey, application: Application): void {
    const { status, ...document } = application;
    const text = JSON.stringify(document);
    const textDigest = digest(text);
    let known = this.#known.get(key);
    if (known === undefined) {
      const id = this.#ids.get(key) ?? this.#nextId++;
      this.#ids.set(key, id);
      known = { id, documentDigest: '', statusDigest: '', status: undefined };
      this.#known.set(key, known);
    }
    const { id } = known;
    if (textDigest !== known.documentDigest) {
      known.documentDigest = textDigest;
      this.#documentWrites++;
      this.#queue.add(`application/${key}`, {
        write: () => this.#putDocument.run(id, key, text),
        committed: () => this.#waiting.delete(key),
      });
      this.#waiting.set(key, application);
    }
    if (status !== undefined && status === known.status && known.statusDigest !== '') return;
    known.status = status;
    const statusText = status === undefined ? undefined : JSON.stringify(status);
    const statusDigest = statusText === undefined ? '' : digest(statusText);
    if (statusDigest === known.statusDigest) return;
    known.statusDigest = statusDigest;
    this.#statusWrites++;
    this.#queue.add(`status/${key}`, {
      write: () => (statusText === undefined ? this.#dropStatus.run(id) : this.#putStatus.run(id, statusText)),
      committed: () => this.#waiting.delete(key),
    });
    this.#waiting.set(key, application);
  }

  delete(key: AppKey): void {
    const known = this.#known.get(key);
    if (known === undefined) return;
    const { id } = known;
    this.#known.delete(key);
    this.#waiting.set(key, null);
    this.#queue.add(`application/${key}`, {
      write: () => this.#drop.run(id),
      committed: () => this.#waiting.delete(key),
    });
    // A status that still waits must not outlive its application.
    this.#queue.add(`status/${key}`, { write: () => this.#dropStatus.run(id) });
  }

  counters(): { readonly documentWrites: number; readonly statusWrites: number } {
    return { documentWrites: this.#documentWrites, statusWrites: this.#statusWrites };
  }
}

function digest(text: string): string {
  return hash('sha256', text, 'base64');
}

function parseApplication(key: AppKey, document: string, status: string | undefined, path: string): Application {
  try {
    const application = JSON.parse(document) as Application;
    return status === undefined ? application : { ...application, status: JSON.parse(status) as ApplicationStatus };
  } catch (error) {
    throw new ArgosyError('FailedPrecondition', `the stored application '${key}' is damaged: ${String(error)}`, {
      subject: path,
      advice: 'Stop Argosy and restore the backup beside the store, or create the application again from its manifest.',
      cause: error,
    });
  }
}
