import type { Row } from '../../../preload/contract/index.ts';
import type { ClusterNames } from '../../client/index.ts';
import { type Look, lookOf, type Sort } from '../../ui/index.ts';

export type AppRow = Row<'applications'>;

/** What chips choose from, each in a row of its own. */
export const FACETS = ['sync', 'health', 'state'] as const;
export type Facet = (typeof FACETS)[number];

/** What an application may be beside its status pair, several at once. */
export const STATES = ['stale', 'rollback', 'pause', 'syncing', 'failed', 'deleting'] as const;

/** What a list of applications is narrowed to. Empty sets and texts narrow nothing. */
export interface AppFilter {
  readonly text: string;
  readonly sync: ReadonlySet<string>;
  readonly health: ReadonlySet<string>;
  readonly state: ReadonlySet<string>;
  readonly project: string;
  readonly cluster: string;
  readonly namespace: string;
  /** `name=value` */
  readonly label: string;
}

export interface Listed {
  readonly keys: readonly string[];
  readonly total: number;
  /** How many each value has among those that fit the rest of the filter. */
  readonly counts: Readonly<Record<Facet, ReadonlyMap<string, number>>>;
}

const NO_STATES: readonly string[] = [];

export function statesOf(row: AppRow): readonly string[] {
  const states: string[] = [];
  if (row.staleSince > 0) states.push('stale');
  if (row.hold !== '') states.push(row.hold);
  if (row.operation === 'Running' || row.operation === 'Terminating') states.push('syncing');
  if (row.operation === 'Failed' || row.operation === 'Error') states.push('failed');
  if (row.deleting) states.push('deleting');
  // Most rows have none: nothing is kept for them while a fleet is filtered.
  return states.length === 0 ? NO_STATES : states;
}

/** The words of a row in lower case, made once for each row object: typing compares texts and builds none. */
const haystacks = new WeakMap<AppRow, string>();

function haystackOf(row: AppRow): string {
  let text = haystacks.get(row);
  if (text === undefined) {
    text =
      `${row.name}\n${row.namespace}\n${row.project}\n${row.repoURL}\n${row.path}\n${row.targetRevision}\n${row.revision}\n${row.server}\n${row.destinationNamespace}\n${labelsText(row)}`.toLowerCase();
    haystacks.set(row, text);
  }
  return text;
}

function labelsText({ labels }: AppRow): string {
  return labels === undefined
    ? ''
    : Object.entries(labels)
        .map(([name, value]) => `${name}=${value}`)
        .join('\n');
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
  const counts = {
    sync: new Map<string, number>(),
    health: new Map<string, number>(),
    state: new Map<string, number>(),
  };
  const [labelName = '', labelValue = ''] = splitLabel(filter.label);
  const keys: string[] = [];
  for (const [key, row] of entries) {
    if (filter.project !== '' && row.project !== filter.project) continue;
    if (filter.cluster !== '' && clusters.serverOf(row.server) !== filter.cluster) continue;
    if (filter.namespace !== '' && (row.namespace || 'argocd') !== filter.namespace) continue;
    if (labelName !== '' && row.labels?.[labelName] !== labelValue) continue;
    if (words.length > 0) {
      const text = haystackOf(row);
      if (!words.every((word) => text.includes(word))) continue;
    }
    const states = statesOf(row);
    const syncFits = filter.sync.size === 0 || filter.sync.has(row.sync);
    const healthFits = filter.health.size === 0 || filter.health.has(row.health);
    const stateFits = filter.state.size === 0 || states.some((state) => filter.state.has(state));
    // A chip counts what it would show: all other chips' choices hold, its own row of chips does not.
    if (healthFits && stateFits) count(counts.sync, row.sync);
    if (syncFits && stateFits) count(counts.health, row.health);
    if (syncFits && healthFits) for (const state of states) count(counts.state, state);
    if (syncFits && healthFits && stateFits) keys.push(key);
  }
  return { keys, total: entries.length, counts };
}

function count(counts: Map<string, number>, value: string): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

function splitLabel(label: string): readonly string[] {
  const at = label.indexOf('=');
  return at < 0 ? [] : [label.slice(0, at), label.slice(at + 1)];
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
