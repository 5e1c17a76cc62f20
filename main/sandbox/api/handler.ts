/** One request to a cluster's API: who asks, what for, and the answer or the Status that a real server would give. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClusterState } from '../cluster-state.ts';
import { Authenticator, named, type User } from './authenticate.ts';
import { type Attributes, mayDo, mayRead, pathRefusal, refusal } from './authorize.ts';
import {
  aggregatedDiscovery,
  apiGroup,
  apiGroups,
  apiResources,
  apiVersions,
  SERVER_VERSION,
  wantsAggregated,
} from './discovery.ts';
import { OpenApi } from './openapi.ts';
import { flag } from './request-options.ts';
import { ResourceRequests } from './resource-requests.ts';
import { notFoundPage, send, sendJson, sendStatus } from './respond.ts';
import { resourceTarget, type Target } from './route.ts';
import { internal, methodNotAllowed, StatusError } from './status-error.ts';

export class ApiHandler {
  readonly #state: ClusterState;
  readonly #authenticator: Authenticator;
  readonly #openapi: OpenApi;
  readonly #resources: ResourceRequests;
  readonly #address: () => string;

  constructor(options: { state: ClusterState; token: string; closing: AbortSignal; address: () => string }) {
    this.#state = options.state;
    this.#authenticator = new Authenticator(options.state, options.token);
    this.#address = options.address;
    this.#openapi = new OpenApi(options.state);
    this.#resources = new ResourceRequests(options.state, this.#authenticator, options.closing);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#answer(request, response);
    } catch (error) {
      if (error instanceof StatusError) return sendStatus(response, error);
      // A client that has gone while its body was read.
      if (response.destroyed || request.destroyed) return;
      this.#state.logger.error('a request to the sandbox failed', { method: request.method, path: request.url, error });
      sendStatus(response, internal(`Internal error occurred: ${(error as Error).message}`));
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    if (path === '/healthz' || path === '/livez' || path === '/readyz')
      return send(response, 200, 'ok', 'text/plain; charset=utf-8');
    const user = this.#user(request);
    const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
    if (!isResource(path)) {
      if (!mayRead(user, path)) throw pathRefusal(user, (request.method ?? 'GET').toLowerCase(), path);
      if (request.method !== 'GET') throw methodNotAllowed();
      this.#document(request, response, path);
      return;
    }
    const target = resourceTarget(this.#state.kinds, path);
    if (target === undefined) {
      notFoundPage(response);
      return;
    }
    const wanted = attributesOf(request.method ?? 'GET', target, query);
    if (!mayDo(this.#state, user, wanted)) throw refusal(user, wanted);
    await this.#resources.answer(request, response, target, query, user);
  }

  /** The user, or the one that it speaks for. */
  #user(request: IncomingMessage): User {
    const user = this.#authenticator.user(request.headers);
    const name = request.headers['impersonate-user'];
    if (typeof name !== 'string' || name === '') return user;
    const wanted = { verb: 'impersonate', group: '', resource: 'users', namespace: undefined, name };
    if (!mayDo(this.#state, user, wanted)) throw refusal(user, wanted);
    const groups = request.headers['impersonate-group'];
    return named(
      name,
      groups === undefined ? [] : [groups].flat().flatMap((each) => each.split(',').map((group) => group.trim())),
    );
  }

  /** Paths that are no resources. */
  #document(request: IncomingMessage, response: ServerResponse, path: string): void {
    const [first, group = '', version = ''] = path.split('/').slice(1);
    const aggregated = wantsAggregated(request.headers.accept) !== undefined;
    if ((path === '/api' || path === '/apis') && aggregated) {
      send(response, 200, JSON.stringify(aggregatedDiscovery(this.#state, path === '/api')), AGGREGATED_TYPE);
      return;
    }
    if (path === '/openapi/v2') {
      if ((request.headers.accept ?? '').startsWith(PROTOBUF_V2)) {
        response.writeHead(200, { 'content-type': PROTOBUF_V2.replace('@', '.') }).end(this.#openapi.v2Protobuf());
        return;
      }
      send(response, 200, this.#openapi.v2(), 'application/json');
      return;
    }
    if (path.startsWith('/openapi/v3/')) {
      const document = this.#openapi.v3(path.slice('/openapi/v3/'.length));
      if (document === undefined) notFoundPage(response);
      else {
        response.setHeader('etag', `"${document.hash}"`);
        send(response, 200, document.text, 'application/json');
      }
      return;
    }
    let value: object | undefined;
    if (path === '/version') value = SERVER_VERSION;
    else if (path === '/api') value = apiVersions(this.#address().replace('https://', ''));
    else if (path === '/apis') value = apiGroups(this.#state);
    else if (path === '/openapi/v3') value = this.#openapi.index();
    else if (first === 'api') value = apiResources(this.#state, '', group);
    else if (first === 'apis')
      value = version === '' ? apiGroup(this.#state, group) : apiResources(this.#state, group, version);
    else if (path === '/') value = { paths: ['/api', '/apis', '/healthz', '/openapi/v2', '/openapi/v3', '/version'] };
    if (value === undefined) notFoundPage(response);
    else sendJson(response, 200, value);
  }
}

const PROTOBUF_V2 = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
const AGGREGATED_TYPE = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** /api/VERSION/… and /apis/GROUP/VERSION/… name resources; everything else is a document. */
function isResource(path: string): boolean {
  return /^\/(api\/[^/]+|apis\/[^/]+\/[^/]+)\/./.test(path);
}

function attributesOf(
  method: string,
  { kind, namespace, name, subresource }: Target,
  query: URLSearchParams,
): Attributes {
  const watching = flag(query, 'watch');
  const verbs: Readonly<Record<string, string>> = {
    GET: watching ? 'watch' : name === undefined ? 'list' : 'get',
    POST: 'create',
    PUT: 'update',
    PATCH: 'patch',
    DELETE: name === undefined ? 'deletecollection' : 'delete',
  };
  return {
    verb: verbs[method] ?? method.toLowerCase(),
    group: kind.group,
    resource: subresource === '' ? kind.plural : `${kind.plural}/${subresource}`,
    namespace,
    name,
  };
}
