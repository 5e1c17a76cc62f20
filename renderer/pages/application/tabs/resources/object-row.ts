import type { Output, ResourceResult } from '../../../../../preload/contract/index.ts';
import { keyOfObject } from '../../object-key.ts';

type Compared = Output<'app.resources'>['items'][number];
type Node = Output<'app.tree'>['nodes'][number];

/** One line of the table of objects. Texts are '' and times 0 where there is none. */
export interface ObjectRow {
  /** `group/Kind/namespace/name`. */
  readonly key: string;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Empty for what Git does not know: a Pod of a Deployment. */
  readonly status: string;
  readonly health: string;
  readonly wave: number;
  readonly hook: boolean;
  readonly prune: boolean;
  /** Whether Git declares it. */
  readonly managed: boolean;
  /** What health or the last operation says of it. */
  readonly message: string;
  readonly createdAt: number;
}

interface Ref {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The objects that Git declares, and with `children` what they own, each with its last word. */
export function objectRows(
  compared: readonly Compared[],
  nodes: readonly Node[],
  results: readonly ResourceResult[],
  children: boolean,
): readonly ObjectRow[] {
  const nodeOf = new Map(nodes.map((node) => [keyOfObject(node.ref), node]));
  const resultOf = new Map(results.map((result) => [keyOfObject(result), result.message ?? '']));
  const rows: ObjectRow[] = compared.map((one) => {
    const key = keyOfObject(one.ref);
    return {
      ...refOf(one.ref),
      key,
      status: one.status,
      health: one.health?.status ?? '',
      wave: one.wave,
      hook: one.hook,
      prune: one.requiresPruning,
      managed: true,
      message: one.because ?? one.health?.message ?? resultOf.get(key) ?? '',
      createdAt: timeOf(nodeOf.get(key)?.createdAt),
    };
  });
  if (!children) return rows;
  const managed = new Set(rows.map(({ key }) => key));
  for (const [key, node] of nodeOf) {
    if (managed.has(key)) continue;
    rows.push({
      ...refOf(node.ref),
      key,
      status: '',
      health: node.health?.status ?? '',
      wave: 0,
      hook: false,
      prune: false,
      managed: false,
      message: node.health?.message ?? node.info.map(({ value }) => value).join(' · '),
      createdAt: timeOf(node.createdAt),
    });
  }
  return rows;
}

function refOf({ group, kind, namespace, name }: Ref): Ref {
  return { group, kind, namespace, name };
}

function timeOf(text: string | undefined): number {
  const at = text === undefined || text === '' ? 0 : Date.parse(text);
  return Number.isNaN(at) ? 0 : at;
}
