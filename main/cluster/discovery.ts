import { createHash } from 'node:crypto';
import type { GroupKind } from '../model/index.ts';
import type { Clock, Logger } from '../runtime/index.ts';
import { SingleFlight, sleep } from '../runtime/index.ts';
import { groupVersionPath } from './api-path.ts';
import { ClusterError } from './errors.ts';
import type { ApiAnswer } from './exchange.ts';
import type { ApiResource, Capabilities } from './face.ts';
import type { Requests } from './requests.ts';

/** What the server serves: one entry a group, version and kind, in the server's order of preference. */
export interface ServedApis {
  readonly resources: readonly ApiResource[];
  /** Groups whose own server did not answer: a kind that is missing there may well exist. */
  readonly staleGroups: ReadonlySet<string>;
}

const AGGREGATED =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

/** Fresh looks for kinds that are not known: so many at once, then one each interval (milliseconds). */
const LOOKS = { burst: 10, every: 1_000 };

export class Discovery {
  readonly #requests: Requests;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #flight = new SingleFlight<'read', ServedApis>();
  readonly #cached = new Map<string, { etag: string; body: Buffer }>();
  #served: ServedApis | undefined;
  #byKind = new Map<string, ApiResource[]>();
  #capabilities: Capabilities | undefined;
  #version = '';
  readonly #versionFlight = new SingleFlight<'version', string>();
  #looks = LOOKS.burst;
  #looksAt = 0;
  readonly #listeners = new Set<() => void>();

  constructor(requests: Requests, clock: Clock, logger: Logger) {
    this.#requests = requests;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Told whenever what is served has changed. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Reads what is served, again. Unchanged documents are not transferred (ETag). */
  refresh(signal?: AbortSignal): Promise<ServedApis> {
    return this.#flight.run('read', (own) => this.#read(own), signal);
  }

  /** After an outage: whatever is there now may be another version. */
  reconnected(signal: AbortSignal): void {
    this.#version = '';
    this.#capabilities = undefined;
    void this.refresh(signal).catch((error: unknown) => {
      if (!signal.aborted) this.#logger.debug('discovery after an outage failed', { error });
    });
  }

  /** What is known now, without a request. */
  known(kind: GroupKind & { readonly version?: string }): ApiResource | undefined {
    const versions = this.#byKind.get(`${kind.group}/${kind.kind}`);
    return kind.version === undefined ? versions?.[0] : versions?.find((one) => one.version === kind.version);
  }

  /** Whether the group's own server did not answer at the last look. */
  silent(group: string): boolean {
    return this.#served?.staleGroups.has(group) === true;
  }

  /** Undefined only after a fresh look. Throws when the group's own server does not answer: then nobody knows. */
  async resourceOf(
    kind: GroupKind & { readonly version?: string },
    signal?: AbortSignal,
  ): Promise<ApiResource | undefined> {
    if (this.#served === undefined) await this.refresh(signal);
    const found = this.known(kind);
    if (found !== undefined) return found;
    await this.#mayLook(signal);
    const served = await this.refresh(signal);
    const fresh = this.known(kind);
    if (fresh === undefined && served.staleGroups.has(kind.group)) {
      throw new ClusterError(
        'Unavailable',
        { code: 503, reason: 'ServiceUnavailable', message: `the server of API group ${kind.group} does not answer` },
        { subject: `${kind.group}/${kind.kind}`, retry: true },
      );
    }
    return fresh;
  }

  async capabilities(signal?: AbortSignal): Promise<Capabilities> {
    if (this.#capabilities !== undefined) return this.#capabilities;
    if (this.#served === undefined) await this.refresh(signal);
    // Every application of the cluster asks at a start: one answer serves them all.
    if (this.#version === '')
      this.#version = await this.#versionFlight.run('version', (own) => this.#readVersion(own), signal);
    this.#capabilities = capabilitiesOf(this.#version, this.#served!.resources);
    return this.#capabilities;
  }

  async #readVersion(signal: AbortSignal): Promise<string> {
    const answer = await this.#get('/version', 'application/json', signal);
    return String((JSON.parse(answer.body.toString('utf8')) as { gitVersion?: unknown }).gitVersion ?? '');
  }

  async #mayLook(signal?: AbortSignal): Promise<void> {
    const now = this.#clock.monotonic();
    const earned = Math.floor((now - this.#looksAt) / LOOKS.every);
    if (earned > 0) {
      this.#looks = Math.min(LOOKS.burst, this.#looks + earned);
      this.#looksAt = now;
    }
    if (--this.#looks >= 0) return;
    await sleep(this.#clock, -this.#looks * LOOKS.every, signal);
  }

  async #read(signal: AbortSignal): Promise<ServedApis> {
    const [core, groups] = await Promise.all([
      this.#conditional('/api', AGGREGATED, signal),
      this.#conditional('/apis', AGGREGATED, signal),
    ]);
    if (this.#served !== undefined && !core.changed && !groups.changed && this.#served.staleGroups.size === 0) {
      return this.#served;
    }
    const parsedCore = parseAggregated(core.body);
    const parsedGroups = parseAggregated(groups.body);
    const served =
      parsedCore !== undefined && parsedGroups !== undefined
        ? {
            resources: [...parsedCore.resources, ...parsedGroups.resources],
            staleGroups: new Set([...parsedCore.staleGroups, ...parsedGroups.staleGroups]),
          }
        : await this.#readSingly(core.body, groups.body, signal);
    this.#accept(served);
    return served;
  }

  #accept(served: ServedApis): void {
    const before = this.#served;
    this.#served = served;
    if (before !== undefined && JSON.stringify(before.resources) === JSON.stringify(served.resources)) return;
    const byKind = new Map<string, ApiResource[]>();
    for (const resource of served.resources) {
      const key = `${resource.group}/${resource.kind}`;
      const versions = byKind.get(key);
      if (versions === undefined) byKind.set(key, [resource]);
      else versions.push(resource);
    }
    this.#byKind = byKind;
    this.#capabilities = undefined;
    if (before !== undefined) this.#version = ''; // an upgrade of the server changes both
    for (const listener of this.#listeners) listener();
  }

  /** Servers before 1.27: one document for each group and version. */
  async #readSingly(core: Buffer, groups: Buffer, signal: AbortSignal): Promise<ServedApis> {
    const wanted = groupVersionsOf(core, groups);
    const staleGroups = new Set<string>();
    const lists = await Promise.all(
      wanted.map(async ({ group, version }) => {
        try {
          const { body } = await this.#conditional(groupVersionPath(group, version), 'application/json', signal);
          return parseResourceList(body, group, version);
        } catch (error) {
          if (!(error instanceof ClusterError) || error.status.code < 400) throw error;
          this.#logger.warn('an API group does not answer', { group, version, error });
          staleGroups.add(group);
          return [];
        }
      }),
    );
    return { resources: lists.flat(), staleGroups };
  }

  async #conditional(path: string, accept: string, signal: AbortSignal): Promise<{ body: Buffer; changed: boolean }> {
    const known = this.#cached.get(path);
    const answer = await this.#get(path, accept, signal, known?.etag);
    if (answer.status === 304 && known !== undefined) return { body: known.body, changed: false };
    const etag = answer.headers['etag'];
    if (typeof etag === 'string') this.#cached.set(path, { etag, body: answer.body });
    return { body: answer.body, changed: true };
  }

  #get(path: string, accept: string, signal?: AbortSignal, etag?: string): Promise<ApiAnswer> {
    return this.#requests.send(
      {
        verb: 'discovery',
        method: 'GET',
        path,
        accept,
        priority: 'read',
        idempotent: true,
        largest: 32 << 20,
        ...(etag === undefined ? {} : { headers: { 'if-none-match': etag } }),
      },
      signal,
    );
  }
}

interface AggregatedVersion {
  readonly version?: string;
  readonly freshness?: string;
  readonly resources?: readonly {
    readonly resource?: string;
    readonly scope?: string;
    readonly verbs?: readonly string[];
    readonly responseKind?: { readonly group?: string; readonly version?: string; readonly kind?: string };
  }[];
}

/** Undefined when the server answered with the older form. Versions come in the server's order of preference. */
export function parseAggregated(body: Buffer): ServedApis | undefined {
  const document = JSON.parse(body.toString('utf8')) as {
    kind?: string;
    items?: readonly {
      readonly metadata?: { readonly name?: string };
      readonly versions?: readonly AggregatedVersion[];
    }[];
  };
  if (document.kind !== 'APIGroupDiscoveryList') return undefined;
  const resources: ApiResource[] = [];
  const staleGroups = new Set<string>();
  for (const item of document.items ?? []) {
    const group = item.metadata?.name ?? '';
    for (const { version = '', freshness, resources: served = [] } of item.versions ?? []) {
      if (freshness === 'Stale') staleGroups.add(group);
      for (const { resource, scope, verbs = [], responseKind } of served) {
        // A resource whose answers are of another kind (like pods/eviction) is no kind of its own.
        if (resource === undefined || responseKind?.kind === undefined || responseKind.kind === '') continue;
        resources.push({
          group,
          version,
          kind: responseKind.kind,
          plural: resource,
          namespaced: scope === 'Namespaced',
          verbs,
        });
      }
    }
  }
  return { resources, staleGroups };
}

function groupVersionsOf(core: Buffer, groups: Buffer): { group: string; version: string }[] {
  const coreVersions = (JSON.parse(core.toString('utf8')) as { versions?: readonly string[] }).versions ?? [];
  const found = coreVersions.map((version) => ({ group: '', version }));
  const list = JSON.parse(groups.toString('utf8')) as {
    groups?: readonly {
      readonly name?: string;
      readonly versions?: readonly { readonly version?: string }[];
      readonly preferredVersion?: { readonly version?: string };
    }[];
  };
  for (const { name = '', versions = [], preferredVersion } of list.groups ?? []) {
    const names = versions.map((one) => one.version ?? '').filter((version) => version !== '');
    const preferred = preferredVersion?.version;
    names.sort((a, b) => Number(b === preferred) - Number(a === preferred));
    for (const version of names) found.push({ group: name, version });
  }
  return found;
}

function parseResourceList(body: Buffer, group: string, version: string): ApiResource[] {
  const list = JSON.parse(body.toString('utf8')) as {
    resources?: readonly {
      readonly name?: string;
      readonly kind?: string;
      readonly namespaced?: boolean;
      readonly verbs?: readonly string[];
    }[];
  };
  const resources: ApiResource[] = [];
  for (const { name = '', kind = '', namespaced = false, verbs = [] } of list.resources ?? []) {
    if (name === '' || kind === '' || name.includes('/')) continue; // subresources
    resources.push({ group, version, kind, plural: name, namespaced, verbs });
  }
  return resources;
}

/** What Helm's .Capabilities.APIVersions holds: group versions, and each with its kinds; sorted, once. */
export function capabilitiesOf(kubeVersion: string, resources: readonly ApiResource[]): Capabilities {
  const names = new Set<string>();
  for (const { group, version, kind } of resources) {
    const groupVersion = group === '' ? version : `${group}/${version}`;
    names.add(groupVersion);
    names.add(`${groupVersion}/${kind}`);
  }
  const apiVersions = [...names].sort();
  const digest = createHash('sha256')
    .update(JSON.stringify([kubeVersion, apiVersions]))
    .digest('hex');
  return { kubeVersion, apiVersions, digest };
}
