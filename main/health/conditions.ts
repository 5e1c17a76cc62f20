import type { KubeObject } from '../model/index.ts';
import { at, type Fields, isFields } from './fields.ts';

/** One entry of a condition list as it was found: fields may be absent or of any type. */
export interface Condition extends Fields {
  readonly type?: unknown;
  readonly status?: unknown;
  readonly reason?: unknown;
  readonly message?: unknown;
  readonly observedGeneration?: unknown;
}

const NONE: readonly Condition[] = [];

/** `status.conditions`; an absent list is an empty one. Entries that are no maps are not conditions. */
export function conditionsOf(object: KubeObject): readonly Condition[] {
  return conditionList(at(object, 'status', 'conditions'));
}

export function conditionList(value: unknown): readonly Condition[] {
  return Array.isArray(value) ? value.filter(isFields) : NONE;
}
