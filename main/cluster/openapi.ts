import type { GroupVersionKind } from '../model/index.ts';
import { type Clock, SingleFlight, sleep } from '../runtime/index.ts';
import { groupVersionPath } from './api-path.ts';
import type { SchemaNode } from './face.ts';
import { scanObject } from './json-scan.ts';
import type { Requests } from './requests.ts';
import { isOfKind, type OpenApiSchema, SchemaCompiler } from './schema.ts';

interface Document {
  /** With the server's hash in it: another hash is another document. */
  readonly url: string;
  readonly kinds: ReadonlyMap<string, string>;
  readonly compiler: SchemaCompiler;
}

/**
 * Milliseconds. The description of a new kind follows the kind itself with a delay: it is looked for so often before the answer
 * is that there is none, which then stands for a while.
 */
const LATE = [200, 400, 800, 1_600];
const NONE_STANDS = 30_000;

/** Bytes. The largest document of a plain cluster has 1.5 MB; definitions of custom resources may be large. */
const LARGEST_DOCUMENT = 64 << 20;

/**
 * The schemas of the cluster's own OpenAPI v3, a document for each group version that is asked for. A document is kept
 * as bytes; a definition in it is parsed when the first kind reaches it. The index of documents carries a hash for each,
 * so that a changed definition is seen by reading the index alone.
 */
export class OpenApi {
  readonly #requests: Requests;
  readonly #clock: Clock;
  readonly #documents = new Map<string, Document>();
  readonly #indexFlight = new SingleFlight<'index', Map<string, string>>();
  readonly #documentFlight = new SingleFlight<string, Document | undefined>();
  #index: Map<string, string> | undefined;
  #indexEtag = '';
  #indexAt = 0;
  readonly #served: (kind: GroupVersionKind) => boolean;
  readonly #none = new Map<string, number>();

  /** @param served whether discovery knows the kind: then a description ought to come. */
  constructor(requests: Requests, clock: Clock, served: (kind: GroupVersionKind) => boolean) {
    this.#requests = requests;
    this.#clock = clock;
    this.#served = served;
  }

  /** Definitions changed: the index is read again before the next answer. */
  invalidate(): void {
    this.#indexAt = 0;
  }

  /** Undefined when the server describes no such kind. */
  async schemaOf(kind: GroupVersionKind, signal?: AbortSignal): Promise<SchemaNode | undefined> {
    const found = await this.#look(kind, signal);
    if (found !== undefined) return found;
    const name = `${kind.group}/${kind.version}/${kind.kind}`;
    const since = this.#none.get(name);
    if (!this.#served(kind) || (since !== undefined && this.#clock.monotonic() - since < NONE_STANDS)) return undefined;
    for (const wait of LATE) {
      await sleep(this.#clock, wait, signal);
      this.invalidate();
      const late = await this.#look(kind, signal);
      if (late === undefined) continue;
      this.#none.delete(name);
      return late;
    }
    this.#none.set(name, this.#clock.monotonic());
    return undefined;
  }

  async #look(kind: GroupVersionKind, signal?: AbortSignal): Promise<SchemaNode | undefined> {
    const document = await this.#document(kind, signal);
    const name = document?.kinds.get(kind.kind);
    return name === undefined ? undefined : document!.compiler.compile(name);
  }

  async #document(kind: GroupVersionKind, signal?: AbortSignal): Promise<Document | undefined> {
    const path = groupVersionPath(kind.group, kind.version).slice(1);
    let index = this.#index;
    const lacks = index === undefined || index.get(path) === undefined;
    // A group that the index lacks may have come since, but is not looked for more often than each second.
    if (this.#indexAt === 0 || (lacks && this.#clock.monotonic() - this.#indexAt > 1_000)) {
      index = await this.#indexFlight.run('index', (own) => this.#readIndex(own), signal);
    }
    const url = index?.get(path);
    if (url === undefined) return undefined;
    const known = this.#documents.get(path);
    if (known?.url === url) return known;
    return this.#documentFlight.run(url, (own) => this.#readDocument(path, url, own), signal);
  }

  async #readIndex(signal: AbortSignal): Promise<Map<string, string>> {
    const at = Math.max(1, this.#clock.monotonic());
    const answer = await this.#requests.send(
      {
        verb: 'openapi',
        method: 'GET',
        path: '/openapi/v3',
        priority: 'read',
        idempotent: true,
        largest: 4 << 20,
        ...(this.#indexEtag === '' ? {} : { headers: { 'if-none-match': this.#indexEtag } }),
      },
      signal,
    );
    this.#indexAt = at;
    if (answer.status === 304 && this.#index !== undefined) return this.#index;
    const parsed = JSON.parse(answer.body.toString('utf8')) as {
      paths?: Record<string, { serverRelativeURL?: unknown }>;
    };
    const index = new Map<string, string>();
    for (const [path, { serverRelativeURL }] of Object.entries(parsed.paths ?? {})) {
      if (typeof serverRelativeURL === 'string' && serverRelativeURL.startsWith('/openapi/v3/'))
        index.set(path, serverRelativeURL);
    }
    this.#index = index;
    this.#indexEtag = typeof answer.headers['etag'] === 'string' ? answer.headers['etag'] : '';
    return index;
  }

  async #readDocument(path: string, url: string, signal: AbortSignal): Promise<Document> {
    const answer = await this.#requests.send(
      { verb: 'openapi', method: 'GET', path: url, priority: 'read', idempotent: true, largest: LARGEST_DOCUMENT },
      signal,
    );
    const document = parseDocument(answer.body, path, url);
    this.#documents.set(path, document);
    return document;
  }
}

/** Finds the definitions in a document without parsing them. @param path like `apis/apps/v1` */
export function parseDocument(body: Buffer, path: string, url = ''): Document {
  const places = new Map<string, { readonly start: number; readonly end: number }>();
  scanObject(body, 0, (field, at) => {
    if (field !== 'components') return;
    scanObject(body, at, (part, partAt) => {
      if (part !== 'schemas') return;
      scanObject(body, partAt, (name, start, end) => places.set(name, { start, end }));
    });
  });
  // Only the definitions are kept, not the descriptions of paths, which are the larger part.
  const kept = new Map<string, Buffer>();
  let size = 0;
  for (const { start, end } of places.values()) size += end - start;
  const store = Buffer.allocUnsafeSlow(size);
  let offset = 0;
  for (const [name, { start, end }] of places) {
    body.copy(store, offset, start, end);
    kept.set(name, store.subarray(offset, offset + end - start));
    offset += end - start;
  }
  const definition = (name: string): OpenApiSchema | undefined => {
    const json = kept.get(name);
    return json === undefined ? undefined : (JSON.parse(json.toString('utf8')) as OpenApiSchema);
  };
  const kinds = new Map<string, string>();
  const [, group = '', version = ''] = path.startsWith('api/') ? ['', '', path.slice(4)] : path.split('/');
  for (const [name, json] of kept) {
    if (!json.includes('"x-kubernetes-group-version-kind"')) continue;
    const schema = definition(name)!;
    for (const one of schema['x-kubernetes-group-version-kind'] ?? []) {
      const kind = one.kind ?? '';
      if (kind !== '' && !kinds.has(kind) && isOfKind(schema, { group, version, kind })) kinds.set(kind, name);
    }
  }
  return { url, kinds, compiler: new SchemaCompiler(definition) };
}
