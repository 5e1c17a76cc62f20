/** How an object is answered: whole, as a row, or its metadata. */

import type { ServerResponse } from 'node:http';
import type { KubeObject } from '../../model/index.ts';
import { asVersion, type ClusterState, getStored } from '../cluster-state.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Written } from '../operations/write-options.ts';
import type { Stored } from '../storage/object-store.ts';
import type { Form } from './accept.ts';
import { send, sendJson, warn } from './respond.ts';
import { partialMetadata, tableOf } from './table.ts';

/** In which form, and with which of its parts in a row. */
export interface Wanted {
  readonly response: ServerResponse;
  readonly form: Form;
  readonly includeObject: string;
}

export function sendWritten(state: ClusterState, kind: Kind, written: Written, wanted: Wanted): void {
  warn(wanted.response, written.warnings);
  sendObject(state, written.created ? 201 : 200, kind, written.object, wanted);
}

export function sendObject(state: ClusterState, code: number, kind: Kind, object: KubeObject, wanted: Wanted): void {
  const { response, form, includeObject } = wanted;
  if (form.as === 'table') {
    const table = tableOf(state, kind, [object], includeObject, true);
    sendJson(response, code, { ...table, metadata: { resourceVersion: object.metadata.resourceVersion ?? '' } });
  } else if (form.as === 'metadata') sendJson(response, code, partialMetadata(object));
  else {
    const stored = getStored(state, kind, object.metadata.namespace, object.metadata.name ?? '');
    // What was just stored has its text already, for the database.
    if (stored?.object === object) send(response, code, stored.json, 'application/json');
    else sendJson(response, code, object);
  }
}

/** JSON of an object in one of its kind's versions. */
export function textOf(kind: Kind, stored: Stored): string {
  if (stored.object.apiVersion === kind.apiVersion && stored.json !== '') return stored.json;
  return JSON.stringify(asVersion(kind, stored.object));
}
