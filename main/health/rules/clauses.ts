/** The words that rules are written in: health-rules §1.1. A rule is data where it is of one form, a small function where it is not. */

import type { HealthStatus, HealthStatusCode, KubeObject } from '../../model/index.ts';
import type { Check } from '../compiled/index.ts';
import { type Condition, conditionsOf } from '../conditions.ts';
import { at, health, word } from '../fields.ts';

export type Verdict = HealthStatus | undefined;

/** A fixed text, or one made from the condition that decides. */
export type Text = string | ((condition: Condition, object: KubeObject) => unknown);

/** `True`, `False`, `Unknown`; with `≠` any other status; `any` whatever it is. */
export type StatusTest = 'True' | 'False' | 'Unknown' | '≠True' | '≠False' | 'any';

export interface Clause {
  readonly hits: (condition: Condition, object: KubeObject) => boolean;
  readonly give: (condition: Condition, object: KubeObject) => Verdict;
}

/** The condition's own words. */
export const m = (condition: Condition): unknown => condition.message;
export const r = (condition: Condition): unknown => condition.reason;
/** The condition's message, another text where it is absent; an empty message stays empty. */
export const mOr =
  (otherwise: string) =>
  (condition: Condition): unknown =>
    condition.message ?? otherwise;
export const mOrR = (condition: Condition): unknown => condition.message ?? condition.reason;

export function when(
  type: string | undefined,
  status: StatusTest,
  code: HealthStatusCode,
  text: Text = m,
  also?: (condition: Condition, object: KubeObject) => boolean,
): Clause {
  return {
    hits: (condition, object) =>
      (type === undefined || condition.type === type) &&
      hasStatus(condition, status) &&
      (also === undefined || also(condition, object)),
    give: (condition, object) => health(code, typeof text === 'string' ? text : text(condition, object)),
  };
}

export const because =
  (reason: string) =>
  (condition: Condition): boolean =>
    condition.reason === reason;

export function hasStatus(condition: Condition, status: StatusTest): boolean {
  switch (status) {
    case 'any':
      return true;
    case '≠True':
      return condition.status !== 'True';
    case '≠False':
      return condition.status !== 'False';
    default:
      return condition.status === status;
  }
}

export const always =
  (code: HealthStatusCode, text?: unknown): Check =>
  () =>
    health(code, text);

/** Walks the conditions once; the first that meets any clause decides. */
export function scan(clauses: readonly Clause[], otherwise: Check): Check {
  return (object) => scanList(conditionsOf(object), clauses, object, otherwise);
}

export function scanList(
  conditions: readonly Condition[],
  clauses: readonly Clause[],
  object: KubeObject,
  otherwise: Check,
): Verdict {
  for (const condition of conditions) {
    for (const clause of clauses) if (clause.hits(condition, object)) return clause.give(condition, object);
  }
  return otherwise(object);
}

/** Tries the clauses one after the other, each over all conditions. */
export function prio(clauses: readonly Clause[], otherwise: Check): Check {
  return (object) => {
    const conditions = conditionsOf(object);
    for (const clause of clauses) {
      const hit = conditions.find((condition) => clause.hits(condition, object));
      if (hit !== undefined) return clause.give(hit, object);
    }
    return otherwise(object);
  };
}

export function first(object: KubeObject, type: string): Condition | undefined {
  return conditionsOf(object).find((condition) => condition.type === type);
}

export function last(object: KubeObject, type: string): Condition | undefined {
  return conditionsOf(object).findLast((condition) => condition.type === type);
}

export function some(object: KubeObject, type: string | undefined, status: StatusTest): boolean {
  return conditionsOf(object).some(
    (condition) => (type === undefined || condition.type === type) && hasStatus(condition, status),
  );
}

export const generation = (object: KubeObject): unknown => at(object, 'metadata', 'generation');
export const observed = (object: KubeObject): unknown => at(object, 'status', 'observedGeneration');
export const status = (object: KubeObject, ...path: readonly string[]): unknown => at(object, 'status', ...path);
export const spec = (object: KubeObject, ...path: readonly string[]): unknown => at(object, 'spec', ...path);

/** Generation and observed generation both present and different. */
export function isOutdated(object: KubeObject): boolean {
  const wanted = generation(object);
  const seen = observed(object);
  return wanted !== undefined && seen !== undefined && wanted !== seen;
}

/** A list or map without entries, or nothing at all. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** `{0}`-like joining that fails on absent parts as the scripts do. */
export function join(strings: TemplateStringsArray, ...parts: readonly unknown[]): string {
  return strings.reduce((text, piece, index) => text + word(parts[index - 1]) + piece);
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
