import { keyOfObject, type ObjectRef } from '../object-key.ts';
import { isChoosable, type PlanRow } from './plan-summary.ts';

/** Which objects are synced, by key; undefined: all, with their hooks. */
export type Chosen = ReadonlySet<string> | undefined;

/** The keys that a plan lets a person choose among. */
export function choosableKeys(rows: readonly PlanRow[]): readonly string[] {
  return [...new Set(rows.filter(isChoosable).map(({ ref }) => keyOfObject(ref)))];
}

/** With one object put in or left out. All of them is the same as no choice. */
export function toggled(chosen: Chosen, key: string, all: readonly string[]): Chosen {
  const next = new Set(chosen ?? all);
  if (!next.delete(key)) next.add(key);
  return all.every((one) => next.has(one)) ? undefined : next;
}

/** The references of what was chosen, in the order of the plan; undefined when it is everything. */
export function chosenRefs(chosen: Chosen, rows: readonly PlanRow[]): readonly ObjectRef[] | undefined {
  if (chosen === undefined) return undefined;
  const refs = new Map<string, ObjectRef>();
  for (const row of rows) {
    const key = keyOfObject(row.ref);
    if (isChoosable(row) && chosen.has(key)) refs.set(key, row.ref);
  }
  return [...refs.values()];
}

/** The rows that will happen: hooks only with everything (reference §3.2). */
export function chosenRows(chosen: Chosen, rows: readonly PlanRow[]): readonly PlanRow[] {
  if (chosen === undefined) return rows;
  return rows.filter((row) => isChoosable(row) && chosen.has(keyOfObject(row.ref)));
}
