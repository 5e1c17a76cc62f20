import type { Condition, ConditionType } from './application.ts';
import type { Timestamp } from './ids.ts';

const ERRORS: ReadonlySet<ConditionType> = new Set<ConditionType>([
  'DeletionError',
  'InvalidSpecError',
  'ComparisonError',
  'SyncError',
  'UnknownError',
]);

/** Errors set the application's status to Unknown or stop it; warnings are only shown (reference §1.8). */
export function isErrorCondition(condition: { readonly type: ConditionType }): boolean {
  return ERRORS.has(condition.type);
}

/**
 * The conditions after an evaluation: those of the `evaluated` types are replaced by `found`, all others stay. A condition whose
 * type and message were there before keeps its time; the rest begins `now`. The same list is given back when nothing changed,
 * so that nothing is stored or sent.
 */
export function mergeConditions(
  before: readonly Condition[] | undefined,
  found: readonly Condition[],
  evaluated: ReadonlySet<ConditionType>,
  now: Timestamp,
): readonly Condition[] {
  const old = before ?? [];
  const kept = old.filter((condition) => !evaluated.has(condition.type));
  const fresh = found.map((condition) => {
    const { type, message, reason } = condition;
    const same = old.find((other) => other.type === type && other.message === message);
    const lastTransitionTime = same?.lastTransitionTime ?? now;
    return { type, message, lastTransitionTime, ...(reason === undefined ? {} : { reason }) };
  });
  const merged = [...kept, ...fresh].sort((a, b) => byteOrder(a.type, b.type) || byteOrder(a.message, b.message));
  const unchanged =
    before !== undefined &&
    merged.length === old.length &&
    merged.every((condition, index) => {
      const other = old[index]!;
      return (
        other.type === condition.type &&
        other.message === condition.message &&
        other.reason === condition.reason &&
        other.lastTransitionTime === condition.lastTransitionTime
      );
    });
  return unchanged ? before : merged;
}

function byteOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
