import { keyOfObject, type ObjectRef } from '../object-key.ts';
import { type PlanChange, type PlanRow, rowKey } from './plan-summary.ts';

export interface PlanShift {
  readonly key: string;
  readonly ref: ObjectRef;
  readonly phase: string;
  readonly before: PlanChange | undefined;
  readonly now: PlanChange | undefined;
  /** Fields that the new plan changes and the old did not, or did otherwise. */
  readonly fields: readonly string[];
}

/** In what a new plan differs from one that was shown, in the order of the new one; what is planned no more comes last. */
export function planShifts(before: readonly PlanRow[], now: readonly PlanRow[]): readonly PlanShift[] {
  const old = new Map(before.map((row) => [rowKey(row), row]));
  const shifts: PlanShift[] = [];
  for (const row of now) {
    const key = rowKey(row);
    const known = old.get(key);
    old.delete(key);
    const fields = newFields(known, row);
    if (known?.change === row.change && fields.length === 0) continue;
    if (known === undefined && row.change === 'same') continue;
    shifts.push({ key, ref: row.ref, phase: row.phase, before: known?.change, now: row.change, fields });
  }
  for (const [key, row] of old) {
    if (row.change === 'same') continue;
    shifts.push({ key, ref: row.ref, phase: row.phase, before: row.change, now: undefined, fields: [] });
  }
  return shifts;
}

function newFields(before: PlanRow | undefined, now: PlanRow): readonly string[] {
  const known = new Map(before?.paths.map(({ text, desired }) => [text, JSON.stringify(desired)]));
  return now.paths
    .filter(({ text, desired }) => !known.has(text) || known.get(text) !== JSON.stringify(desired))
    .map(({ text }) => text);
}

/** Objects that other applications declare too. */
export function sharedRows(rows: readonly PlanRow[]): readonly PlanRow[] {
  const seen = new Set<string>();
  return rows.filter(({ sharedWith, ref }) => {
    const key = keyOfObject(ref);
    if (sharedWith.length === 0 || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
