import type { Output, ResourceResult } from '../../../../../preload/contract/index.ts';
import type { TreeNode } from '../../../../client/index.ts';
import { keyOfObject } from '../../object-key.ts';

type Compared = Output<'app.resources'>['items'][number];

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

/**
 * The objects that Git declares, and with `children` what they own, each with its last word. Health is that of the tree, which follows the cluster; a
 * comparison is asked for less often.
 */
export function objectRows(
  compared: readonly Compared[],
  nodes: ReadonlyMap<string, TreeNode>,
  results: readonly ResourceResult[],
  children: boolean,
): readonly ObjectRow[] {
  const resultOf = new Map(results.map((result) => [keyOfObject(result), result.message ?? '']));
  const rows: ObjectRow[] = compared.map((one) => {
    const key = keyOfObject(one.ref);
    const node = nodes.get(key);
    const health = node?.health ?? one.health;
    return {
      ...refOf(one.ref),
      key,
      status: one.status,
      health: health?.status ?? '',
      wave: one.wave,
      hook: one.hook,
      prune: one.requiresPruning,
      managed: true,
      message: one.because ?? health?.message ?? resultOf.get(key) ?? '',
      createdAt: timeOf(node?.createdAt),
    };
  });
  if (!children) return rows;
  const managed = new Set(rows.map(({ key }) => key));
  for (const [key, node] of nodes) {
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

/** The rows by key; one that says the same as before is the same object, so that its line is not drawn again. */
export function rowsByKey(
  rows: readonly ObjectRow[],
  before: ReadonlyMap<string, ObjectRow>,
): ReadonlyMap<string, ObjectRow> {
  return new Map(
    rows.map((row) => {
      const known = before.get(row.key);
      return [row.key, known !== undefined && isSame(known, row) ? known : row];
    }),
  );
}

function isSame(a: ObjectRow, b: ObjectRow): boolean {
  return (Object.keys(b) as (keyof ObjectRow)[]).every((field) => a[field] === b[field]);
}

function refOf({ group, kind, namespace, name }: Ref): Ref {
  return { group, kind, namespace, name };
}

function timeOf(text: string | undefined): number {
  const at = text === undefined || text === '' ? 0 : Date.parse(text);
  return Number.isNaN(at) ? 0 : at;
}
