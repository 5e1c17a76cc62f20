import type { Row } from '../../../preload/contract/index.ts';
import type { ClusterNames } from '../../client/index.ts';
import { type Look, lookOf, type Sort } from '../../ui/index.ts';

export type AppRow = Row<'applications'>;

/** What a list of applications is narrowed to. Empty sets and texts narrow nothing. */
export interface AppFilter {
  readonly text: string;
  readonly sync: ReadonlySet<string>;
  readonly health: ReadonlySet<string>;
  readonly project: string;
  readonly cluster: string;
  readonly namespace: string;
}

export interface Listed {
  readonly keys: readonly string[];
  readonly total: number;
  /** How many each status has among those that fit the rest of the filter. */
  readonly sync: ReadonlyMap<string, number>;
  readonly health: ReadonlyMap<string, number>;
}

/** The words of a row in lower case, made once for each row object: typing compares texts and builds none. */
const haystacks = new WeakMap<AppRow, string>();

function haystackOf(row: AppRow): string {
  let text = haystacks.get(row);
  if (text === undefined) {
    text =
      `${row.name}\n${row.namespace}\n${row.project}\n${row.repoURL}\n${row.path}\n${row.targetRevision}\n${row.revision}\n${row.server}\n${row.destinationNamespace}`.toLowerCase();
    haystacks.set(row, text);
  }
  return text;
}

export type Entry = readonly [key: string, row: AppRow];

/** All rows in their order. Kept while somebody types: filtering an ordered list needs no sorting. */
export function sortApplications(rows: ReadonlyMap<string, AppRow>, sort: Sort): readonly Entry[] {
  const order = comparisonOf(sort.column);
  return [...rows].sort((a, b) => (sort.descending ? order(b[1], a[1]) : order(a[1], b[1])) || byText(a[0], b[0]));
}

/** Which rows fit, in the order that they have. Every word of the text has to be somewhere in the row. */
export function filterApplications(
  entries: readonly Entry[],
  filter: AppFilter,
  clusters: Pick<ClusterNames, 'serverOf'>,
): Listed {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const sync = new Map<string, number>();
  const health = new Map<string, number>();
  const keys: string[] = [];
  for (const [key, row] of entries) {
    if (filter.project !== '' && row.project !== filter.project) continue;
    if (filter.cluster !== '' && clusters.serverOf(row.server) !== filter.cluster) continue;
    if (filter.namespace !== '' && (row.namespace || 'argocd') !== filter.namespace) continue;
    if (words.length > 0) {
      const text = haystackOf(row);
      if (!words.every((word) => text.includes(word))) continue;
    }
    const syncFits = filter.sync.size === 0 || filter.sync.has(row.sync);
    const healthFits = filter.health.size === 0 || filter.health.has(row.health);
    // A chip counts what it would show: all other chips' choices hold, its own row of chips does not.
    if (healthFits) sync.set(row.sync, (sync.get(row.sync) ?? 0) + 1);
    if (syncFits) health.set(row.health, (health.get(row.health) ?? 0) + 1);
    if (syncFits && healthFits) keys.push(key);
  }
  return { keys, total: entries.length, sync, health };
}

type Comparison = (a: AppRow, b: AppRow) => number;

function comparisonOf(column: string): Comparison {
  switch (column) {
    case 'sync':
      return (a, b) => rank(lookOf('sync', a.sync)) - rank(lookOf('sync', b.sync)) || byText(a.name, b.name);
    case 'health':
      return (a, b) => rank(lookOf('health', a.health)) - rank(lookOf('health', b.health)) || byText(a.name, b.name);
    case 'project':
      return (a, b) => byText(a.project, b.project) || byText(a.name, b.name);
    case 'destination':
      return (a, b) => byText(a.server, b.server) || byText(a.destinationNamespace, b.destinationNamespace);
    case 'source':
      return (a, b) => byText(a.repoURL, b.repoURL) || byText(a.path, b.path);
    case 'operation':
      return (a, b) => b.operationAt - a.operationAt;
    default:
      return (a, b) => byText(a.name, b.name);
  }
}

function rank(look: Look): number {
  return look.rank;
}

/** Code units: ten times faster than a collator, and names are ASCII. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
