/** What the ResourceQuotas of a namespace count, and what they refuse. Sums are in billionths, as quantities are kept. */

import { formatQuantity, isRecord, type KubeObject, nanosOf, parseQuantity } from '../../model/index.ts';
import { forbidden } from '../api/status-error.ts';
import type { ClusterState } from '../cluster-state.ts';
import type { Kind } from './kind.ts';

/** By what a quota calls it → how much of it one object uses. */
type Usage = ReadonlyMap<string, bigint>;

const ONE = 1_000_000_000n;

interface PodLike {
  readonly spec?: {
    readonly containers?: readonly ContainerLike[];
    readonly initContainers?: readonly ContainerLike[];
    readonly activeDeadlineSeconds?: number;
  };
  readonly status?: { readonly phase?: string; readonly qosClass?: string };
}

interface ContainerLike {
  readonly name: string;
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
}

interface ServiceLike {
  readonly spec?: { readonly type?: string; readonly ports?: readonly unknown[] };
}

interface ClaimLike {
  readonly spec?: { readonly resources?: { readonly requests?: Readonly<Record<string, string>> } };
}

/** Kinds that a quota also counts by their bare name. */
const BARE = new Set([
  'pods',
  'services',
  'secrets',
  'configmaps',
  'resourcequotas',
  'persistentvolumeclaims',
  'replicationcontrollers',
]);

function amount(text: string | undefined): bigint {
  const quantity = text === undefined ? undefined : parseQuantity(text);
  return quantity === undefined ? 0n : nanosOf(quantity);
}

function usageOf(group: string, plural: string, object: KubeObject): Usage {
  const usage = new Map<string, bigint>();
  const pod = object as PodLike;
  const isPod = group === '' && plural === 'pods';
  // What has ended gives back its place, not its name.
  const ended = isPod && (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed');
  usage.set(`count/${plural}${group === '' ? '' : `.${group}`}`, ONE);
  if (group !== '' || !BARE.has(plural) || ended) return usage;
  usage.set(plural, ONE);
  if (isPod) {
    for (const [list, bare] of [
      ['requests', true],
      ['limits', false],
    ] as const) {
      for (const [name, sum] of totals(pod, list)) {
        usage.set(`${list}.${name}`, sum);
        if (bare) usage.set(name, sum);
      }
    }
  } else if (plural === 'services') {
    const { type, ports } = (object as ServiceLike).spec ?? {};
    if (type === 'LoadBalancer') usage.set('services.loadbalancers', ONE);
    if (type === 'LoadBalancer' || type === 'NodePort')
      usage.set('services.nodeports', ONE * BigInt(ports?.length ?? 0));
  } else if (plural === 'persistentvolumeclaims') {
    usage.set('requests.storage', amount((object as ClaimLike).spec?.resources?.requests?.['storage']));
  }
  return usage;
}

/** Containers run together, those that prepare run one by one before them: whichever needs more. */
function totals({ spec }: PodLike, list: 'requests' | 'limits'): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { resources } of spec?.containers ?? [])
    for (const [name, text] of Object.entries(resources?.[list] ?? {}))
      sums.set(name, (sums.get(name) ?? 0n) + amount(text));
  for (const { resources } of spec?.initContainers ?? [])
    for (const [name, text] of Object.entries(resources?.[list] ?? {}))
      if (amount(text) > (sums.get(name) ?? 0n)) sums.set(name, amount(text));
  return sums;
}

interface Quota extends KubeObject {
  readonly spec: { readonly hard?: Readonly<Record<string, string>>; readonly scopes?: readonly string[] };
}

function concerns({ spec }: Quota, group: string, plural: string, object: KubeObject): boolean {
  const scopes = spec.scopes ?? [];
  if (scopes.length === 0) return true;
  // Scopes speak of Pods alone.
  if (group !== '' || plural !== 'pods') return false;
  const pod = object as PodLike;
  const bestEffort = pod.status?.qosClass === 'BestEffort';
  const terminating = pod.spec?.activeDeadlineSeconds !== undefined;
  return scopes.every((scope) => {
    switch (scope) {
      case 'BestEffort':
        return bestEffort;
      case 'NotBestEffort':
        return !bestEffort;
      case 'Terminating':
        return terminating;
      case 'NotTerminating':
        return !terminating;
      default:
        return false;
    }
  });
}

/** What is used of everything that the quota limits, in its own units. */
export function usedOf(state: ClusterState, quota: KubeObject): Readonly<Record<string, string>> {
  const { hard = {} } = (quota as Quota).spec;
  const sums = usedIn(state, quota as Quota);
  return Object.fromEntries(Object.entries(hard).map(([name, limit]) => [name, like(limit, sums.get(name) ?? 0n)]));
}

function usedIn(state: ClusterState, quota: Quota): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  const wanted = new Set(Object.keys(quota.spec.hard ?? {}));
  for (const storage of state.store.storages()) {
    const [group = '', plural = ''] = storage.split('/');
    if (!countsAny(wanted, group, plural)) continue;
    for (const { object } of state.store.all(storage)) {
      if (object.metadata.namespace !== quota.metadata.namespace || !concerns(quota, group, plural, object)) continue;
      for (const [name, size] of usageOf(group, plural, object))
        if (wanted.has(name)) sums.set(name, (sums.get(name) ?? 0n) + size);
    }
  }
  return sums;
}

function countsAny(wanted: ReadonlySet<string>, group: string, plural: string): boolean {
  return (group === '' && BARE.has(plural)) || wanted.has(`count/${plural}${group === '' ? '' : `.${group}`}`);
}

/** In the notation of a quantity beside it: `1536Mi` under a limit of `2Gi`. */
function like(limit: string, nanos: bigint): string {
  const format = parseQuantity(limit)?.format ?? 'DecimalSI';
  return formatQuantity({ mantissa: nanos, exponent: -9, binary: 0, format });
}

/** Throws what the server says when one more object is too much. */
export function checkQuotas(state: ClusterState, kind: Kind, object: KubeObject): void {
  const { namespace, name = '' } = object.metadata;
  for (const stored of state.store.all('/resourcequotas')) {
    const quota = stored.object as Quota;
    if (quota.metadata.namespace !== namespace || !isRecord(quota.spec)) continue;
    if (!concerns(quota, kind.group, kind.plural, object)) continue;
    const hard = Object.entries(quota.spec.hard ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
    if (kind.group === '' && kind.plural === 'pods') checkNamed(kind, quota, hard, object);
    const usage = usageOf(kind.group, kind.plural, object);
    const concerned = hard.filter(([what]) => (usage.get(what) ?? 0n) > 0n);
    if (concerned.length === 0) continue;
    const used = usedIn(state, quota);
    const over = concerned.filter(([what, limit]) => (used.get(what) ?? 0n) + usage.get(what)! > amount(limit));
    if (over.length === 0) continue;
    const list = (of: (what: string, limit: string) => string) =>
      over.map(([what, limit]) => `${what}=${of(what, limit)}`).join(',');
    throw forbidden(
      kind,
      name,
      `exceeded quota: ${quota.metadata.name}, requested: ${list((what, limit) => like(limit, usage.get(what)!))}, used: ${list((what, limit) => like(limit, used.get(what) ?? 0n))}, limited: ${list((_what, limit) => limit)}`,
    );
  }
}

/** What is limited has to be named by every container. */
function checkNamed(kind: Kind, quota: Quota, hard: readonly (readonly [string, string])[], object: KubeObject): void {
  const { spec } = object as PodLike;
  const missing: string[] = [];
  for (const [what] of hard) {
    const [, list = 'requests', resource] = /^(?:(requests|limits)\.)?(cpu|memory)$/.exec(what) ?? [];
    if (resource === undefined) continue;
    const without = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]
      .filter(({ resources }) => resources?.[list as 'requests' | 'limits']?.[resource] === undefined)
      .map(({ name }) => name);
    if (without.length > 0) missing.push(`${what} for: ${without.toSorted().join(',')}`);
  }
  if (missing.length > 0)
    throw forbidden(
      kind,
      object.metadata.name ?? '',
      `failed quota: ${quota.metadata.name}: must specify ${missing.join('; ')}`,
    );
}
