/** Requests for resources: lists, watches, reads and writes of one kind. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  ArgosyError,
  applyJsonPatch,
  isRecord,
  type KubeObject,
  mergePatch,
  parseJsonPatch,
} from '../../model/index.ts';
import { asVersion, type ClusterState, getStored, timestamp } from '../cluster-state.ts';
import type { Kind } from '../kinds/kind.ts';
import { deleteOptions, remove, removeStored } from '../operations/remove.ts';
import { apply, change, create, update } from '../operations/write.ts';
import type { Written } from '../operations/write-options.ts';
import type { Stored } from '../storage/object-store.ts';
import { type Form, formOf } from './accept.ts';
import type { Authenticator, User } from './authenticate.ts';
import { mediaType, parseAnyYaml, parseBody, parseJson, readBody, readBytes } from './body.ts';
import { filterOf, list, listQuery } from './list.ts';
import { serveLog } from './log.ts';
import { Protobuf } from './protobuf.ts';
import { dryRun, duplicatesIn, flag, writeOptions } from './request-options.ts';
import { send, sendJson, warn } from './respond.ts';
import { review } from './reviews.ts';
import type { Target } from './route.ts';
import { badRequest, invalid, methodNotAllowed, notFound, required, StatusError } from './status-error.ts';
import { StrategicMerge } from './strategic-merge.ts';
import { evict, finalizeNamespace, readScale, writeScale } from './subresources.ts';
import { partialMetadata, tableOf } from './table.ts';
import { serveWatch } from './watch.ts';

const JSON_PATCH = 'application/json-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
const APPLY = 'application/apply-patch+yaml';
const PATCH_TYPES = new Set([JSON_PATCH, 'application/merge-patch+json', STRATEGIC, APPLY]);

/** Kinds that the server warns of whenever they are asked for. */
const DEPRECATED: Readonly<Record<string, string>> = {
  'v1 Endpoints': 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
};

/** Of these a deletion answers with the object; of others only while it stays. */
const ANSWER_WITH_OBJECT = new Set([
  '/pods',
  '/services',
  '/serviceaccounts',
  '/podtemplates',
  '/resourcequotas',
  '/persistentvolumes',
  '/persistentvolumeclaims',
]);

export class ResourceRequests {
  readonly #state: ClusterState;
  readonly #authenticator: Authenticator;
  readonly #strategic: StrategicMerge;
  readonly #protobuf: Protobuf;
  readonly #closing: AbortSignal;

  constructor(state: ClusterState, authenticator: Authenticator, closing: AbortSignal) {
    this.#state = state;
    this.#authenticator = authenticator;
    this.#closing = closing;
    this.#strategic = new StrategicMerge(state.builtIn.types);
    this.#protobuf = new Protobuf(state.builtIn.types, state.builtIn.assets);
  }

  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    target: Target,
    query: URLSearchParams,
    user: User,
  ): Promise<void> {
    const { kind, name, subresource } = target;
    const form = formOf(request.headers.accept);
    const { method } = request;
    const deprecated = DEPRECATED[`${kind.apiVersion} ${kind.kind}`];
    if (deprecated !== undefined) warn(response, [deprecated]);
    if (name === undefined) {
      const verbs: Record<string, string> = { GET: 'list', POST: 'create', DELETE: 'deletecollection' };
      const verb = verbs[method ?? ''];
      if (verb === undefined || !kind.verbs.includes(verb)) throw methodNotAllowed();
      if (method === 'GET') return this.#list(response, target, query, form);
      if (method === 'POST') return this.#create(request, response, target, query, form, user);
      return this.#deleteCollection(request, response, target, query);
    }
    const verbs = subresource === '' ? kind.verbs : (kind.subresources.get(subresource)?.verbs ?? []);
    const verb = { GET: 'get', PUT: 'update', PATCH: 'patch', DELETE: 'delete', POST: 'create' }[method ?? ''];
    if (verb === undefined || !verbs.includes(verb) || (subresource === '' && verb === 'create'))
      throw methodNotAllowed();
    if (subresource === 'log') return serveLog(this.#state, target, query, response, this.#closing);
    if (subresource === 'token') return this.#issueToken(request, response, target);
    if (subresource === 'scale') return this.#scale(request, response, target, query);
    if (subresource === 'binding' || subresource === 'eviction')
      return this.#podAction(request, response, target, query);
    switch (method) {
      case 'GET':
        if (flag(query, 'watch')) return this.#watch(response, target, query, form);
        return this.#sendObject(response, 200, kind, this.#stored(target), form, query);
      case 'PUT':
        return this.#put(request, response, target, query, form);
      case 'PATCH':
        return this.#patch(request, response, target, query, form);
      default:
        return this.#delete(request, response, target, query, form);
    }
  }

  /** A body in one of the accepted forms; `text` is empty where there is none. Undefined for no body at all of a DELETE. */
  async #body(request: IncomingMessage, what: string): Promise<{ text: string; body: unknown }> {
    const type = mediaType(request.headers['content-type']);
    const bytes = await readBytes(request);
    if (type === 'application/vnd.kubernetes.protobuf' && bytes.length > 0)
      return { text: '', body: this.#protobuf.decode(bytes) };
    const text = bytes.toString('utf8');
    if (text === '' && what === 'DeleteOptions') return { text, body: undefined };
    return { text, body: parseBody(text, type, what) };
  }

  #stored({ kind, namespace, name }: Target): KubeObject {
    const stored = getStored(this.#state, kind, namespace, name!);
    if (stored === undefined) throw notFound(kind, name!);
    return asVersion(kind, stored.object);
  }

  #list(response: ServerResponse, target: Target, query: URLSearchParams, form: Form): void {
    if (flag(query, 'watch')) {
      this.#watch(response, target, query, form);
      return;
    }
    const { kind } = target;
    const page = list(this.#state, kind, listQuery(kind, target.namespace, query));
    const metadata = {
      resourceVersion: String(page.revision),
      ...(page.continue === undefined ? {} : { continue: page.continue }),
      ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
    };
    if (form.as === 'table') {
      const objects = page.items.map((stored) => asVersion(kind, stored.object));
      const table = tableOf(this.#state, kind, objects, query.get('includeObject') ?? 'Metadata', true);
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

  #watch(response: ServerResponse, target: Target, query: URLSearchParams, form: Form): void {
    const { kind } = target;
    const timeout = Number(query.get('timeoutSeconds') ?? '0');
    const include = query.get('includeObject') ?? 'Metadata';
    serveWatch(
      this.#state,
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
          return JSON.stringify(tableOf(this.#state, kind, [asVersion(kind, stored.object)], include, first));
        if (form.as === 'metadata') return JSON.stringify(partialMetadata(stored.object));
        return textOf(kind, stored);
      },
      this.#closing,
    );
  }

  async #create(
    request: IncomingMessage,
    response: ServerResponse,
    target: Target,
    query: URLSearchParams,
    form: Form,
    user: User,
  ): Promise<void> {
    const { kind, namespace } = target;
    const options = writeOptions(request, query, 'CreateOptions');
    if (kind.namespaced && namespace === undefined) throw methodNotAllowed();
    const { text, body } = await this.#body(request, kind.kind);
    const reviewed = review(this.#state, user, kind, body, options.manager);
    if (reviewed !== undefined) return sendJson(response, 201, reviewed);
    this.#sendWritten(
      response,
      kind,
      create(this.#state, kind, namespace, body, options, duplicatesIn(text, options)),
      form,
      query,
    );
  }

  async #put(
    request: IncomingMessage,
    response: ServerResponse,
    target: Target,
    query: URLSearchParams,
    form: Form,
  ): Promise<void> {
    const { kind, namespace, name, subresource } = target;
    const options = writeOptions(request, query, 'UpdateOptions');
    const { text, body } = await this.#body(request, kind.kind);
    if (subresource === 'finalize')
      return this.#sendWritten(response, kind, finalizeNamespace(this.#state, kind, name!, body), form, query);
    this.#sendWritten(
      response,
      kind,
      update(this.#state, kind, namespace, name!, subresource, body, options, duplicatesIn(text, options)),
      form,
      query,
    );
  }

  async #patch(
    request: IncomingMessage,
    response: ServerResponse,
    target: Target,
    query: URLSearchParams,
    form: Form,
  ): Promise<void> {
    const { kind, namespace, name, subresource } = target;
    const type = mediaType(request.headers['content-type']);
    const options = writeOptions(request, query, 'PatchOptions');
    if (!PATCH_TYPES.has(type) || (type === STRATEGIC && kind.custom !== undefined)) {
      await readBody(request);
      const accepted = [...PATCH_TYPES].filter((each) => kind.custom === undefined || each !== STRATEGIC);
      throw new StatusError(
        415,
        'UnsupportedMediaType',
        `415: Unsupported Media Type (accepted: ${accepted.join(', ')})`.replace(/ \(.*\)$/, ''),
        {},
      );
    }
    const text = await readBody(request);
    if (type === APPLY) {
      if (!query.has('fieldManager') || query.get('fieldManager') === '') {
        throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
          required('fieldManager', 'is required for apply patch'),
        ]);
      }
      const body = parseAnyYaml(text);
      const written = apply(
        this.#state,
        kind,
        namespace,
        name!,
        subresource,
        body,
        flag(query, 'force'),
        options,
        duplicatesIn(text, options),
      );
      return this.#sendWritten(response, kind, written, form, query);
    }
    if (query.has('force'))
      throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
        {
          field: 'force',
          reason: 'FieldValueForbidden',
          message: 'Forbidden: may not be specified for non-apply patch',
        },
      ]);
    const stored = getStored(this.#state, kind, namespace, name!);
    if (stored === undefined) throw notFound(kind, name!);
    const patched = this.#patched(kind, asVersion(kind, stored.object), type, text);
    this.#sendWritten(response, kind, change(this.#state, kind, stored, subresource, patched, options), form, query);
  }

  #patched(kind: Kind, current: KubeObject, type: string, text: string): KubeObject {
    const patch = parseJson(text, (error) => `error decoding patch: ${error}`);
    let result: unknown;
    if (type === JSON_PATCH) {
      try {
        result = applyJsonPatch(current, parseJsonPatch(patch));
      } catch (error) {
        if (!(error instanceof ArgosyError)) throw error;
        throw new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
      }
    } else {
      if (!isRecord(patch))
        throw badRequest(
          `json: cannot unmarshal ${Array.isArray(patch) ? 'array' : typeof patch} into Go value of type map[string]interface {}`,
        );
      result = type === STRATEGIC ? this.#strategic.merge(kind.schema, current, patch) : mergePatch(current, patch);
    }
    if (!isRecord(result) || !isRecord(result['metadata'])) throw badRequest('the patched object has no metadata');
    const { metadata } = result as unknown as KubeObject;
    if (metadata.name !== current.metadata.name)
      throw badRequest(
        `the name of the object (${String(metadata.name)}) does not match the name on the URL (${current.metadata.name})`,
      );
    if ((metadata.namespace ?? '') !== (current.metadata.namespace ?? ''))
      throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
    if (result['kind'] !== kind.kind || result['apiVersion'] !== kind.apiVersion) {
      throw badRequest(
        `${String(result['kind'])} in version ${JSON.stringify(result['apiVersion'])} cannot be handled as a ${kind.kind}: no kind ${JSON.stringify(result['kind'])} is registered for version ${JSON.stringify(result['apiVersion'])}`,
      );
    }
    return result as unknown as KubeObject;
  }

  async #delete(
    request: IncomingMessage,
    response: ServerResponse,
    target: Target,
    query: URLSearchParams,
    form: Form,
  ): Promise<void> {
    const { kind, namespace, name } = target;
    const { body } = await this.#body(request, 'DeleteOptions');
    const removed = remove(
      this.#state,
      kind,
      namespace,
      name!,
      deleteOptions(body, query, dryRun(query, 'DeleteOptions')),
    );
    warn(response, removed.warnings);
    if (!removed.gone || ANSWER_WITH_OBJECT.has(kind.storage))
      return this.#sendObject(response, 200, kind, removed.object, form, query);
    sendJson(response, 200, {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: {
        name: name!,
        ...(kind.group === '' ? {} : { group: kind.group }),
        kind: kind.plural,
        uid: removed.object.metadata.uid,
      },
    });
  }

  async #deleteCollection(
    request: IncomingMessage,
    response: ServerResponse,
    target: Target,
    query: URLSearchParams,
  ): Promise<void> {
    const { kind } = target;
    const { body } = await this.#body(request, 'DeleteOptions');
    const page = list(this.#state, kind, listQuery(kind, target.namespace, query));
    const options = deleteOptions(body, query, dryRun(query, 'DeleteOptions'));
    const items = page.items.map((stored) => {
      const now = getStored(this.#state, kind, stored.object.metadata.namespace, stored.object.metadata.name!);
      return now === undefined ? stored.object : removeStored(this.#state, kind, now, options).object;
    });
    sendJson(response, 200, {
      kind: `${kind.kind}List`,
      apiVersion: kind.apiVersion,
      metadata: { resourceVersion: String(this.#state.store.revision) },
      items,
    });
  }

  async #scale(
    request: IncomingMessage,
    response: ServerResponse,
    target: Target,
    query: URLSearchParams,
  ): Promise<void> {
    if (request.method === 'GET') return sendJson(response, 200, readScale(target.kind, this.#stored(target)));
    const options = writeOptions(request, query, request.method === 'PUT' ? 'UpdateOptions' : 'PatchOptions');
    const type = mediaType(request.headers['content-type']);
    const current = readScale(target.kind, this.#stored(target));
    if (request.method === 'PUT') {
      const { body } = await this.#body(request, 'Scale');
      return sendJson(response, 200, writeScale(this.#state, target.kind, this.#stored(target), body, options));
    }
    const text = await readBody(request);
    let next: unknown;
    if (type === JSON_PATCH)
      next = applyJsonPatch(current, parseJsonPatch(parseJson(text, (error) => `error decoding patch: ${error}`)));
    else
      next = mergePatch(
        current,
        type === APPLY ? parseAnyYaml(text) : parseJson(text, (error) => `error decoding patch: ${error}`),
      );
    sendJson(response, 200, writeScale(this.#state, target.kind, this.#stored(target), next, options));
  }

  async #issueToken(request: IncomingMessage, response: ServerResponse, target: Target): Promise<void> {
    const { body } = await this.#body(request, 'TokenRequest');
    const account = this.#stored(target);
    const spec = isRecord(body) && isRecord(body['spec']) ? body['spec'] : {};
    const asked = spec['expirationSeconds'];
    const { namespace, name, uid } = account.metadata;
    const { token, expirationTimestamp, seconds } = this.#authenticator.issue(
      namespace!,
      name!,
      uid!,
      typeof asked === 'number' ? asked : undefined,
    );
    sendJson(response, 201, {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name, namespace, creationTimestamp: timestamp(this.#state.clock) },
      spec: {
        audiences: ['https://kubernetes.default.svc'],
        boundObjectRef: null,
        ...spec,
        expirationSeconds: seconds,
      },
      status: { token, expirationTimestamp },
    });
  }

  async #podAction(
    request: IncomingMessage,
    response: ServerResponse,
    target: Target,
    query: URLSearchParams,
  ): Promise<void> {
    const { body } = await this.#body(request, target.subresource === 'binding' ? 'Binding' : 'Eviction');
    const options = writeOptions(request, query, 'CreateOptions');
    sendJson(response, 201, evict(this.#state, target, body, options));
  }

  #sendWritten(response: ServerResponse, kind: Kind, written: Written, form: Form, query: URLSearchParams): void {
    warn(response, written.warnings);
    this.#sendObject(response, written.created ? 201 : 200, kind, written.object, form, query);
  }

  #sendObject(
    response: ServerResponse,
    code: number,
    kind: Kind,
    object: KubeObject,
    form: Form,
    query: URLSearchParams,
  ): void {
    if (form.as === 'table') {
      const table = tableOf(this.#state, kind, [object], query.get('includeObject') ?? 'Metadata', true);
      sendJson(response, code, { ...table, metadata: { resourceVersion: object.metadata.resourceVersion ?? '' } });
    } else if (form.as === 'metadata') sendJson(response, code, partialMetadata(object));
    else {
      const stored = getStored(this.#state, kind, object.metadata.namespace, object.metadata.name ?? '');
      // What was just stored has its text already, for the database.
      if (stored?.object === object) send(response, code, stored.json, 'application/json');
      else sendJson(response, code, object);
    }
  }
}

function textOf(kind: Kind, stored: Stored): string {
  if (stored.object.apiVersion === kind.apiVersion && stored.json !== '') return stored.json;
  return JSON.stringify(asVersion(kind, stored.object));
}
