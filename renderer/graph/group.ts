import { countOfKind } from './kind-badge.ts';
import {
  type GraphEdge,
  type GraphModel,
  type GraphNode,
  graphModel,
  type HealthWord,
  type SyncWord,
} from './model.ts';
import { sameNode } from './same-node.ts';
import { childrenOf, rootsOf, shapeOf, type TreeShape } from './shape.ts';
import { healthOfRank, healthRank, syncOfRank, syncRank, worseHealth, worseSync } from './status.ts';
import { t } from './words.ts';

export interface Folding {
  /** Stacks of siblings that a person opened. */
  readonly opened: ReadonlySet<string>;
  /** Nodes whose descendants a person folded into them. */
  readonly closed: ReadonlySet<string>;
  /** False: no stacks unless a person folds. */
  readonly automatic: boolean;
}

export const AUTOMATIC: Folding = { opened: new Set(), closed: new Set(), automatic: true };

/** So many siblings of one kind are drawn one by one: leaves, and such that carry more themselves. */
const LEAVES = 6;
const BRANCHES = 24;
/** So many failing siblings stay beside their stack; the stack counts the others and takes their status. */
export const FAILING_BESIDE = 8;

export interface Grouped {
  readonly model: GraphModel;
  /** Nodes that are in no stack, and nodes in all. */
  readonly drawn: number;
  readonly folded: number;
}

/** Id of the stack for the children of one kind under one parent. */
export function stackId(parent: string | undefined, { ref, family }: Pick<GraphNode, 'ref' | 'family'>): string {
  return `stack:${ref.group}/${ref.kind}/${family}:${parent ?? ''}`;
}

/**
 * Folds many siblings of one kind into a stack, and into a node what a person closed. A failing node is never without a trace: it is
 * drawn itself, or the node that hides it counts it and has its status. Linear.
 */
export function group(model: GraphModel, folding: Folding, previous?: GraphModel): Grouped {
  const { nodes } = model;
  const shape = shapeOf(nodes);
  const sums = summarize(nodes, shape);
  const out: GraphNode[] = [];
  const stacks = new Map<string, GraphNode>();
  for (const node of previous?.nodes ?? []) if (node.fold !== undefined) stacks.set(node.id, node);
  const add = (node: GraphNode): void => {
    const known = stacks.get(node.id);
    out.push(known !== undefined && sameNode(known, node) ? known : node);
  };
  /** Hidden id → the node that stands for it, so that routes into a stack stay. */
  const standsFor = new Map<string, string>();

  // Explicit stack of work: positions to draw, or stacks to draw, in reverse order.
  const work: (number | GraphNode)[] = [];
  const plan = (parent: string | undefined, siblings: readonly number[]): void => {
    const planned = planSiblings(parent, siblings, nodes, shape, sums, folding, standsFor);
    for (let i = planned.length - 1; i >= 0; i--) work.push(planned[i]!);
  };
  plan(undefined, [...rootsOf(shape)]);
  for (;;) {
    const next = work.pop();
    if (next === undefined) break;
    if (typeof next !== 'number') {
      add(next);
      continue;
    }
    const node = nodes[next]!;
    const below = shape.size[next]! - 1;
    if (below > 0 && folding.closed.has(node.id)) {
      add(closedNode(node, next, below, sums));
      for (let i = next + 1; i <= next + below; i++) standsFor.set(nodes[i]!.id, node.id);
    } else {
      out.push(node);
      if (below > 0) plan(node.id, [...childrenOf(shape, next)]);
    }
  }
  if (out.length === nodes.length && standsFor.size === 0) return { model, drawn: nodes.length, folded: 0 };
  const folded = standsFor.size;
  return { model: graphModel(out, redirect(model.edges, standsFor)), drawn: nodes.length - folded, folded };
}

interface Sums {
  /** Over the whole subtree of each position. */
  readonly failing: Int32Array;
  readonly health: (at: number) => HealthWord | undefined;
  readonly sync: (at: number) => SyncWord | undefined;
}

/** Statuses as their ranks, so that a sum over 10,000 nodes compares small numbers. */
function summarize(nodes: readonly GraphNode[], { parent }: TreeShape): Sums {
  const failing = new Int32Array(nodes.length);
  const health = new Int8Array(nodes.length);
  const sync = new Int8Array(nodes.length);
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    if (node.failing) failing[i]! += 1;
    health[i] = Math.max(health[i]!, healthRank(node.health));
    sync[i] = Math.max(sync[i]!, syncRank(node.sync));
    const above = parent[i]!;
    if (above === -1) continue;
    failing[above]! += failing[i]!;
    health[above] = Math.max(health[above]!, health[i]!);
    sync[above] = Math.max(sync[above]!, sync[i]!);
  }
  return { failing, health: (at) => healthOfRank(health[at]!), sync: (at) => syncOfRank(sync[at]!) };
}

/** The siblings as they are drawn: positions, and a stack in the place of the first of each kind that is folded. */
function planSiblings(
  parent: string | undefined,
  siblings: readonly number[],
  nodes: readonly GraphNode[],
  shape: TreeShape,
  sums: Sums,
  folding: Folding,
  standsFor: Map<string, string>,
): readonly (number | GraphNode)[] {
  if (!folding.automatic || siblings.length <= LEAVES) return siblings;
  const kinds = new Map<string, Siblings>();
  const kindOf = siblings.map((at) => {
    const { ref, family } = nodes[at]!;
    const name = `${ref.kind}/${ref.group}/${family}`;
    let same = kinds.get(name);
    if (same === undefined) {
      same = { members: [], branches: false, done: false };
      kinds.set(name, same);
    }
    same.members.push(at);
    if (shape.size[at]! > 1) same.branches = true;
    return same;
  });
  const planned: (number | GraphNode)[] = [];
  siblings.forEach((at, i) => {
    const kind = kindOf[i]!;
    const { members } = kind;
    if (kind.done) return;
    if (members.length <= (kind.branches ? BRANCHES : LEAVES) || folding.opened.has(stackId(parent, nodes[at]!))) {
      planned.push(at);
      return;
    }
    kind.done = true;
    const id = stackId(parent, nodes[at]!);
    const beside = new Set(members.filter((member) => sums.failing[member]! > 0).slice(0, FAILING_BESIDE));
    const hidden = members.filter((member) => !beside.has(member));
    for (const member of hidden) {
      for (let below = member; below < member + shape.size[member]!; below++) standsFor.set(nodes[below]!.id, id);
    }
    planned.push(stackNode(id, parent, members, hidden, nodes, shape, sums), ...beside);
  });
  return planned;
}

/** The siblings of one kind under one parent. */
interface Siblings {
  readonly members: number[];
  /** Some of them carry more. */
  branches: boolean;
  /** Their stack is drawn. */
  done: boolean;
}

function stackNode(
  id: string,
  parent: string | undefined,
  members: readonly number[],
  hidden: readonly number[],
  nodes: readonly GraphNode[],
  shape: TreeShape,
  sums: Sums,
): GraphNode {
  const first = nodes[members[0]!]!;
  const failing = members.reduce((sum, at) => sum + sums.failing[at]!, 0);
  const hiddenFailing = hidden.reduce((sum, at) => sum + sums.failing[at]!, 0);
  const namespaces = new Set(members.map((at) => nodes[at]!.namespace));
  return {
    ...first,
    id,
    parent,
    ref: { ...first.ref, name: '', namespace: namespaces.size === 1 ? first.ref.namespace : '' },
    title: countOfKind(members.length, first.ref.kind),
    namespace: namespaces.size === 1 ? first.namespace : '',
    fact: stackFact(members, failing, sums),
    sync: members.reduce<SyncWord | undefined>((worst, at) => worseSync(worst, sums.sync(at)), undefined),
    health: members.reduce<HealthWord | undefined>((worst, at) => worseHealth(worst, sums.health(at)), undefined),
    message: '',
    failing: failing > 0,
    minor: false,
    level: members.reduce((least, at) => Math.min(least, nodes[at]!.level), Number.POSITIVE_INFINITY),
    step: members.reduce((least, at) => Math.min(least, nodes[at]!.step), Number.POSITIVE_INFINITY),
    outline: members.every((at) => nodes[at]!.outline),
    fold: {
      of: 'siblings',
      total: members.length,
      hidden: hidden.reduce((sum, at) => sum + shape.size[at]!, 0),
      failing,
      hiddenFailing,
    },
  };
}

function closedNode(node: GraphNode, at: number, below: number, sums: Sums): GraphNode {
  const own = node.failing ? 1 : 0;
  const failing = sums.failing[at]! - own;
  return {
    ...node,
    sync: sums.sync(at),
    health: sums.health(at),
    failing: sums.failing[at]! > 0,
    fact: [t('node.below', { count: counted(below) }), ...failingPart(failing)].join(' · '),
    fold: { of: 'descendants', total: below, hidden: below, failing, hiddenFailing: failing },
  };
}

/** `11 Healthy · 1 failing`: the members by the worst below each, failing ones last. */
function stackFact(members: readonly number[], failing: number, sums: Sums): string {
  const counts = new Map<string, number>();
  for (const at of members) {
    if (sums.failing[at]! > 0) continue;
    const word = sums.health(at);
    if (word !== undefined) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const parts = [...counts].sort((a, b) => b[1] - a[1]).map(([word, count]) => `${counted(count)} ${word}`);
  return [...parts, ...failingPart(failing)].join(' · ');
}

function failingPart(failing: number): readonly string[] {
  return failing === 0 ? [] : [t('node.failing', { count: counted(failing) })];
}

function counted(count: number): string {
  return count.toLocaleString('en');
}

/** Edges to hidden nodes lead to what stands for them, once each. */
function redirect(edges: readonly GraphEdge[], standsFor: ReadonlyMap<string, string>): readonly GraphEdge[] {
  const seen = new Set<string>();
  const out: GraphEdge[] = [];
  for (const edge of edges) {
    const source = standsFor.get(edge.source) ?? edge.source;
    const target = standsFor.get(edge.target) ?? edge.target;
    const name = `${edge.kind}\n${source}\n${target}`;
    if (source === target || seen.has(name)) continue;
    seen.add(name);
    out.push(source === edge.source && target === edge.target ? edge : { source, target, kind: edge.kind });
  }
  return out;
}
