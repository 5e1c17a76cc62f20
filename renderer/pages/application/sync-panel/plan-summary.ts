import type { Output } from '../../../../preload/contract/index.ts';
import { keyOfObject } from '../object-key.ts';

export type Plan = Output<'app.plan'>;
export type PlanRow = Plan['rows'][number];
export type PlanChange = PlanRow['change'];

export const CHANGES: readonly PlanChange[] = ['create', 'change', 'prune', 'hook', 'refused', 'keep', 'same'];

/** How many objects of each kind of change. */
export function countChanges(rows: readonly PlanRow[]): ReadonlyMap<PlanChange, number> {
  const counts = new Map<PlanChange, number>();
  for (const { change } of rows) counts.set(change, (counts.get(change) ?? 0) + 1);
  return counts;
}

export interface PlanWave {
  readonly phase: string;
  readonly wave: number;
  readonly rows: readonly PlanRow[];
}

/** The rows by phase and wave, in the order in which they happen: the plan has them in that order. */
export function wavesOf(rows: readonly PlanRow[]): readonly PlanWave[] {
  const waves: { phase: string; wave: number; rows: PlanRow[] }[] = [];
  for (const row of rows) {
    const last = waves.at(-1);
    if (last && last.phase === row.phase && last.wave === row.wave) last.rows.push(row);
    else waves.push({ phase: row.phase, wave: row.wave, rows: [row] });
  }
  return waves;
}

/** Rows of hooks and of prunes may be of one object: the phase tells them apart. */
export function rowKey(row: Pick<PlanRow, 'phase' | 'ref'>): string {
  return `${row.phase} ${keyOfObject(row.ref)}`;
}

/** Nothing happens to them. */
export function isUnchanged({ change }: PlanRow): boolean {
  return change === 'same';
}

/** Whether a person can choose to leave it out: hooks follow the whole, and what is refused is not done anyway. */
export function isChoosable({ change }: PlanRow): boolean {
  return change !== 'hook' && change !== 'refused';
}

/** How many objects pruning would delete, and does not because it is off (reference §3.7). */
export function prunable(rows: readonly PlanRow[]): number {
  return rows.filter(({ change, note }) => change === 'keep' && note.includes('requires pruning')).length;
}
