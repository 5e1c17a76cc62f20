import type { DatabaseSync } from 'node:sqlite';
import type { WriteQueue } from './write-queue.ts';

/** A small table that is held in memory whole: projects, repositories, clusters, configuration, settings. */
export interface DocumentCollection<T> {
  get(key: string): T | undefined;
  entries(): ReadonlyMap<string, T>;
  put(key: string, value: T): void;
  delete(key: string): void;
}

export function openDocuments(database: DatabaseSync, queue: WriteQueue) {
  const all = database.prepare('SELECT key, document FROM documents WHERE collection = ?');
  const write = database.prepare('INSERT OR REPLACE INTO documents (collection, key, document) VALUES (?, ?, ?)');
  const drop = database.prepare('DELETE FROM documents WHERE collection = ? AND key = ?');

  return function collection<T>(
    name: string,
    parse: (text: string) => T,
    format: (value: T) => string,
  ): DocumentCollection<T> {
    const texts = new Map<string, string>();
    const values = new Map<string, T>();
    for (const row of all.all(name)) {
      const key = String(row['key']);
      const text = String(row['document']);
      texts.set(key, text);
      values.set(key, parse(text));
    }
    return {
      get: (key) => values.get(key),
      entries: () => values,
      put(key, value) {
        const text = format(value);
        if (texts.get(key) === text) return;
        texts.set(key, text);
        // What a later start would read, so that nothing lives in memory that is not on disk.
        values.set(key, parse(text));
        queue.add(`${name}/${key}`, { write: () => write.run(name, key, text) });
      },
      delete(key) {
        if (!texts.delete(key)) return;
        values.delete(key);
        queue.add(`${name}/${key}`, { write: () => drop.run(name, key) });
      },
    };
  };
}
