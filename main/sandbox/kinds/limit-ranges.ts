/** What the LimitRanges of a namespace refuse of the containers of a Pod. */

import { compareQuantities, type KubeObject, parseQuantity } from '../../model/index.ts';
import { forbidden } from '../api/status-error.ts';
import type { ClusterState } from '../cluster-state.ts';
import type { Kind } from './kind.ts';

type Amounts = Readonly<Record<string, string>>;

interface LimitRange extends KubeObject {
  readonly spec: {
    readonly limits?: readonly { readonly type: string; readonly min?: Amounts; readonly max?: Amounts }[];
  };
}

interface PodLike {
  readonly spec?: {
    readonly containers?: readonly {
      readonly resources?: { readonly requests?: Amounts; readonly limits?: Amounts };
    }[];
  };
}

export function checkLimitRanges(state: ClusterState, kind: Kind, object: KubeObject): void {
  if (kind.group !== '' || kind.plural !== 'pods') return;
  const found: string[] = [];
  for (const stored of state.store.all('/limitranges')) {
    if (stored.object.metadata.namespace !== object.metadata.namespace) continue;
    for (const { type, min, max } of (stored.object as LimitRange).spec.limits ?? []) {
      if (type !== 'Container') continue;
      for (const { resources } of (object as PodLike).spec?.containers ?? [])
        found.push(...tooLittle(min ?? {}, resources?.requests ?? {}), ...tooMuch(max ?? {}, resources ?? {}));
    }
  }
  if (found.length === 0) return;
  throw forbidden(kind, object.metadata.name ?? '', found.length === 1 ? found[0]! : `[${found.join(', ')}]`);
}

function tooLittle(min: Amounts, requests: Amounts): string[] {
  return Object.entries(min).flatMap(([name, bound]) => {
    const rule = `minimum ${name} usage per Container is ${bound}`;
    const request = requests[name];
    if (request === undefined) return [`${rule}.  No request is specified`];
    return compare(request, bound) < 0 ? [`${rule}, but request is ${request}`] : [];
  });
}

function tooMuch(
  max: Amounts,
  { requests, limits }: { readonly requests?: Amounts; readonly limits?: Amounts },
): string[] {
  return Object.entries(max).flatMap(([name, bound]) => {
    const rule = `maximum ${name} usage per Container is ${bound}`;
    const limit = limits?.[name];
    const request = requests?.[name];
    if (limit === undefined) return [`${rule}.  No limit is specified`];
    if (compare(limit, bound) > 0) return [`${rule}, but limit is ${limit}`];
    return request !== undefined && compare(request, bound) > 0 ? [`${rule}, but request is ${request}`] : [];
  });
}

/** Both were checked to be quantities when they were decoded. */
function compare(a: string, b: string): number {
  return compareQuantities(parseQuantity(a)!, parseQuantity(b)!);
}
