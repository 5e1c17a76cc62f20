import type { Output } from '../../preload/contract/index.ts';

type PlanRow = Output<'app.plan'>['rows'][number];
type Diff = Output<'app.diff'>['items'][number];
type Path = PlanRow['paths'][number];

export type ChangeKind = 'create' | 'change' | 'prune' | 'keep' | 'hook' | 'refused' | 'same';

/** What would become of one object. */
export interface Change {
  /** Different for each change of a list. */
  readonly id: string;
  readonly kind: ChangeKind;
  readonly ref: PlanRow['ref'];
  readonly wave: number;
  readonly note: string;
  readonly paths: readonly Path[];
}

/** Worst surprise first. */
const ORDER: readonly ChangeKind[] = ['refused', 'prune', 'create', 'change', 'hook', 'keep', 'same'];

export function changesOfPlan(rows: readonly PlanRow[]): readonly Change[] {
  return sorted(
    rows.map((row, index) => ({
      id: `${index} ${row.phase}`,
      kind: row.change,
      ref: row.ref,
      wave: row.wave,
      note: row.note,
      paths: row.paths,
    })),
  );
}

/** What going to the compared revision would change in the cluster as it is now. */
export function changesOfDiff(items: readonly Diff[]): readonly Change[] {
  return sorted(
    items.map((item, index) => ({
      id: String(index),
      kind: item.hook ? 'hook' : kindOf(item),
      ref: item.ref,
      wave: item.wave,
      note: item.because ?? '',
      paths: item.paths,
    })),
  );
}

function kindOf({ verdict }: Diff): ChangeKind {
  switch (verdict) {
    case 'missing':
      return 'create';
    case 'extra':
      return 'prune';
    case 'differs':
      return 'change';
    case 'unknown':
      return 'refused';
    case 'same':
      return 'same';
  }
}

function sorted(changes: readonly Change[]): readonly Change[] {
  return [...changes].sort(
    (a, b) =>
      ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
      a.wave - b.wave ||
      compare(a.ref.kind, b.ref.kind) ||
      compare(a.ref.name, b.ref.name),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How many of each kind there are, in their order; what there is none of is not named. */
export function countChanges(changes: readonly Change[]): readonly (readonly [ChangeKind, number])[] {
  const counts = new Map<ChangeKind, number>();
  for (const { kind } of changes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return ORDER.flatMap((kind) => {
    const count = counts.get(kind);
    return count === undefined ? [] : [[kind, count] as const];
  });
}

const LONGEST_VALUE = 160;

/** A value in one line, short. undefined is what is not there. */
export function valueText(value: unknown): string {
  if (value === undefined) return '∅';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const flat = text.replace(/\s+/g, ' ');
  return flat.length > LONGEST_VALUE ? `${flat.slice(0, LONGEST_VALUE)}…` : flat === '' ? '""' : flat;
}
