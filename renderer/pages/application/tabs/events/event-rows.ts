import type { KubeObject } from '../../../../../preload/contract/index.ts';
import { keyOfObject } from '../../object-key.ts';

/** One Event of Kubernetes, in either of its two forms, as a line. Times in milliseconds since the epoch; 0: not told. */
export interface EventRow {
  readonly id: string;
  readonly warning: boolean;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** `group/Kind/namespace/name` of what it is about. */
  readonly node: string;
  readonly kind: string;
  readonly name: string;
  readonly from: string;
}

type Loose = Readonly<Record<string, unknown>>;

/** Newest first. Whatever an event lacks or has of another type is left empty: it is written by anybody in the cluster. */
export function eventRows(events: readonly KubeObject[]): readonly EventRow[] {
  const rows = events.map((event, index): EventRow => {
    const loose = event as Loose;
    const series = object(loose['series']);
    const involved = object(loose['involvedObject'] ?? loose['regarding']);
    const first =
      time(loose['firstTimestamp']) || time(loose['eventTime']) || time(object(loose['metadata'])['creationTimestamp']);
    const type = text(loose['type']);
    const [kind, name, namespace] = [text(involved['kind']), text(involved['name']), text(involved['namespace'])];
    const version = text(involved['apiVersion']);
    return {
      id: text(object(loose['metadata'])['uid']) || String(index),
      warning: type === 'Warning',
      type,
      reason: text(loose['reason']),
      message: text(loose['message']) || text(loose['note']),
      count: number(series['count']) || number(loose['count']) || number(loose['deprecatedCount']) || 1,
      firstAt: first,
      lastAt:
        time(series['lastObservedTime']) ||
        time(loose['lastTimestamp']) ||
        time(loose['deprecatedLastTimestamp']) ||
        first,
      node:
        kind === ''
          ? ''
          : keyOfObject({ group: version.includes('/') ? version.split('/')[0]! : '', kind, namespace, name }),
      kind,
      name,
      from:
        text(loose['reportingComponent']) ||
        text(loose['reportingController']) ||
        text(object(loose['source'])['component']),
    };
  });
  return rows.sort((a, b) => b.lastAt - a.lastAt || (a.id < b.id ? -1 : 1));
}

/** Whether two rows are drawn alike. */
export function sameEvent(a: EventRow | undefined, b: EventRow | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (Object.keys(a) as (keyof EventRow)[]).every((field) => a[field] === b[field]);
}

export function filterEvents(rows: readonly EventRow[], words: string, warningsOnly: boolean): readonly EventRow[] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return rows.filter((row) => {
    if (warningsOnly && !row.warning) return false;
    if (wanted.length === 0) return true;
    const hay = `${row.kind} ${row.name} ${row.reason} ${row.message} ${row.from}`.toLowerCase();
    return wanted.every((word) => hay.includes(word));
  });
}

function object(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

function time(value: unknown): number {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? 0 : at;
}
