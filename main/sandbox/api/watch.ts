import type { ServerResponse } from 'node:http';
import type { KubeObject } from '../../model/index.ts';
import { asVersion, type ClusterState } from '../cluster-state.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Filter } from '../kinds/selector.ts';
import type { Change, Stored } from '../storage/object-store.ts';
import { tooLarge } from './list.ts';
import { parsedRevision } from './revision-query.ts';
import { internal, StatusError } from './status-error.ts';

export interface WatchRequest {
  readonly kind: Kind;
  readonly namespace: string | undefined;
  readonly filter: Filter | undefined;
  readonly resourceVersion: string;
  readonly bookmarks: boolean;
  readonly sendInitialEvents: boolean;
  readonly timeoutSeconds: number;
}

/** Shows an object in the form that the client asked for. `first` for the first event of a watch. */
export type Show = (stored: Stored, first: boolean) => string;

const BOOKMARK_MS = 60_000;
/** A client that reads slower than this is let go: it lists again. Bytes. */
const MOST_UNREAD = 32 * 1024 * 1024;

/** Writes events until the client goes, the time is over or `closing` is aborted. */
export function serveWatch(
  state: ClusterState,
  request: WatchRequest,
  response: ServerResponse,
  show: Show,
  closing: AbortSignal,
): void {
  const { store } = state;
  const { kind } = request;
  const from = startOf(state, request);
  const missed = from.initial === undefined ? store.since(kind.storage, from.revision) : [];
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  let first = true;
  let seen = from.revision;
  const end = () => {
    stop();
    response.end();
  };
  const line = (type: string, object: string) => {
    response.write(`{"type":"${type}","object":${object}}\n`);
    if (response.writableLength > MOST_UNREAD) end();
  };
  const event = (type: string, stored: Stored) => {
    line(type, show(stored, first));
    first = false;
  };
  const matches = (object: KubeObject) =>
    (request.namespace === undefined || object.metadata.namespace === request.namespace) &&
    (request.filter?.(asVersion(kind, object)) ?? true);
  const pass = (change: Change) => {
    seen = change.revision;
    const before = change.previous !== undefined && matches(change.previous.object);
    const after = change.type !== 'DELETED' && matches(change.stored.object);
    // What no longer matches is gone for this client, and what matches from now on is new to it.
    if (before && after) event('MODIFIED', change.stored);
    else if (after) event('ADDED', change.stored);
    else if (before)
      event(
        'DELETED',
        change.type === 'DELETED'
          ? change.stored
          : { ...change.previous!, object: withVersion(change.previous!.object, change.revision), json: '' },
      );
  };
  const bookmark = (initial: boolean) => {
    const annotations = initial ? ',"annotations":{"k8s.io/initial-events-end":"true"}' : '';
    line(
      'BOOKMARK',
      `{"kind":"${kind.kind}","apiVersion":"${kind.apiVersion}","metadata":{"resourceVersion":"${Math.max(seen, store.revision)}"${annotations}}}`,
    );
  };

  let stop: () => void = () => {};
  if (missed === undefined) {
    line(
      'ERROR',
      JSON.stringify(
        new StatusError(410, 'Expired', `too old resource version: ${from.revision} (${store.compacted + 1})`).body(),
      ),
    );
    response.end();
    return;
  }
  // Over HTTP/1.1 a written head waits for the first body: a client of a quiet kind would wait with it.
  response.flushHeaders();
  for (const stored of from.initial ?? []) if (matches(stored.object)) event('ADDED', stored);
  seen = Math.max(seen, from.initial === undefined ? seen : store.revision);
  if (request.sendInitialEvents && request.bookmarks) bookmark(true);
  const unlisten = store.listen(kind.storage, pass);
  const ticking = request.bookmarks ? setInterval(() => bookmark(false), BOOKMARK_MS) : undefined;
  ticking?.unref();
  const timer = state.clock.after(request.timeoutSeconds * 1000, () => {
    if (request.bookmarks) bookmark(false);
    end();
  });
  closing.addEventListener('abort', end, { once: true });
  stop = () => {
    unlisten();
    clearInterval(ticking);
    timer.cancel();
    closing.removeEventListener('abort', end);
  };
  response.once('close', () => stop());
  for (const change of missed) pass(change);
}

function startOf(
  state: ClusterState,
  request: WatchRequest,
): { revision: number; initial: readonly Stored[] | undefined } {
  const { store } = state;
  const { resourceVersion } = request;
  if (request.sendInitialEvents || resourceVersion === '' || resourceVersion === '0') {
    const asked = Number(resourceVersion);
    if (request.sendInitialEvents && asked > store.revision) throw tooLarge(asked, store.revision);
    const initial = [...store.all(request.kind.storage)].sort((a, b) => (keyOf(a.object) < keyOf(b.object) ? -1 : 1));
    return { revision: store.revision, initial };
  }
  const revision = parsedRevision(resourceVersion);
  // A real server, too, takes this for its own fault when it is asked to watch.
  if (typeof revision === 'string') throw internal(revision);
  if (revision > store.revision) throw tooLarge(revision, store.revision);
  return { revision, initial: undefined };
}

function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
}

function withVersion(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}
