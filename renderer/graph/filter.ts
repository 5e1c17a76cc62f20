import { type GraphModel, type GraphNode, type HealthWord, keepNodes, type SyncWord } from './model.ts';
import { shapeOf } from './shape.ts';

export interface GraphFilter {
  /** Words that name, kind or namespace must contain, in any order. */
  readonly text: string;
  /** Empty: all. */
  readonly kinds: ReadonlySet<string>;
  /** Empty: all. Words of one list are alternatives, the two lists must both agree. */
  readonly sync: ReadonlySet<SyncWord>;
  readonly health: ReadonlySet<HealthWord>;
}

export const NO_FILTER: GraphFilter = { text: '', kinds: new Set(), sync: new Set(), health: new Set() };

export interface Filtered {
  readonly model: GraphModel;
  /** Kept without matching: on the way to a match, or failing. Drawn dimmed. */
  readonly dimmed: ReadonlySet<string>;
  readonly matches: number;
  readonly hidden: number;
  /** Failing nodes that match nothing and are kept all the same. */
  readonly failingKept: number;
}

const NOTHING: ReadonlySet<string> = new Set();
const TEXT_LIMIT = 256;

/** Keeps what matches, the way to it, and whatever fails. Linear. */
export function filter(model: GraphModel, by: GraphFilter): Filtered {
  const words = by.text.slice(0, TEXT_LIMIT).toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && by.kinds.size === 0 && by.sync.size === 0 && by.health.size === 0) {
    return { model, dimmed: NOTHING, matches: model.nodes.length, hidden: 0, failingKept: 0 };
  }
  const { nodes } = model;
  const { parent } = shapeOf(nodes);
  const keep = new Uint8Array(nodes.length);
  const dimmed = new Set<string>();
  let matches = 0;
  let failingKept = 0;
  // From the leaves up: a parent stands before its children, so its own turn comes after theirs.
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i]!;
    const match = matchesFilter(node, by, words);
    if (match) matches++;
    else if (node.failing) failingKept++;
    else if (keep[i] === 0) continue;
    if (!match) dimmed.add(node.id);
    keep[i] = 1;
    if (parent[i] !== -1) keep[parent[i]!] = 1;
  }
  const kept = keepNodes(model, (i) => keep[i] === 1);
  return {
    model: kept,
    dimmed,
    matches,
    hidden: nodes.length - kept.nodes.length,
    failingKept,
  };
}

function matchesFilter(node: GraphNode, by: GraphFilter, words: readonly string[]): boolean {
  if (by.kinds.size > 0 && !by.kinds.has(node.ref.kind)) return false;
  if (by.sync.size > 0 && (node.sync === undefined || !by.sync.has(node.sync))) return false;
  if (by.health.size > 0 && (node.health === undefined || !by.health.has(node.health))) return false;
  if (words.length === 0) return true;
  const text = `${node.title}\n${node.ref.kind}\n${node.namespace}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

export interface FilterChoices {
  /** How many nodes there are of each kind and word, most first: what the filter menus offer. */
  readonly kinds: ReadonlyMap<string, number>;
  readonly sync: ReadonlyMap<SyncWord, number>;
  readonly health: ReadonlyMap<HealthWord, number>;
}

export function choicesOf(model: GraphModel): FilterChoices {
  const kinds = new Map<string, number>();
  const sync = new Map<SyncWord, number>();
  const health = new Map<HealthWord, number>();
  for (const node of model.nodes) {
    kinds.set(node.ref.kind, (kinds.get(node.ref.kind) ?? 0) + 1);
    if (node.sync !== undefined) sync.set(node.sync, (sync.get(node.sync) ?? 0) + 1);
    if (node.health !== undefined) health.set(node.health, (health.get(node.health) ?? 0) + 1);
  }
  return { kinds: byCount(kinds), sync: byCount(sync), health: byCount(health) };
}

function byCount<K>(counts: ReadonlyMap<K, number>): ReadonlyMap<K, number> {
  return new Map([...counts].sort((a, b) => b[1] - a[1]));
}
