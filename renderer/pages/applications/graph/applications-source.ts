import type { Row } from '../../../../preload/contract/index.ts';
import { addressOf } from '../../../client/index.ts';
import type { SourceNode } from '../../../graph/index.ts';

type ApplicationRow = Row<'applications'>;

const DEEPEST = 64;

/**
 * The fleet as nodes: applications under those whose tracking marks they carry, level by parents, waves as columns within a level. A parent that is
 * not there makes no level: its child stands among the roots.
 */
export function sourcesOf(
  rows: ReadonlyMap<string, ApplicationRow>,
  nameOf: (destination: string) => string = (destination) => destination,
): readonly SourceNode[] {
  const parentOf = (key: string): string | undefined => {
    const parent = rows.get(key)?.parent;
    return parent !== undefined && parent !== key && rows.has(parent) ? parent : undefined;
  };
  const hasChildren = new Set<string>();
  for (const key of rows.keys()) {
    const parent = parentOf(key);
    if (parent !== undefined) hasChildren.add(parent);
  }
  const levels = new Map<string, number>();
  const levelOf = (key: string): number => {
    const way: string[] = [];
    let at: string | undefined = key;
    // A circle of parents ends where it meets itself.
    while (at !== undefined && !levels.has(at) && !way.includes(at) && way.length < DEEPEST) {
      way.push(at);
      at = parentOf(at);
    }
    let level = at === undefined ? -1 : (levels.get(at) ?? -1);
    for (const one of way.reverse()) levels.set(one, ++level);
    return levels.get(key) ?? 0;
  };
  return [...rows].map(([key, row]) => {
    const level = levelOf(key);
    const parent = parentOf(key);
    const step = level === 0 ? 0 : row.wave;
    return {
      ref: { group: 'argoproj.io', kind: 'Application', ...addressOf(row) },
      key,
      parents: parent === undefined ? [] : [parent],
      // What is not known now is nobody's green (ux.md §1).
      sync: row.staleSince > 0 ? 'Unknown' : row.sync,
      health: row.staleSince > 0 ? 'Unknown' : row.health,
      fact: factOf(row, nameOf),
      failing: row.staleSince === 0 && isFailing(row),
      level,
      step,
      // Parents first, and in stacks of their own: the flat rest of a fleet must not hide them.
      order: level === 0 && !hasChildren.has(key) ? 1 : 0,
      family: level === 0 ? (hasChildren.has(key) ? 'parents' : 'alone') : `wave ${step}`,
    };
  });
}

/** A comparison that cannot be made, or a sync that failed, beyond what health says. */
function isFailing(row: ApplicationRow): boolean {
  return row.operation === 'Failed' || row.operation === 'Error' || (row.sync === 'Unknown' && row.conditions > 0);
}

function factOf(row: ApplicationRow, nameOf: (destination: string) => string): string {
  const running = row.operation === 'Running' || row.operation === 'Terminating';
  const held = row.hold === 'rollback' ? 'held' : row.hold === 'pause' ? 'paused' : '';
  return [running ? 'syncing' : held, nameOf(row.server), row.destinationNamespace, row.project]
    .filter((part) => part !== '')
    .join(' · ');
}
