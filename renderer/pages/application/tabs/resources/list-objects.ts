import { lookOf, type Sort } from '../../../../ui/index.ts';
import type { ObjectRow } from './object-row.ts';

/** What the table is narrowed to; '' and empty sets narrow nothing. */
export interface ObjectFilter {
  readonly text: string;
  readonly kind: string;
  readonly namespace: string;
  readonly status: ReadonlySet<string>;
  readonly health: ReadonlySet<string>;
}

type Counts = ReadonlyMap<string, number>;

export interface ListedObjects {
  readonly keys: readonly string[];
  readonly total: number;
  /** How many each value has among those that fit the rest of the filter. */
  readonly kinds: Counts;
  readonly namespaces: Counts;
  readonly statuses: Counts;
  readonly healths: Counts;
}

/** Which objects fit, in their order, and what each further choice would show. */
export function listObjects(rows: readonly ObjectRow[], filter: ObjectFilter, sort: Sort): ListedObjects {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const kinds = new Map<string, number>();
  const namespaces = new Map<string, number>();
  const statuses = new Map<string, number>();
  const healths = new Map<string, number>();
  const shown: ObjectRow[] = [];
  for (const row of rows) {
    if (words.length > 0) {
      const hay = `${row.group}/${row.kind}/${row.namespace}/${row.name}\n${row.message}`.toLowerCase();
      if (!words.every((word) => hay.includes(word))) continue;
    }
    const fits = [
      filter.kind === '' || row.kind === filter.kind,
      filter.namespace === '' || row.namespace === filter.namespace,
      filter.status.size === 0 || filter.status.has(row.status),
      filter.health.size === 0 || filter.health.has(row.health),
    ] as const;
    // A choice counts what it would show: the other choices hold, its own does not.
    const others = (mine: number): boolean => fits.every((fit, index) => fit || index === mine);
    if (others(0)) add(kinds, row.kind);
    if (others(1)) add(namespaces, row.namespace);
    if (others(2)) add(statuses, row.status);
    if (others(3)) add(healths, row.health);
    if (fits.every((fit) => fit)) shown.push(row);
  }
  const order = ORDERS[sort.column] ?? byKind;
  shown.sort((a, b) => (sort.descending ? order(b, a) : order(a, b)) || byText(a.key, b.key));
  return { keys: shown.map(({ key }) => key), total: rows.length, kinds, namespaces, statuses, healths };
}

function add(counts: Map<string, number>, value: string): void {
  if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
}

type Order = (a: ObjectRow, b: ObjectRow) => number;

const byKind: Order = (a, b) => byText(a.kind, b.kind) || byText(a.namespace, b.namespace) || byText(a.name, b.name);

const ORDERS: Readonly<Record<string, Order>> = {
  kind: byKind,
  namespace: (a, b) => byText(a.namespace, b.namespace),
  name: (a, b) => byText(a.name, b.name),
  // Worst first; what Git does not declare comes last.
  status: (a, b) => rankOf('sync', a.status) - rankOf('sync', b.status),
  health: (a, b) => rankOf('health', a.health) - rankOf('health', b.health),
  wave: (a, b) => a.wave - b.wave,
  age: (a, b) => b.createdAt - a.createdAt,
};

function rankOf(kind: 'sync' | 'health', value: string): number {
  return value === '' ? 99 : lookOf(kind, value).rank;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The rows as a table that a spreadsheet takes. A cell that begins like a formula is quoted, tabs and line breaks become spaces. */
export function tableText(rows: readonly ObjectRow[], headings: readonly string[]): string {
  const cell = (text: string): string => {
    const flat = text.replace(/\s+/g, ' ');
    return /^[=+\-@]/.test(flat) ? `'${flat}` : flat;
  };
  const lines = rows.map((row) =>
    [row.kind, row.namespace, row.name, row.status, row.health, row.managed ? String(row.wave) : '', row.message]
      .map(cell)
      .join('\t'),
  );
  return [headings.join('\t'), ...lines].join('\n');
}
