/** Requests for all objects of a kind: lists, watches, and the deletion of many. */

import type { ServerResponse } from 'node:http';
import { asVersion, type ClusterState, getStored } from '../cluster-state.ts';
import { deleteOptions, removeStored } from '../operations/remove.ts';
import type { Form } from './accept.ts';
import { textOf } from './answers.ts';
import { filterOf, list, listQuery } from './list.ts';
import { dryRun, flag } from './request-options.ts';
import { send, sendJson } from './respond.ts';
import { checkRevisionOptions } from './revision-query.ts';
import type { Target } from './route.ts';
import { partialMetadata, tableOf } from './table.ts';
import { serveWatch } from './watch.ts';

export interface Asked {
  readonly state: ClusterState;
  readonly response: ServerResponse;
  readonly target: Target;
  readonly query: URLSearchParams;
  readonly form: Form;
}

export function serveList(asked: Asked, closing: AbortSignal): void {
  const { state, response, target, query, form } = asked;
  if (flag(query, 'watch')) {
    serveWatchOf(asked, closing);
    return;
  }
  const { kind } = target;
  checkRevisionOptions(query, false);
  const page = list(state, kind, listQuery(kind, target.namespace, query));
  const metadata = {
    resourceVersion: String(page.revision),
    ...(page.continue === undefined ? {} : { continue: page.continue }),
    ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
  };
  if (form.as === 'table') {
    const objects = page.items.map((stored) => asVersion(kind, stored.object));
    const table = tableOf(state, kind, objects, query.get('includeObject') ?? 'Metadata', true);
    sendJson(response, 200, { ...table, metadata });
    return;
  }
  if (form.as === 'metadata') {
    const items = page.items.map((stored) => partialMetadata(stored.object));
    sendJson(response, 200, { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items });
    return;
  }
  // The items' texts are joined as they were written once: a list costs no serialising.
  const items = page.items.map((stored) => textOf(kind, stored)).join(',');
  send(
    response,
    200,
    `{"kind":"${kind.kind}List","apiVersion":"${kind.apiVersion}","metadata":${JSON.stringify(metadata)},"items":[${items}]}`,
    'application/json',
  );
}

export function serveWatchOf({ state, response, target, query, form }: Asked, closing: AbortSignal): void {
  const { kind } = target;
  checkRevisionOptions(query, true);
  const timeout = Number(query.get('timeoutSeconds') ?? '0');
  const include = query.get('includeObject') ?? 'Metadata';
  serveWatch(
    state,
    {
      kind,
      namespace: target.namespace,
      filter: filterOf(kind, query, target.name),
      resourceVersion: query.get('resourceVersion') ?? '',
      bookmarks: flag(query, 'allowWatchBookmarks'),
      sendInitialEvents: flag(query, 'sendInitialEvents'),
      timeoutSeconds: timeout > 0 ? timeout : 1800 + Math.floor(Math.random() * 1800),
    },
    response,
    (stored, first) => {
      if (form.as === 'table')
        return JSON.stringify(tableOf(state, kind, [asVersion(kind, stored.object)], include, first));
      if (form.as === 'metadata') return JSON.stringify(partialMetadata(stored.object));
      return textOf(kind, stored);
    },
    closing,
  );
}

export function deleteCollection({ state, response, target, query }: Asked, body: unknown): void {
  const { kind } = target;
  const page = list(state, kind, listQuery(kind, target.namespace, query));
  const options = deleteOptions(body, query, dryRun(query, 'DeleteOptions'));
  const items = page.items.map((stored) => {
    const now = getStored(state, kind, stored.object.metadata.namespace, stored.object.metadata.name!);
    return now === undefined ? stored.object : removeStored(state, kind, now, options).object;
  });
  sendJson(response, 200, {
    kind: `${kind.kind}List`,
    apiVersion: kind.apiVersion,
    metadata: { resourceVersion: String(state.store.revision) },
    items,
  });
}
