import type { SchemaNode } from '../../cluster/index.ts';
import type { FieldsV1, KubeObject, ManagedFieldsEntry } from '../../model/index.ts';
import { type CompareInput, compareTier1 } from '../compare.ts';
import { compileIgnore } from '../ignore.ts';
import { ownedTree } from '../owned-tree.ts';
import type { DiffSettings, ResourceIgnoreRules, Verdict } from '../verdict.ts';

export const SETTINGS: DiffSettings = {
  ignoreStatus: 'all',
  ignoreAggregatedRoles: false,
  ignoreByKind: new Map(),
  maskedAnnotations: [],
};

export const NO_RULES = compileIgnore([], SETTINGS);
export const MANAGER = 'argosy';

export function input(
  desired: unknown,
  live: unknown,
  schema: SchemaNode | undefined,
  more: { readonly rules?: ResourceIgnoreRules; readonly settings?: Partial<DiffSettings> } = {},
): CompareInput {
  const settings = { ...SETTINGS, ...more.settings };
  return {
    desired: desired as KubeObject,
    live: live as KubeObject,
    schema,
    manager: MANAGER,
    rules: compileIgnore(more.rules ?? [], settings),
    settings,
  };
}

export function verdict(...args: Parameters<typeof input>): Verdict {
  return compareTier1(input(...args));
}

/** `text: live → desired` of every path, or the kind of the verdict. */
export function summary(verdict: Verdict): readonly string[] | string {
  if (verdict.kind !== 'differs') return verdict.kind;
  const show = (value: unknown) => (value === undefined ? 'absent' : JSON.stringify(value));
  return verdict.paths.map((path) => `${path.text}: ${show(path.live)} → ${show(path.desired)}`);
}

export function entry(
  manager: string,
  operation: 'Apply' | 'Update',
  fieldsV1: unknown,
  time = '2026-01-01T00:00:00Z',
): ManagedFieldsEntry {
  return { manager, operation, apiVersion: 'v1', time, fieldsType: 'FieldsV1', fieldsV1: fieldsV1 as FieldsV1 };
}

/** The object as it lives after we applied `applied`: with our entry, and whatever `others` own. */
export function appliedBy(
  applied: unknown,
  schema: SchemaNode | undefined,
  live: unknown = applied,
  others: readonly ManagedFieldsEntry[] = [],
): KubeObject {
  const object = live as KubeObject;
  const managedFields = [entry(MANAGER, 'Apply', ownedTree(applied, schema)), ...others];
  return { ...object, metadata: { uid: 'u', resourceVersion: '1', ...object.metadata, managedFields } };
}
