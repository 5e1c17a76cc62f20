import type { FieldOwner, PathDifference } from '../diff/index.ts';

/** So many times the same manager takes the same field back before it is called a fight (issue: the main job, §5). */
export const FIGHT_AFTER = 5;
/** A field that was left alone this long is at peace again, in milliseconds. */
const PEACE_MS = 10 * 60_000;
/** Fields remembered per application; a hostile object cannot make us remember more. */
const MAX_FIELDS = 200;

export interface Fight {
  readonly field: string;
  readonly manager: string;
  readonly times: number;
}

/**
 * Counts who takes which field back after a heal. Healing stays immediate until the same manager has changed the same field
 * FIGHT_AFTER times; then the fight is named on the application, and heals wait as Argo CD's back-off does (reference §3.9).
 */
export class FightRecord {
  readonly #counts = new Map<string, { manager: string; times: number; last: number }>();

  /** Call once for each heal with what differed. */
  healed(resource: string, paths: readonly PathDifference[], now: number): void {
    for (const path of paths) {
      const manager = latest(path.owners)?.manager ?? 'unknown manager';
      const field = `${path.text} of ${resource}`;
      const seen = this.#counts.get(field);
      if (!seen || seen.manager !== manager || now - seen.last > PEACE_MS) {
        if (this.#counts.size >= MAX_FIELDS) this.#counts.delete(this.#counts.keys().next().value!);
        this.#counts.delete(field);
        this.#counts.set(field, { manager, times: 1, last: now });
      } else {
        seen.times += 1;
        seen.last = now;
      }
    }
  }

  /** The fight that goes on now, if there is one: the field taken back most often. */
  current(now: number): Fight | undefined {
    let worst: Fight | undefined;
    for (const [field, { manager, times, last }] of this.#counts) {
      if (times < FIGHT_AFTER || now - last > PEACE_MS) continue;
      if (!worst || times > worst.times) worst = { field, manager, times };
    }
    return worst;
  }
}

function latest(owners: readonly FieldOwner[]): FieldOwner | undefined {
  return owners[0];
}

export function fightMessage(fight: Fight): string {
  return `${fight.manager} has taken back ${fight.field} ${fight.times} times: self heal is slowed down. Let one of the two own the field: ignore it here (ignoreDifferences), or stop the other writer.`;
}
