import type { KubeObject } from '../../model/index.ts';
import { asVersion, type ClusterState } from '../cluster-state.ts';
import type { Kind } from '../kinds/kind.ts';
import { type Filter, fieldFilter, labelFilter } from '../kinds/selector.ts';
import type { Stored } from '../storage/object-store.ts';
import { parsedRevision } from './revision-query.ts';
import { badRequest, StatusError } from './status-error.ts';

export interface Page {
  readonly items: readonly Stored[];
  readonly revision: number;
  readonly continue: string | undefined;
  readonly remaining: number | undefined;
}

export interface ListQuery {
  readonly namespace: string | undefined;
  readonly filter: Filter | undefined;
  readonly limit: number;
  readonly continue: string;
  readonly resourceVersion: string;
  readonly match: string;
}

export function filterOf(kind: Kind, query: URLSearchParams, name?: string): Filter | undefined {
  const filters = [
    labelFilter(query.get('labelSelector') ?? ''),
    fieldFilter(kind, query.get('fieldSelector') ?? ''),
  ].filter((each) => each !== undefined);
  if (name !== undefined) filters.push((object) => object.metadata.name === name);
  if (filters.length === 0) return undefined;
  return filters.length === 1 ? filters[0] : (object) => filters.every((test) => test(object));
}

export function listQuery(kind: Kind, namespace: string | undefined, query: URLSearchParams): ListQuery {
  const limit = query.get('limit') ?? '';
  if (limit !== '' && !/^\d{1,9}$/.test(limit))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(limit)}: invalid syntax`);
  return {
    namespace,
    filter: filterOf(kind, query),
    limit: Number(limit),
    continue: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    match: query.get('resourceVersionMatch') ?? '',
  };
}

/** In the order of their keys, as etcd lists them. */
export function list(state: ClusterState, kind: Kind, query: ListQuery): Page {
  const { store } = state;
  let revision = store.revision;
  let start = '';
  let exact = false;
  if (query.continue !== '') {
    ({ revision, start } = readToken(query.continue));
    exact = true;
  } else if (query.resourceVersion !== '' && query.resourceVersion !== '0') {
    const asked = parsedRevision(query.resourceVersion);
    if (typeof asked === 'string') throw badRequest(`invalid resource version: ${asked}`);
    if (asked > revision) throw tooLarge(asked, revision);
    if (query.match === 'Exact' || (query.limit > 0 && query.match === '')) {
      revision = asked;
      exact = true;
    }
  }
  let entries = [...entriesAt(state, kind, revision, exact)];
  const prefix = query.namespace === undefined ? '' : `${query.namespace}/`;
  entries = entries.filter(
    ([key, stored]) =>
      key.startsWith(prefix) && key > start && (query.filter?.(asVersion(kind, stored.object)) ?? true),
  );
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  if (query.limit > 0 && entries.length > query.limit) {
    const page = entries.slice(0, query.limit);
    return {
      items: page.map(([, stored]) => stored),
      revision,
      continue: writeToken(revision, page[page.length - 1]![0]),
      remaining: query.filter === undefined ? entries.length - query.limit : undefined,
    };
  }
  return { items: entries.map(([, stored]) => stored), revision, continue: undefined, remaining: undefined };
}

/** The objects as they were at a revision: today's, with the later changes undone. */
function entriesAt(
  state: ClusterState,
  kind: Kind,
  revision: number,
  exact: boolean,
): Iterable<readonly [string, Stored]> {
  const now = new Map<string, Stored>();
  for (const stored of state.store.all(kind.storage)) now.set(keyOfStored(kind, stored.object), stored);
  if (!exact || revision === state.store.revision) return now;
  const changes = state.store.since(kind.storage, revision);
  if (changes === undefined) throw expired(state);
  for (const change of changes.toReversed()) {
    if (change.previous === undefined) now.delete(change.key);
    else now.set(change.key, change.previous);
  }
  return now;
}

function keyOfStored(kind: Kind, object: KubeObject): string {
  return kind.namespaced ? `${object.metadata.namespace}/${object.metadata.name}` : object.metadata.name!;
}

export function tooLarge(asked: number, current: number): StatusError {
  return new StatusError(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

function expired(state: ClusterState): StatusError {
  return new StatusError(
    410,
    'Expired',
    `The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list. (compacted at ${state.store.compacted})`,
  );
}

function writeToken(revision: number, key: string): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: key })).toString('base64url');
}

function readToken(text: string): { revision: number; start: string } {
  try {
    const { v, rv, start } = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as {
      v: unknown;
      rv: unknown;
      start: unknown;
    };
    if (v === 'meta.k8s.io/v1' && typeof rv === 'number' && typeof start === 'string') return { revision: rv, start };
  } catch {
    // Not JSON: the same fault as a token with other fields.
  }
  throw badRequest('invalid continue token: continue key is not valid');
}
