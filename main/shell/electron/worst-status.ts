import type { Row } from '../../../preload/contract/index.ts';

/** The worst that any application is in, and what is said when nobody can know. */
export type Worst = 'failing' | 'drift' | 'unknown' | 'progress' | 'held' | 'good' | 'none' | 'grey';

export interface FleetStatus {
  readonly worst: Worst;
  /** One line for the tooltip of the tray. */
  readonly text: string;
}

type AppRow = Row<'applications'>;
type StatusRow = Pick<AppRow, 'sync' | 'health'> & Partial<Pick<AppRow, 'staleSince' | 'hold'>>;
type Counted = Exclude<Worst, 'none' | 'grey'>;

const ORDER: readonly (readonly [Counted, string])[] = [
  ['failing', 'failing'],
  ['drift', 'out of sync'],
  ['unknown', 'unknown'],
  ['progress', 'progressing'],
  ['held', 'suspended or held'],
  ['good', 'in order'],
];

/** A fleet in one mark: the worst application decides (reference §4 for the two statuses). */
export function worstStatus(rows: Iterable<StatusRow>): FleetStatus {
  const counts = new Map<Counted, number>();
  for (const row of rows) {
    const one = statusOf(row);
    counts.set(one, (counts.get(one) ?? 0) + 1);
  }
  const said = ORDER.filter(([name]) => counts.has(name));
  if (said.length === 0) return { worst: 'none', text: 'No applications' };
  return { worst: said[0]![0], text: said.map(([name, words]) => `${counts.get(name)} ${words}`).join(', ') };
}

/** Nothing is known now: the machine slept, the engine has gone. Never a stale green (architecture §7). */
export function greyStatus(because: string): FleetStatus {
  return { worst: 'grey', text: because };
}

function statusOf({ sync, health, staleSince = 0, hold = '' }: StatusRow): Counted {
  // What is not known now is nobody's green, and nobody's red either (architecture §7).
  if (staleSince > 0) return 'unknown';
  if (health === 'Degraded' || health === 'Missing') return 'failing';
  // Somebody said that it shall differ.
  if (hold !== '') return 'held';
  if (sync === 'OutOfSync') return 'drift';
  if (sync === 'Unknown' || health === 'Unknown') return 'unknown';
  if (health === 'Progressing') return 'progress';
  if (health === 'Suspended') return 'held';
  return 'good';
}
