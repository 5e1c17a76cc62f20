import {
  type AppKey,
  type Application,
  ArgosyError,
  appKeyOf,
  normalizeRepoUrl,
  type ResourceKey,
} from '../model/index.ts';
import type { Store } from '../store/index.ts';
import { AppRecord } from './record.ts';

type Listener = (key: AppKey, application: Application | undefined) => void;

/**
 * All applications in memory, written through to the store, with the indexes that turn an event into the few applications
 * it concerns: by object of a cluster, and by repository.
 */
export class Records {
  readonly #store: Store;
  readonly #records = new Map<AppKey, AppRecord>();
  readonly #byObject = new Map<string, Map<ResourceKey, Set<AppRecord>>>();
  readonly #byRepository = new Map<string, Set<AppRecord>>();
  readonly #objectsOf = new Map<AppRecord, { server: string; objects: ReadonlyMap<ResourceKey, unknown> }>();
  readonly #listeners = new Set<Listener>();

  constructor(store: Store) {
    this.#store = store;
  }

  load(): void {
    for (const { key, application } of this.#store.applications()) this.#add(new AppRecord(key, application));
  }

  all(): IterableIterator<AppRecord> {
    return this.#records.values();
  }

  get size(): number {
    return this.#records.size;
  }

  find(key: AppKey): AppRecord | undefined {
    return this.#records.get(key);
  }

  get(key: AppKey): AppRecord {
    const record = this.#records.get(key);
    if (record) return record;
    throw new ArgosyError('NotFound', `applications.argoproj.io "${key}" not found`, {
      subject: key,
      advice: 'List the applications with `argosy app list`.',
    });
  }

  create(application: Application): AppRecord {
    const record = new AppRecord(appKeyOf(application), application);
    this.#add(record);
    this.#store.putApplication(record.key, application);
    this.#notify(record.key, application);
    return record;
  }

  /** Replaces the application: in memory, in the store, and for everybody who listens. */
  put(record: AppRecord, application: Application): void {
    // Work that was under way when the application was deleted must not bring it back.
    if (this.#records.get(record.key) !== record) return;
    const sourcesChanged =
      record.app.spec.source !== application.spec.source || record.app.spec.sources !== application.spec.sources;
    if (sourcesChanged) this.#unindexRepositories(record);
    record.app = application;
    if (sourcesChanged) this.#indexRepositories(record);
    this.#store.putApplication(record.key, application);
    this.#notify(record.key, application);
  }

  /** Like `put`, for what only screens need to know at once (progress of an operation): the store follows at its end. */
  show(record: AppRecord, application: Application): void {
    if (this.#records.get(record.key) !== record) return;
    record.app = application;
    this.#notify(record.key, application);
  }

  remove(record: AppRecord): void {
    if (this.#records.get(record.key) !== record) return;
    this.indexObjects(record, '', new Map());
    this.#unindexRepositories(record);
    this.#records.delete(record.key);
    this.#store.deleteApplication(record.key);
    for (const release of record.releases.splice(0)) release();
    this.#notify(record.key, undefined);
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  byRepository(url: string): readonly AppRecord[] {
    return [...(this.#byRepository.get(normalizeRepoUrl(url)) ?? [])];
  }

  repositories(): Iterable<string> {
    return this.#byRepository.keys();
  }

  /** Applications that declare this object. */
  byObject(server: string, key: ResourceKey): Iterable<AppRecord> {
    return this.#byObject.get(server)?.get(key) ?? [];
  }

  /** The objects that this application declares on that cluster; '' takes it out of the index. */
  indexObjects(record: AppRecord, server: string, objects: ReadonlyMap<ResourceKey, unknown>): void {
    const before = this.#objectsOf.get(record);
    if (before) {
      const index = this.#byObject.get(before.server);
      for (const key of before.objects.keys()) {
        const set = index?.get(key);
        set?.delete(record);
        if (set?.size === 0) index?.delete(key);
      }
      this.#objectsOf.delete(record);
    }
    if (server === '' || this.#records.get(record.key) !== record) return;
    const index = this.#byObject.get(server) ?? new Map<ResourceKey, Set<AppRecord>>();
    this.#byObject.set(server, index);
    for (const key of objects.keys()) {
      const set = index.get(key);
      if (set) set.add(record);
      else index.set(key, new Set([record]));
    }
    this.#objectsOf.set(record, { server, objects });
  }

  #add(record: AppRecord): void {
    this.#records.set(record.key, record);
    this.#indexRepositories(record);
  }

  #indexRepositories(record: AppRecord): void {
    for (const url of repositoriesOf(record.app)) {
      const set = this.#byRepository.get(url);
      if (set) set.add(record);
      else this.#byRepository.set(url, new Set([record]));
    }
  }

  #unindexRepositories(record: AppRecord): void {
    for (const url of repositoriesOf(record.app)) {
      const set = this.#byRepository.get(url);
      set?.delete(record);
      if (set?.size === 0) this.#byRepository.delete(url);
    }
  }

  #notify(key: AppKey, application: Application | undefined): void {
    for (const listener of this.#listeners) listener(key, application);
  }
}

export function sourcesOf(app: Application): NonNullable<Application['spec']['sources']> {
  if (app.spec.sources && app.spec.sources.length > 0) return app.spec.sources;
  return app.spec.source ? [app.spec.source] : [];
}

function repositoriesOf(app: Application): Set<string> {
  return new Set(sourcesOf(app).map((source) => normalizeRepoUrl(source.repoURL)));
}
