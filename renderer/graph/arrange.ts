import { breakCycles } from './break-cycles.ts';
import { compareNames } from './compare-names.ts';
import type { GraphEdge, NodeRef } from './model.ts';
import { nodeId } from './node-id.ts';

/** What a page knows of one node, before it is made safe. Pages write an adapter to this and need nothing else of the graph. */
export interface SourceNode {
  readonly ref: NodeRef;
  /** How others name it as their parent: a uid, a key. Empty or absent: nobody can. */
  readonly key?: string;
  /** Keys of its owners; the first that is known carries it in the tree. */
  readonly parents: readonly string[];
  readonly sync?: string | undefined;
  readonly health?: string | undefined;
  readonly message?: string | undefined;
  readonly fact?: string;
  /** Beyond `health: Degraded`, which always fails. */
  readonly failing?: boolean;
  /** A former revision, or bookkeeping. */
  readonly minor?: boolean;
  /** Orders siblings before their names do: the sync wave, the newest revision first. */
  readonly order?: number;
  readonly level?: number;
  readonly step?: number;
  readonly family?: string;
  readonly outline?: boolean;
  /** When it was set right by itself; milliseconds since the epoch. */
  readonly healedAt?: number | undefined;
  /** Keys of the nodes that traffic flows to from here. */
  readonly routes?: readonly string[];
}

/** What was wrong with the input and how it was mended. */
export interface Mended {
  /** The same object more than once. */
  readonly duplicates: number;
  /** Owners that own each other: one edge was taken out. */
  readonly cycles: number;
  /** Owners that are not there: the node stands at the root. */
  readonly missingParents: number;
  /** Beyond the limit, counted and not drawn. */
  readonly dropped: number;
}

/** Far beyond the trees at which other viewers stop (5,000). Failing nodes are taken first. */
export const MAX_NODES = 50_000;
/** Characters of a name. */
const COMPARED = 253;
const MAX_PARENTS = 16;
const MAX_ROUTES = 256;

/** Where everything stands: all that depends on names, keys and owners, and on no status. */
export interface Arrangement {
  /** What is drawn, the root first when there is one. */
  readonly kept: readonly SourceNode[];
  readonly ids: readonly string[];
  /** Positions in `kept`, -1 for a root. */
  readonly parent: Int32Array;
  /** Positions in `kept`, parents before their children. */
  readonly order: readonly number[];
  readonly edges: readonly GraphEdge[];
  readonly mended: Mended;
}

/** O(n log n) for the order of siblings, otherwise linear; never recurses, so a chain of owners may be as long as it likes. */
export function arrange(sources: readonly SourceNode[], root: SourceNode | undefined): Arrangement {
  const kept = capped(root === undefined ? sources : [root, ...sources]);
  const { names: ids, duplicates } = uniqueIds(kept);
  const byKey = new Map<string, number>();
  kept.forEach(({ key }, i) => {
    if (key !== undefined && key !== '' && !byKey.has(key)) byKey.set(key, i);
  });

  const edges: GraphEdge[] = [];
  const parent = new Int32Array(kept.length).fill(-1);
  let missingParents = 0;
  kept.forEach((source, i) => {
    const owners = new Set<number>();
    for (const key of source.parents.slice(0, MAX_PARENTS)) {
      const owner = byKey.get(key);
      if (owner !== undefined && owner !== i) owners.add(owner);
    }
    if (owners.size === 0 && source.parents.length > 0) missingParents++;
    let first = true;
    for (const owner of owners) {
      if (first) parent[i] = owner;
      else edges.push({ source: ids[owner]!, target: ids[i]!, kind: 'owner' });
      first = false;
    }
    for (const key of (source.routes ?? []).slice(0, MAX_ROUTES)) {
      const target = byKey.get(key);
      if (target !== undefined && target !== i) {
        edges.push({ source: ids[i]!, target: ids[target]!, kind: 'route' });
      }
    }
  });
  const cycles = breakCycles(parent);
  if (root !== undefined) {
    parent[0] = -1;
    for (let i = 1; i < kept.length; i++) if (parent[i] === -1) parent[i] = 0;
  }

  return {
    kept,
    ids,
    parent,
    order: preorder(parent, comparator(kept, ids)),
    edges,
    mended: {
      duplicates,
      cycles,
      missingParents,
      dropped: sources.length + (root === undefined ? 0 : 1) - kept.length,
    },
  };
}

/** Whether sources of the same list differ in nothing that moves a node: then their arrangement is the same. */
export function sameArrangement(before: readonly SourceNode[], after: readonly SourceNode[]): boolean {
  if (before.length !== after.length || after.length > MAX_NODES) return false;
  for (let i = 0; i < after.length; i++) {
    const a = before[i]!;
    const b = after[i]!;
    if (a === b) continue;
    if (a.ref.name !== b.ref.name || a.ref.kind !== b.ref.kind) return false;
    if (a.ref.namespace !== b.ref.namespace || a.ref.group !== b.ref.group) return false;
    if (a.key !== b.key || (a.order ?? 0) !== (b.order ?? 0)) return false;
    if (!sameList(a.parents, b.parents) || !sameList(a.routes ?? [], b.routes ?? [])) return false;
  }
  return true;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}

export function isFailing(source: SourceNode): boolean {
  return source.failing === true || source.health === 'Degraded';
}

function capped(sources: readonly SourceNode[]): readonly SourceNode[] {
  if (sources.length <= MAX_NODES) return sources;
  const taken = new Set<SourceNode>([sources[0]!]);
  for (const wanted of [true, false]) {
    for (const source of sources) {
      if (taken.size >= MAX_NODES) break;
      if (isFailing(source) === wanted) taken.add(source);
    }
  }
  return sources.filter((source) => taken.has(source));
}

function uniqueIds(sources: readonly SourceNode[]): { readonly names: readonly string[]; readonly duplicates: number } {
  const seen = new Set<string>();
  const repeats = new Map<string, number>();
  let duplicates = 0;
  const names = sources.map(({ ref }) => {
    const plain = nodeId(ref);
    let id = plain;
    if (seen.has(id)) {
      duplicates++;
      let nth = repeats.get(plain) ?? 1;
      do id = `${plain}~${++nth}`;
      while (seen.has(id));
      repeats.set(plain, nth);
    }
    seen.add(id);
    return id;
  });
  return { names, duplicates };
}

function comparator(sources: readonly SourceNode[], ids: readonly string[]): (a: number, b: number) => number {
  return (a, b) => {
    const left = sources[a]!;
    const right = sources[b]!;
    const order = (left.order ?? 0) - (right.order ?? 0);
    if (order !== 0 && !Number.isNaN(order)) return order;
    // Compared as far as it is drawn: a name of a megabyte costs no more than another.
    const byName = compareNames(left.ref.name.slice(0, COMPARED), right.ref.name.slice(0, COMPARED));
    if (byName !== 0) return byName;
    return ids[a]! < ids[b]! ? -1 : 1;
  };
}

function preorder(parent: Int32Array, compare: (a: number, b: number) => number): number[] {
  const children = new Map<number, number[]>();
  for (let i = 0; i < parent.length; i++) {
    const siblings = children.get(parent[i]!);
    if (siblings) siblings.push(i);
    else children.set(parent[i]!, [i]);
  }
  const order: number[] = [];
  const stack = (children.get(-1) ?? []).sort(compare).reverse();
  for (;;) {
    const next = stack.pop();
    if (next === undefined) return order;
    order.push(next);
    const below = children.get(next)?.sort(compare) ?? [];
    for (let i = below.length - 1; i >= 0; i--) stack.push(below[i]!);
  }
}
