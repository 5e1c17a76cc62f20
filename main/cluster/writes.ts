import {
  ArgosyError,
  formatApiVersion,
  type GroupKind,
  type KubeObject,
  parseApiVersion,
  type ResourceRef,
} from '../model/index.ts';
import { type Clock, sleep } from '../runtime/index.ts';
import { query, resourcePath } from './api-path.ts';
import type { Discovery } from './discovery.ts';
import { ClusterError, isNotFound } from './errors.ts';
import type { ApiAnswer, ApiRequest } from './exchange.ts';
import type { ApiResource, Cluster, DeleteOptions } from './face.ts';
import { wholeObject } from './live-object.ts';
import type { Requests } from './requests.ts';

export interface WritesOptions {
  readonly requests: Requests;
  readonly discovery: Discovery;
  readonly clock: Clock;
  /** The answer to a write that was no dry run. */
  readonly written: (resource: ApiResource, answer: ApiAnswer) => void;
}

/**
 * Milliseconds. Discovery follows a new definition with a delay: who writes an object of a kind that came a moment ago waits for it,
 * instead of being told that there is no such kind.
 */
const DISCOVERY_FOLLOWS = [200, 400, 800, 1_600, 3_200];
const DEFINED_LATELY = 15_000;

/** Everything that changes a cluster: from an object to a request, and from its answer to what the server stored. */
export class Writes {
  readonly #options: WritesOptions;
  /** Monotonic milliseconds of the last sign that kinds come or go. */
  #definedAt = Number.NEGATIVE_INFINITY;

  constructor(options: WritesOptions) {
    this.#options = options;
  }

  definitionsChanged(): void {
    this.#definedAt = this.#options.clock.monotonic();
  }

  async apply(object: KubeObject, options: Parameters<Cluster['apply']>[1], signal?: AbortSignal): Promise<KubeObject> {
    const resource = await this.#resourceFor(object, signal);
    const { dryRun = false, force = false } = options;
    const parameters = query({
      fieldManager: options.fieldManager,
      force,
      fieldValidation: options.fieldValidation ?? 'Strict',
      dryRun: dryRun ? 'All' : undefined,
    });
    return this.#write(
      resource,
      object,
      {
        verb: dryRun ? 'dry-run' : 'apply',
        method: 'PATCH',
        path: resourcePath(resource, namespaceOf(object), nameOf(object)) + parameters,
        contentType: 'application/apply-patch+yaml', // JSON is YAML
        body: JSON.stringify(withoutManagedFields(placed(object, resource))),
        // The same manager declaring the same fields twice declares them once.
        idempotent: true,
      },
      dryRun,
      signal,
    );
  }

  async create(
    object: KubeObject,
    options: Parameters<Cluster['create']>[1],
    signal?: AbortSignal,
  ): Promise<KubeObject> {
    const resource = await this.#resourceFor(object, signal);
    const dryRun = options.dryRun ?? false;
    return this.#write(
      resource,
      object,
      {
        verb: dryRun ? 'dry-run' : 'create',
        method: 'POST',
        path: resourcePath(resource, namespaceOf(object)) + writeQuery(options),
        contentType: 'application/json',
        body: JSON.stringify(placed(object, resource)),
        idempotent: false,
      },
      dryRun,
      signal,
    );
  }

  async replace(
    object: KubeObject,
    options: Parameters<Cluster['replace']>[1],
    signal?: AbortSignal,
  ): Promise<KubeObject> {
    const resource = await this.#resourceFor(object, signal);
    const dryRun = options.dryRun ?? false;
    return this.#write(
      resource,
      object,
      {
        verb: dryRun ? 'dry-run' : 'replace',
        method: 'PUT',
        path: resourcePath(resource, namespaceOf(object), nameOf(object)) + writeQuery(options),
        contentType: 'application/json',
        body: JSON.stringify(placed(object, resource)),
        // With a resourceVersion the second of two fails as a conflict although the first succeeded.
        idempotent: object.metadata.resourceVersion === undefined,
      },
      dryRun,
      signal,
    );
  }

  async patch(
    ref: ResourceRef,
    patch: unknown,
    type: 'json' | 'merge' | 'strategic',
    options: Parameters<Cluster['patch']>[3],
    signal?: AbortSignal,
  ): Promise<KubeObject> {
    const resource = await this.#needResource(ref, signal);
    const dryRun = options.dryRun ?? false;
    const types = { json: 'json-patch', merge: 'merge-patch', strategic: 'strategic-merge-patch' } as const;
    return this.#write(
      resource,
      undefined,
      {
        verb: dryRun ? 'dry-run' : 'patch',
        method: 'PATCH',
        path: resourcePath(resource, ref.namespace, ref.name, options.subresource) + writeQuery(options),
        contentType: `application/${types[type]}+json`,
        body: JSON.stringify(patch),
        idempotent: type !== 'json',
        subject: subjectOf(ref),
      },
      dryRun,
      signal,
    );
  }

  async delete(ref: ResourceRef, options: DeleteOptions, signal?: AbortSignal): Promise<boolean> {
    const resource = await this.#options.discovery.resourceOf(ref, signal);
    if (resource === undefined) return true;
    const body = {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: options.propagation,
      ...(options.uid === undefined ? {} : { preconditions: { uid: options.uid } }),
      ...(options.gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: options.gracePeriodSeconds }),
      ...(options.dryRun === true ? { dryRun: ['All'] } : {}),
    };
    try {
      const answer = await this.#options.requests.send(
        {
          verb: options.dryRun === true ? 'dry-run' : 'delete',
          method: 'DELETE',
          path: resourcePath(resource, ref.namespace, ref.name),
          contentType: 'application/json',
          body: JSON.stringify(body),
          priority: 'write',
          idempotent: true,
          subject: subjectOf(ref),
          secret: isSecret(ref),
        },
        signal,
      );
      // A Status means that it is gone; the object itself that it goes later, when finalizers or its grace period are done.
      const said = JSON.parse(answer.body.toString('utf8')) as { kind?: string; metadata?: { uid?: string } };
      return said.kind === 'Status';
    } catch (error) {
      if (isNotFound(error)) return true;
      // Another object has its name now: the one that was meant is gone.
      const status = error instanceof ClusterError ? error.status : undefined;
      if (options.uid !== undefined && status?.code === 409 && /UID in (the )?precondition/.test(status.message))
        return true;
      throw error;
    }
  }

  async #write(
    resource: ApiResource,
    object: KubeObject | undefined,
    request: Omit<ApiRequest, 'priority' | 'secret'>,
    dryRun: boolean,
    signal: AbortSignal | undefined,
  ): Promise<KubeObject> {
    const answer = await this.#options.requests.send(
      {
        ...request,
        priority: 'write',
        secret: isSecret(resource),
        ...(object === undefined
          ? {}
          : { subject: `${resource.kind}/${object.metadata.name ?? object.metadata.generateName ?? ''}` }),
      },
      signal,
    );
    if (!dryRun) {
      if (isDefinition(resource)) this.definitionsChanged();
      this.#options.written(resource, answer);
    }
    return bodyOf(answer, resource);
  }

  #resourceFor(object: KubeObject, signal?: AbortSignal): Promise<ApiResource> {
    return this.#needResource({ ...parseApiVersion(object.apiVersion), kind: object.kind }, signal);
  }

  async #needResource(kind: GroupKind & { readonly version?: string }, signal?: AbortSignal): Promise<ApiResource> {
    const resource = this.#options.discovery.known(kind) ?? (await this.#options.discovery.resourceOf(kind, signal));
    if (resource !== undefined) return resource;
    for (const wait of DISCOVERY_FOLLOWS) {
      if (this.#options.clock.monotonic() - this.#definedAt > DEFINED_LATELY) break;
      await sleep(this.#options.clock, wait, signal);
      const late = await this.#options.discovery.resourceOf(kind, signal);
      if (late !== undefined) return late;
    }
    const version = kind.version === undefined ? '' : `/${kind.version}`;
    const message = `the API server has no kind ${kind.kind} in ${kind.group === '' ? 'core' : kind.group}${version}`;
    throw new ClusterError(
      'NotFound',
      { code: 404, reason: 'NotFound', message },
      {
        subject: kind.kind,
        advice: 'install its CustomResourceDefinition in this cluster, or correct apiVersion and kind',
      },
    );
  }
}

export function bodyOf(answer: ApiAnswer, resource: ApiResource): KubeObject {
  const { group, kind, version } = resource;
  return wholeObject(answer.body, { group, kind, apiVersion: formatApiVersion(group, version) });
}

/** The server refuses an apply that carries it. */
function withoutManagedFields(object: KubeObject): KubeObject {
  if (object.metadata.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** Cluster-scoped objects lose a namespace, which the server would refuse; namespaced ones must have one. */
function placed(object: KubeObject, resource: ApiResource): KubeObject {
  const namespace = namespaceOf(object);
  if (resource.namespaced === (namespace !== '')) return object;
  if (resource.namespaced) {
    throw new ArgosyError('InvalidArgument', `${object.kind} ${object.metadata.name ?? ''} has no namespace`, {
      subject: object.kind,
    });
  }
  const { namespace: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function nameOf(object: KubeObject): string {
  const name = object.metadata.name;
  if (name !== undefined && name !== '') return name;
  throw new ArgosyError('InvalidArgument', `${object.kind} has no name`, { subject: object.kind });
}

function namespaceOf(object: KubeObject): string {
  return object.metadata.namespace ?? '';
}

function writeQuery(options: { readonly fieldManager: string; readonly dryRun?: boolean }): string {
  return query({ fieldManager: options.fieldManager, dryRun: options.dryRun === true ? 'All' : undefined });
}

export function subjectOf(ref: ResourceRef): string {
  return ref.namespace === '' ? `${ref.kind}/${ref.name}` : `${ref.kind}/${ref.namespace}/${ref.name}`;
}

function isDefinition(kind: GroupKind): boolean {
  return (
    (kind.group === 'apiextensions.k8s.io' && kind.kind === 'CustomResourceDefinition') ||
    (kind.group === 'apiregistration.k8s.io' && kind.kind === 'APIService')
  );
}

function isSecret(kind: GroupKind): boolean {
  return kind.group === '' && kind.kind === 'Secret';
}
