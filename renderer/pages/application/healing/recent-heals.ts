import type { Application } from '../../../../preload/contract/index.ts';
import { keyOfObject } from '../object-key.ts';

export type Heal = NonNullable<NonNullable<Application['status']>['heals']>[number];

/** Milliseconds for which something that was healed is pointed at: it was over before anybody could see it. */
export const SHOWN_MS = 120_000;

/** What was set right lately, the newest first. */
export function recentHeals(app: Application, now: number): readonly Heal[] {
  return (app.status?.heals ?? []).filter((heal) => now - healedAt(heal) < SHOWN_MS).toReversed();
}

/** When each object was set right, by `group/Kind/namespace/name`. */
export function healTimes(heals: readonly Heal[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const heal of heals) {
    const key = keyOfObject(heal);
    times.set(key, Math.max(times.get(key) ?? 0, healedAt(heal)));
  }
  return times;
}

/** Milliseconds until what is recent now is so no more; undefined when nothing is. */
export function untilForgotten(heals: readonly Heal[], now: number): number | undefined {
  if (heals.length === 0) return undefined;
  return Math.max(0, Math.min(...heals.map((heal) => healedAt(heal) + SHOWN_MS)) - now) + 1;
}

/** Milliseconds since the epoch; 0: not yet, or it failed. */
export function healedAt(heal: Heal): number {
  return timeOf(heal.healedAt);
}

/** 0 when there is none that can be read. */
export function timeOf(text: string | undefined): number {
  const at = text === undefined ? 0 : Date.parse(text);
  return Number.isNaN(at) ? 0 : at;
}

/** Who changed the fields, each once. */
export function managersOf(heal: Heal): readonly string[] {
  return [...new Set(heal.fields.flatMap(({ manager }) => manager ?? []))];
}

/** Milliseconds since the epoch of the latest change; 0: not known. */
export function changedAt(heal: Heal): number {
  return Math.max(0, ...heal.fields.map(({ changedAt: text }) => timeOf(text)));
}

/** `spec.replicas 5 → 3`; the path alone where the values are not kept. */
export function fieldText({ path, live, desired }: Heal['fields'][number]): string {
  if (live === undefined && desired === undefined) return path;
  return `${path} ${live ?? '…'} → ${desired ?? '…'}`;
}
