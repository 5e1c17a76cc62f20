import type { Application, Row } from '../../../../preload/contract/index.ts';
import { addressOf, topicKeyOf } from '../../../client/index.ts';
import type { SourceNode } from '../../../graph/index.ts';

type ApplicationRow = Row<'applications'>;

/** What of an Application places it among others; taken from `app.list` once for every change of the fleet. */
export interface Place {
  /** Keys of the applications that may have made it, the surest first. */
  readonly parents: readonly string[];
  readonly wave: number;
}

const TRACKING = 'argocd.argoproj.io/tracking-id';
const WAVE = 'argocd.argoproj.io/sync-wave';
const INSTANCE = 'app.kubernetes.io/instance';
const DEEPEST = 64;

/**
 * The parent by its tracking mark (reference §1.7): the annotation, which must be about this very object (a copied one is about another),
 * otherwise the label; and whatever lists it among its resources.
 */
export function placesOf(applications: readonly Application[]): ReadonlyMap<string, Place> {
  const listedBy = new Map<string, string[]>();
  for (const app of applications) {
    for (const one of app.status?.resources ?? []) {
      if (one.group !== 'argoproj.io' || one.kind !== 'Application') continue;
      const child = topicKeyOf(addressOf(one));
      const known = listedBy.get(child);
      const parent = topicKeyOf(addressOf(app.metadata));
      if (known) known.push(parent);
      else listedBy.set(child, [parent]);
    }
  }
  const places = new Map<string, Place>();
  for (const { metadata } of applications) {
    const address = addressOf(metadata);
    const key = topicKeyOf(address);
    const tracked = trackedBy(metadata.annotations?.[TRACKING], `${address.namespace}/${address.name}`);
    const label = metadata.labels?.[INSTANCE];
    const wave = Number.parseInt(metadata.annotations?.[WAVE] ?? '0', 10);
    const parents = [tracked, ...(listedBy.get(key) ?? []), label].flatMap((parent) =>
      parent === undefined || parent === key ? [] : [parent],
    );
    places.set(key, { parents: [...new Set(parents)], wave: Number.isSafeInteger(wave) ? wave : 0 });
  }
  return places;
}

/** `parent:argoproj.io/Application:namespace/name` */
function trackedBy(id: string | undefined, object: string): string | undefined {
  const parts = id?.split(':');
  return parts?.length === 3 && parts[1] === 'argoproj.io/Application' && parts[2] === object ? parts[0] : undefined;
}

/**
 * The fleet as nodes: level by parents, waves as columns within a level. Rows say how an application is, places where it stands; a row
 * without a place yet stands alone.
 */
export function sourcesOf(
  rows: ReadonlyMap<string, ApplicationRow>,
  places: ReadonlyMap<string, Place>,
): readonly SourceNode[] {
  const parentOf = (key: string): string | undefined => places.get(key)?.parents.find((parent) => rows.has(parent));
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
    const step = level === 0 ? 0 : (places.get(key)?.wave ?? 0);
    const running = row.operation === 'Running' || row.operation === 'Terminating';
    return {
      ref: { group: 'argoproj.io', kind: 'Application', ...addressOf(row) },
      key,
      parents: parent === undefined ? [] : [parent, ...(places.get(key)?.parents ?? [])],
      sync: row.sync,
      health: row.health,
      fact: [running ? 'syncing' : '', row.destinationNamespace || row.server, row.project]
        .filter((part) => part !== '')
        .join(' · '),
      // A comparison that cannot be made, or a sync that failed, is nobody's green (ux.md §1).
      failing:
        row.operation === 'Failed' || row.operation === 'Error' || (row.sync === 'Unknown' && row.conditions > 0),
      level,
      step,
      // Parents first, and in stacks of their own: the flat rest of a fleet must not hide them.
      order: level === 0 && !hasChildren.has(key) ? 1 : 0,
      family: level === 0 ? (hasChildren.has(key) ? 'parents' : 'alone') : `wave ${step}`,
    };
  });
}
