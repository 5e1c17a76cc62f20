import { useMemo } from 'react';
import { type PlanShift, planShifts } from './outdated-plan.ts';
import type { PlanRow } from './plan-summary.ts';

/** In what the plan that holds now differs from one that was refused; undefined while none was, or the new one is not known. */
export function useShifts(
  refused: readonly PlanRow[] | undefined,
  now: readonly PlanRow[] | undefined,
): { readonly shifts: readonly PlanShift[] | undefined; readonly differing: ReadonlySet<string> | undefined } {
  return useMemo(() => {
    if (refused === undefined || now === undefined) return { shifts: undefined, differing: undefined };
    const shifts = planShifts(refused, now);
    return { shifts, differing: new Set(shifts.map(({ key }) => key)) };
  }, [refused, now]);
}
