import { type FieldsV1, isRecord, type KubeObject, LAST_APPLIED, type ManagedFieldsEntry } from '../model/index.ts';
import { treeOf } from './fields-v1.ts';

/** What earlier applies of ours declared, and who else declares what. */
export interface Ownership {
  /** Fields of our last Apply; absent when we never applied. */
  readonly own: FieldsV1 | undefined;
  /** The manifest of the last client-side apply, used for removals when there is no Apply of ours. */
  readonly lastApplied: KubeObject | undefined;
  readonly others: readonly FieldsV1[];
}

/** Who applied from a client, where nobody says otherwise: its declarations are in the last-applied annotation. */
export const CLIENT_SIDE = 'kubectl-client-side-apply';

/** Managers whose work we take over: what they declared and the manifest no longer declares is removed. */
const TAKEN_OVER = new Set([CLIENT_SIDE, 'argocd-controller']);

/** An annotation cannot be longer (256 KiB for all of them). */
const LONGEST_LAST_APPLIED = 262_144;

export function entriesOf(object: KubeObject): readonly ManagedFieldsEntry[] {
  const entries: unknown = object.metadata.managedFields;
  return Array.isArray(entries) ? (entries as ManagedFieldsEntry[]).filter((entry) => isRecord(entry)) : NONE;
}

const NONE: readonly ManagedFieldsEntry[] = [];
const NO_TREES: readonly FieldsV1[] = [];

/** `client`: whose fields are taken over before our first Apply (annotation client-side-apply-migration-manager, reference §3.7). */
export function ownershipOf(live: KubeObject, manager: string, client = CLIENT_SIDE): Ownership {
  const entries = entriesOf(live);
  const mine = entries.find((entry) => isApplyOf(entry, manager));
  if (mine !== undefined) {
    return { own: treeOf(mine), lastApplied: undefined, others: treesExcept(entries, (entry) => entry === mine) };
  }
  const named = client === CLIENT_SIDE ? [] : entries.filter((entry) => entry.manager === client && !entry.subresource);
  const inherited = [...entries.filter((entry) => isApplyOf(entry, 'argocd-controller')), ...named]
    .map((entry) => treeOf(entry))
    .filter((tree) => tree !== undefined);
  const lastApplied = inherited.length === 0 ? lastAppliedOf(live) : undefined;
  if (inherited.length === 0 && lastApplied === undefined) {
    return { own: undefined, lastApplied: undefined, others: NO_TREES };
  }
  return {
    own: inherited.length === 0 ? undefined : inherited.reduce(mergedTrees),
    lastApplied,
    others: treesExcept(entries, (entry) => isTakenOver(entry, client)),
  };
}

export function isTakenOver(entry: ManagedFieldsEntry, client = CLIENT_SIDE): boolean {
  return (TAKEN_OVER.has(entry.manager ?? '') || entry.manager === client) && !entry.subresource;
}

function mergedTrees(left: FieldsV1, right: FieldsV1): FieldsV1 {
  const merged = new Map<string, FieldsV1>(Object.entries(left) as [string, FieldsV1][]);
  for (const [key, below] of Object.entries(right) as [string, FieldsV1][]) {
    const before = merged.get(key);
    merged.set(key, before === undefined ? below : mergedTrees(before, below));
  }
  return Object.fromEntries(merged);
}

export function isApplyOf(entry: ManagedFieldsEntry, manager: string): boolean {
  return entry.operation === 'Apply' && entry.manager === manager && !entry.subresource;
}

function treesExcept(
  entries: readonly ManagedFieldsEntry[],
  left: (entry: ManagedFieldsEntry) => boolean,
): readonly FieldsV1[] {
  const trees: FieldsV1[] = [];
  for (const entry of entries) {
    if (left(entry)) continue;
    const tree = treeOf(entry);
    if (tree !== undefined) trees.push(tree);
  }
  return trees;
}

/** The annotation, when it holds an object (reference §2.4: otherwise compared two-way). */
function lastAppliedOf(live: KubeObject): KubeObject | undefined {
  const text: unknown = live.metadata.annotations?.[LAST_APPLIED];
  if (typeof text !== 'string' || text === '' || text.length > LONGEST_LAST_APPLIED) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) && isRecord(parsed['metadata']) ? (parsed as KubeObject) : undefined;
  } catch {
    return undefined; // not written by an apply: compared two-way
  }
}
