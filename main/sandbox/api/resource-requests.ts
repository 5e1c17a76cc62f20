/** Requests for resources: reads and writes of one kind, once it is known who asks and that they may. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KubeObject } from '../../model/index.ts';
import { asVersion, type ClusterState, getStored } from '../cluster-state.ts';
import { apply } from '../operations/apply.ts';
import { deleteOptions, remove } from '../operations/remove.ts';
import { change, create, update } from '../operations/write.ts';
import type { Written } from '../operations/write-options.ts';
import { formOf } from './accept.ts';
import { sendObject, sendWritten } from './answers.ts';
import type { Authenticator, User } from './authenticate.ts';
import { mediaType, parseAnyYaml, parseBody, readBody, readBytes } from './body.ts';
import { type Asked, deleteCollection, serveList, serveWatchOf } from './collection-requests.ts';
import { serveLog } from './log.ts';
import { APPLY, patched, patchedValue, patchTypes } from './patched.ts';
import { Protobuf } from './protobuf.ts';
import { dryRun, duplicatesIn, flag, writeOptions } from './request-options.ts';
import { sendJson, warn } from './respond.ts';
import { review } from './reviews.ts';
import type { Target } from './route.ts';
import { invalid, methodNotAllowed, notFound, required, StatusError } from './status-error.ts';
import { StrategicMerge } from './strategic-merge.ts';
import { evict, finalizeNamespace, readScale, writeScale } from './subresources.ts';
import { issueToken } from './token-request.ts';

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

const COLLECTION_VERBS = new Map([
  ['GET', 'list'],
  ['POST', 'create'],
  ['DELETE', 'deletecollection'],
]);
const OBJECT_VERBS = new Map([
  ['GET', 'get'],
  ['PUT', 'update'],
  ['PATCH', 'patch'],
  ['DELETE', 'delete'],
  ['POST', 'create'],
]);

/** A request with all that its address and its headers say. */
interface Request extends Asked {
  readonly request: IncomingMessage;
  readonly user: User;
}

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
    const asked = { state: this.#state, request, response, target, query, form: formOf(request.headers.accept), user };
    const { kind, name } = target;
    const deprecated = DEPRECATED[`${kind.apiVersion} ${kind.kind}`];
    if (deprecated !== undefined) warn(response, [deprecated]);
    return name === undefined ? this.#ofAll(asked) : this.#ofOne(asked);
  }

  async #ofAll(asked: Request): Promise<void> {
    const { kind } = asked.target;
    const verb = COLLECTION_VERBS.get(asked.request.method ?? '');
    if (verb === undefined || !kind.verbs.includes(verb)) throw methodNotAllowed();
    if (verb === 'list') return serveList(asked, this.#closing);
    if (verb === 'create') return this.#create(asked);
    const { body } = await this.#body(asked.request, 'DeleteOptions');
    return deleteCollection(asked, body);
  }

  async #ofOne(asked: Request): Promise<void> {
    const { state, response, target, query } = asked;
    const { kind, subresource } = target;
    const verbs = subresource === '' ? kind.verbs : (kind.subresources.get(subresource)?.verbs ?? []);
    const verb = OBJECT_VERBS.get(asked.request.method ?? '');
    if (verb === undefined || !verbs.includes(verb) || (subresource === '' && verb === 'create'))
      throw methodNotAllowed();
    switch (subresource) {
      case 'log':
        return serveLog(state, target, query, response, this.#closing);
      case 'token':
        return this.#issueToken(asked);
      case 'scale':
        return this.#scale(asked);
      case 'binding':
      case 'eviction':
        return this.#podAction(asked);
      default:
    }
    switch (verb) {
      case 'get':
        if (flag(query, 'watch')) return serveWatchOf(asked, this.#closing);
        return this.#sendObject(asked, 200, this.#stored(target));
      case 'update':
        return this.#put(asked);
      case 'patch':
        return this.#patch(asked);
      default:
        return this.#delete(asked);
    }
  }

  /** A body in one of the accepted forms, with its text where it has one. Undefined for no body at all of a DELETE. */
  async #body(request: IncomingMessage, what: string): Promise<{ text: string; body: unknown }> {
    const type = mediaType(request.headers['content-type']);
    const bytes = await readBytes(request);
    if (type === 'application/vnd.kubernetes.protobuf' && bytes.length > 0)
      return { text: '', body: this.#protobuf.decode(bytes) };
    const text = bytes.toString('utf8');
    if (text === '' && what === 'DeleteOptions') return { text, body: undefined };
    return { text, body: parseBody(bytes, type, what) };
  }

  #stored({ kind, namespace, name }: Target): KubeObject {
    const stored = getStored(this.#state, kind, namespace, name!);
    if (stored === undefined) throw notFound(kind, name!);
    return asVersion(kind, stored.object);
  }

  async #create(asked: Request): Promise<void> {
    const { state, request, response, target, query, user } = asked;
    const { kind, namespace } = target;
    const options = writeOptions(request, query, 'CreateOptions');
    if (kind.namespaced && namespace === undefined) throw methodNotAllowed();
    const { text, body } = await this.#body(request, kind.kind);
    const reviewed = review(state, user, kind, body, options.manager);
    if (reviewed !== undefined) return sendJson(response, 201, reviewed);
    this.#sendWritten(asked, create(state, kind, namespace, body, options, duplicatesIn(text, options)));
  }

  async #put(asked: Request): Promise<void> {
    const { state, request, target, query } = asked;
    const { kind, namespace, name, subresource } = target;
    const options = writeOptions(request, query, 'UpdateOptions');
    const { text, body } = await this.#body(request, kind.kind);
    const written =
      subresource === 'finalize'
        ? finalizeNamespace(state, kind, name!, body)
        : update(state, kind, namespace, name!, subresource, body, options, duplicatesIn(text, options));
    this.#sendWritten(asked, written);
  }

  async #patch(asked: Request): Promise<void> {
    const { state, request, target, query } = asked;
    const { kind, namespace, name, subresource } = target;
    const type = mediaType(request.headers['content-type']);
    const options = writeOptions(request, query, 'PatchOptions');
    const text = await readBody(request);
    if (!patchTypes(kind).includes(type))
      throw new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
    if (type === APPLY) {
      if ((query.get('fieldManager') ?? '') === '')
        throw invalid(PATCH_OPTIONS, '', [required('fieldManager', 'is required for apply patch')]);
      const force = flag(query, 'force');
      const duplicates = duplicatesIn(text, options);
      const written = apply(state, kind, namespace, name!, subresource, parseAnyYaml(text), force, options, duplicates);
      return this.#sendWritten(asked, written);
    }
    if (query.has('force')) throw invalid(PATCH_OPTIONS, '', [FORCED]);
    const stored = getStored(state, kind, namespace, name!);
    if (stored === undefined) throw notFound(kind, name!);
    const next = patched(this.#strategic, kind, asVersion(kind, stored.object), type, text);
    this.#sendWritten(asked, change(state, kind, stored, subresource, next, options));
  }

  async #delete(asked: Request): Promise<void> {
    const { state, request, response, target, query } = asked;
    const { kind, namespace, name } = target;
    const { body } = await this.#body(request, 'DeleteOptions');
    const options = deleteOptions(body, query, dryRun(query, 'DeleteOptions'));
    const removed = remove(state, kind, namespace, name!, options);
    warn(response, removed.warnings);
    if (!removed.gone || ANSWER_WITH_OBJECT.has(kind.storage)) return this.#sendObject(asked, 200, removed.object);
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

  async #scale({ state, request, response, target, query }: Request): Promise<void> {
    const { kind } = target;
    if (request.method === 'GET') return sendJson(response, 200, readScale(kind, this.#stored(target)));
    const options = writeOptions(request, query, request.method === 'PUT' ? 'UpdateOptions' : 'PatchOptions');
    const type = mediaType(request.headers['content-type']);
    const next =
      request.method === 'PUT'
        ? (await this.#body(request, 'Scale')).body
        : patchedValue(readScale(kind, this.#stored(target)), type, await readBody(request));
    sendJson(response, 200, writeScale(state, kind, this.#stored(target), next, options));
  }

  async #issueToken({ state, request, response, target }: Request): Promise<void> {
    const { body } = await this.#body(request, 'TokenRequest');
    sendJson(response, 201, issueToken(this.#authenticator, state.clock, this.#stored(target), body));
  }

  async #podAction({ state, request, response, target, query }: Request): Promise<void> {
    const { body } = await this.#body(request, target.subresource === 'binding' ? 'Binding' : 'Eviction');
    const options = writeOptions(request, query, 'CreateOptions');
    sendJson(response, 201, evict(state, target, body, options));
  }

  #sendWritten(asked: Request, written: Written): void {
    sendWritten(this.#state, asked.target.kind, written, wantedBy(asked));
  }

  #sendObject(asked: Request, code: number, object: KubeObject): void {
    sendObject(this.#state, code, asked.target.kind, object, wantedBy(asked));
  }
}

const PATCH_OPTIONS = { group: 'meta.k8s.io', kind: 'PatchOptions' };
const FORCED = {
  field: 'force',
  reason: 'FieldValueForbidden',
  message: 'Forbidden: may not be specified for non-apply patch',
} as const;

function wantedBy({ response, form, query }: Request) {
  return { response, form, includeObject: query.get('includeObject') ?? 'Metadata' };
}
