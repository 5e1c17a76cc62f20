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

/** Managers whose work we take over: what they declared and the manifest no longer declares is removed. */
const TAKEN_OVER = new Set(['kubectl-client-side-apply', 'argocd-controller']);

/** An annotation cannot be longer (256 KiB for all of them). */
const LONGEST_LAST_APPLIED = 262_144;

export function entriesOf(object: KubeObject): readonly ManagedFieldsEntry[] {
  const entries: unknown = object.metadata.managedFields;
  return Array.isArray(entries) ? (entries as ManagedFieldsEntry[]).filter((entry) => isRecord(entry)) : NONE;
}

const NONE: readonly ManagedFieldsEntry[] = [];
const NO_TREES: readonly FieldsV1[] = [];

export function ownershipOf(live: KubeObject, manager: string): Ownership {
  const entries = entriesOf(live);
  const mine = entries.find((entry) => isApplyOf(entry, manager));
  if (mine !== undefined) {
    return { own: treeOf(mine), lastApplied: undefined, others: treesExcept(entries, (entry) => entry === mine) };
  }
  const inherited = entries.find((entry) => isApplyOf(entry, 'argocd-controller'));
  const lastApplied = inherited === undefined ? lastAppliedOf(live) : undefined;
  if (inherited === undefined && lastApplied === undefined) {
    return { own: undefined, lastApplied: undefined, others: NO_TREES };
  }
  return {
    own: treeOf(inherited),
    lastApplied,
    others: treesExcept(entries, isTakenOver),
  };
}

export function isTakenOver(entry: ManagedFieldsEntry): boolean {
  return TAKEN_OVER.has(entry.manager ?? '') && !entry.subresource;
}

function isApplyOf(entry: ManagedFieldsEntry, manager: string): boolean {
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
