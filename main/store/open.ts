import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AppProject } from '../model/index.ts';
import { ArgosyError } from '../model/index.ts';
import type { Clock, Logger } from '../runtime/index.ts';
import { ApplicationTable } from './applications.ts';
import { backUp, backUpDaily, backupPath, damaged, recover } from './backup.ts';
import { openCache } from './cache.ts';
import { openDocuments } from './documents.ts';
import { Journal } from './journal.ts';
import { lockStore, type StoreHolder, type StoreLock } from './lock.ts';
import { checkSchema, MIGRATIONS, migrate, schemaVersion } from './migrations.ts';
import { formatCluster, formatRepository } from './records.ts';
import { prepareForget, RETAIN, type RetainRule } from './retain.ts';
import { isDamage, machineError } from './sqlite-error.ts';
import type { ClusterRecord, RepositoryRecord, Store } from './store.ts';
import { openTransitions } from './transitions.ts';
import { WriteQueue } from './write-queue.ts';

export interface StoreOptions {
  /** The file, for example `<home>/argosy.db`; files beside it share its name. */
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Written where a second engine reads who holds the store. */
  readonly holder?: Omit<StoreHolder, 'since'>;
  /** Reads what is committed, takes no lock, refuses every write. */
  readonly readonly?: boolean;
  /** Instead of a damaged store: its last backup, or an empty one. The damaged files are kept. */
  readonly recover?: 'backup' | 'empty';
  readonly retain?: RetainRule;
  /** Bytes of packed cache values; default 256 MiB. */
  readonly cacheBytes?: number;
  /** 32 bytes that seal cache values on disk: rendered manifests can hold Secrets. */
  readonly cacheKey?: Uint8Array;
}

const CACHE_BYTES = 256 * 1024 * 1024;

/** Opens the one store of an installation. Throws ArgosyErrors that say what to do: held by another, newer, damaged, not writable. */
export function openStore(options: StoreOptions): Store {
  const { clock, logger, path: file } = options;
  let lock: StoreLock | undefined;
  let database: DatabaseSync | undefined;
  try {
    if (options.readonly === true) {
      if (!existsSync(file)) throw new ArgosyError('NotFound', 'there is no store here yet', { subject: file });
      database = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });
      if (checkSchema(database, file) !== 'current') {
        throw new ArgosyError(
          'FailedPrecondition',
          'the store has an older schema and is migrated by the next engine that opens it',
          {
            subject: file,
            advice: 'Start the engine once.',
          },
        );
      }
      return assemble(database, options, () => {});
    }
    createFolder(path.dirname(file), logger);
    lock = lockStore(file, {
      ...(options.holder ?? { pid: process.pid, host: '', shell: 'unknown' }),
      since: clock.now(),
    });
    if (options.recover !== undefined) recover(file, options.recover, clock.now());
    refuseEmptied(file);
    closeSync(openSync(file, 'a', 0o600));
    // SQLite gives the log and the shared index the mode of the database itself.
    chmodSync(file, 0o600);
    database = new DatabaseSync(file, { timeout: 250 });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 1000');
    const state = checkSchema(database, file);
    if (lock.afterCrash && state !== 'empty') checkIntegrity(database);
    if (state === 'old') backUp(database, `${file}.backup-schema-${schemaVersion(database)}`);
    if (state !== 'current') migrate(database);
    if (lock.afterCrash) backUpDaily(database, file, clock.now(), logger);
    return assemble(database, options, lock.release);
  } catch (error) {
    database?.close();
    // The damaged files are copied while the lock is still ours.
    const told = isDamage(error)
      ? damaged(file, error instanceof Error ? error.message : String(error), clock.now(), error)
      : machineError(error, file);
    lock?.release();
    throw told ?? error;
  }
}

function createFolder(folder: string, logger: Logger): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32') return;
  try {
    chmodSync(folder, 0o700);
  } catch (error) {
    logger.warn('the folder of the store can be read by others and its mode cannot be changed', { folder, error });
  }
}

/** SQLite takes an empty file for a new database, and throws away the log beside it: everything would be lost without a word. */
function refuseEmptied(file: string): void {
  if (!existsSync(file) || statSync(file).size > 0) return;
  const log = `${file}-wal`;
  const wasMore = existsSync(backupPath(file)) || (existsSync(log) && statSync(log).size > 0);
  if (wasMore) throw Object.assign(new Error('the file is empty, and was not before'), { errcode: 26 });
}

/** Costs 1 ms a megabyte, so it runs only when the last engine did not close the store. */
function checkIntegrity(database: DatabaseSync): void {
  const problems = database
    .prepare('PRAGMA quick_check(5)')
    .all()
    .map((row) => String(Object.values(row)[0]));
  if (problems.length === 1 && problems[0] === 'ok') return;
  throw Object.assign(new Error(problems.join('; ')), { errcode: 11 });
}

function assemble(database: DatabaseSync, options: StoreOptions, release: () => void): Store {
  const { path: file, clock, logger } = options;
  const readonly = options.readonly === true;
  const queue = new WriteQueue(database, file, clock, logger);
  const applications = new ApplicationTable(database, queue, file);
  const collection = openDocuments(database, queue);
  const plain = (text: string) => text;
  const projects = collection<AppProject>('project', (text) => JSON.parse(text) as AppProject, JSON.stringify);
  const repositories = collection('repository', (text) => JSON.parse(text) as RepositoryRecord, formatRepository);
  const clusters = collection('cluster', (text) => JSON.parse(text) as ClusterRecord, formatCluster);
  const config = collection('config', plain, plain);
  const settings = collection('setting', plain, plain);
  const forget = prepareForget(database, options.retain ?? RETAIN);
  const journal = new Journal(database, queue, file, forget, clock);
  const transitions = openTransitions(database, queue, forget, clock);
  const cache = readonly
    ? undefined
    : openCache({
        path: path.join(path.dirname(file), `${path.parse(file).name}-cache.db`),
        clock,
        logger,
        maxBytes: options.cacheBytes ?? CACHE_BYTES,
        key: options.cacheKey,
      });
  let open = true;

  const writable = () => {
    if (readonly) throw new ArgosyError('FailedPrecondition', 'the store is open for reading only', { subject: file });
  };

  return {
    *applications() {
      for (const key of applications.keys()) {
        const application = applications.get(key);
        if (application !== undefined) yield { key, application };
      }
    },
    application: (key) => applications.get(key),
    putApplication(key, application) {
      writable();
      applications.put(key, application);
    },
    deleteApplication(key) {
      writable();
      applications.delete(key);
      queue.add(`past/${key}`, { write: () => forget.everything(key) });
    },

    projects: () => [...projects.entries().values()],
    putProject(project) {
      writable();
      projects.put(project.metadata.name, project);
    },
    deleteProject(name) {
      writable();
      projects.delete(name);
    },

    repositories: () => [...repositories.entries().values()],
    putRepository(record) {
      writable();
      repositories.put(repositoryKey(record.url, record.project), record);
    },
    deleteRepository(url, project) {
      writable();
      for (const record of repositories.entries().values()) {
        if (record.url === url && (project === undefined || record.project === project)) {
          repositories.delete(repositoryKey(url, record.project));
        }
      }
    },
    clusters: () => [...clusters.entries().values()],
    putCluster(record) {
      writable();
      clusters.put(record.server, record);
    },
    deleteCluster(server) {
      writable();
      clusters.delete(server);
    },

    config: () => config.entries(),
    setConfig(key, value) {
      writable();
      if (value === undefined) config.delete(key);
      else config.put(key, value);
    },
    settings: () => settings.entries(),
    setSetting(key, value) {
      writable();
      if (value === undefined) settings.delete(key);
      else settings.put(key, value);
    },

    async beginOperation(operation) {
      writable();
      await journal.begin(operation);
    },
    async appendRecord(operationId, record) {
      writable();
      await journal.append(operationId, record);
    },
    async finishOperation(operationId) {
      writable();
      await journal.finish(operationId);
    },
    unfinishedOperations: () => journal.unfinished(),

    addTransition(transition) {
      writable();
      transitions.add(transition);
    },
    transitions: (app, limit) => transitions.of(app, limit),

    cacheGet: (kind, key) => cache?.get(kind, key),
    cachePut: (kind, key, value) => cache?.put(kind, key, value),

    health: () => queue.health(),
    onHealth: (listener) => queue.onHealth(listener),
    counters: () => ({ ...queue.counters(), ...applications.counters(), cache: cache?.counters() }),

    async flush() {
      if (readonly) return;
      cache?.flush();
      await queue.durable();
    },
    close() {
      if (!open) return;
      open = false;
      try {
        cache?.close();
        queue.close();
        if (!readonly) backUpDaily(database, file, clock.now(), logger);
      } catch (error) {
        throw machineError(error, file) ?? error;
      } finally {
        database.close();
        release();
      }
    },
  };
}

function repositoryKey(url: string, project: string | undefined): string {
  return project === undefined ? url : `${url}\n${project}`;
}

export { MIGRATIONS };
