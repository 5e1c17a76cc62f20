import type { FieldsV1 } from '../model/index.ts';
import { type CompareInput, compareTier1 } from './compare.ts';
import { compileIgnore } from './ignore.ts';
import { SERVER_METADATA } from './normalize.ts';
import { ownedTree } from './owned-tree.ts';
import { entriesOf, isApplyOf, ownershipOf } from './ownership.ts';
import type { DiffSettings } from './verdict.ts';

/** Nothing is left out of the comparison: an apply overwrites what is ignored, too (reference §2.6). */
const SETTINGS: DiffSettings = {
  ignoreStatus: 'none',
  ignoreAggregatedRoles: false,
  ignoreByKind: new Map(),
  maskedAnnotations: [],
};
const RULES = compileIgnore(undefined, SETTINGS);

/**
 * Whether a forced server-side apply of the manifest would change nothing at all: no value, whatever is ignored in comparing, and no ownership.
 * What the manifest declares and somebody else happens to have set to the same value is not ours yet: that apply is no empty one.
 */
export function appliesNothing(input: Pick<CompareInput, 'desired' | 'live' | 'schema' | 'manager'>): boolean {
  const { desired, live, schema, manager } = input;
  if (desired === undefined || live === undefined || schema === undefined) return false;
  if (compareTier1({ ...input, rules: RULES, settings: SETTINGS }).kind !== 'same') return false;
  const { own } = ownershipOf(live, manager);
  const entry = entriesOf(live).find((one) => isApplyOf(one, manager));
  if (own === undefined || entry?.apiVersion !== desired.apiVersion) return false;
  return equalTrees(own, declaredTree(desired, schema));
}

function declaredTree(desired: object, schema: CompareInput['schema']): FieldsV1 {
  const { 'f:apiVersion': _, 'f:kind': __, 'f:metadata': metadata, ...rest } = ownedTree(desired, schema);
  if (metadata === undefined) return rest;
  const declared: Record<string, FieldsV1> = {};
  for (const [key, below] of Object.entries(metadata)) if (!SERVER_METADATA.has(key.slice(2))) declared[key] = below;
  return Object.keys(declared).length === 0 ? rest : { ...rest, 'f:metadata': declared };
}

/** `.` says only that an empty container would be kept. */
function equalTrees(left: FieldsV1, right: FieldsV1): boolean {
  let count = 0;
  for (const key in left) {
    if (key === '.') continue;
    const [a, b] = [left[key], Object.hasOwn(right, key) ? right[key] : undefined];
    if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return false;
    if (!equalTrees(a as FieldsV1, b as FieldsV1)) return false;
    count += 1;
  }
  for (const key in right) if (key !== '.') count -= 1;
  return count === 0;
}
