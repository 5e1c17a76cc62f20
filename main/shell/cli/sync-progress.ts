import type { Application, ResourceResult, ResourceStatus } from '../../model/index.ts';
import type { Io } from './io.ts';
import { operationText } from './operation-text.ts';
import { structured, unknownFormat } from './output.ts';
import { resourcesTable } from './resources-table.ts';
import { type Style, statusText } from './status-text.ts';
import { inert, width } from './table.ts';

const HEADER = ['TIMESTAMP', 'GROUP', 'KIND', 'NAMESPACE', 'NAME', 'STATUS', 'HEALTH', 'HOOK', 'MESSAGE'];
/** Fixed, because lines appear before it is known what comes. */
const WIDTHS = [27, 12, 14, 14, 20, 13, 14, 10];
/** Which of the cells after the time are states. */
const STATE_CELLS = new Set([4, 5]);

/** Prints a line for each object whose state changed since the last look (reference §12.2 `app sync`). */
export class SyncProgress {
  readonly #io: Io;
  readonly #now: () => string;
  readonly #seen = new Map<string, string>();
  #begun = false;

  constructor(io: Io, now: () => string) {
    this.#io = io;
    this.#now = now;
  }

  look(app: Application): void {
    const statuses = new Map((app.status?.resources ?? []).map((one) => [keyOf(one), one]));
    const results = new Map((app.status?.operationState?.syncResult?.resources ?? []).map((one) => [keyOf(one), one]));
    for (const key of new Set([...statuses.keys(), ...results.keys()]))
      this.#line(key, statuses.get(key), results.get(key));
  }

  #line(key: string, status: ResourceStatus | undefined, result: ResourceResult | undefined): void {
    const one = status ?? result!;
    const state = result?.hookType ? (result.hookPhase ?? '') : (result?.status ?? status?.status ?? '');
    const cells = [
      one.group ?? '',
      one.kind,
      one.namespace ?? '',
      one.name,
      state,
      status?.health?.status ?? '',
      result?.hookType ?? '',
      result?.message ?? '',
    ].map(inert);
    const text = cells.join('\0');
    if (this.#seen.get(key) === text) return;
    this.#seen.set(key, text);
    if (!this.#begun) {
      this.#io.out(line(HEADER));
      this.#begun = true;
    }
    const painted = cells.map((cell, i) => (STATE_CELLS.has(i) ? statusText(cell, this.#io.style) : cell));
    this.#io.out(line([this.#now(), ...painted]));
  }
}

/** Before anything is done, not after it. */
export function refuseUnknownFormat(format: string): void {
  if (!['wide', '', 'json', 'yaml', 'tree', 'tree=detailed'].includes(format)) throw unknownFormat(format);
}

/** What `app sync` and `app wait` print at their end. */
export function finalText(app: Application, format: string, style: Style): string {
  const whole = structured(app, format);
  if (whole !== undefined) return whole;
  refuseUnknownFormat(format);
  const operation = operationText(app);
  return `\nName: ${inert(app.metadata.name)}\nSync Status: ${statusText(app.status?.sync?.status ?? 'Unknown', style)}\nHealth Status: ${statusText(app.status?.health?.status ?? 'Unknown', style)}\n${operation === '' ? '' : `\n${operation}`}\n${resourcesTable(app, style)}`;
}

function line(cells: readonly string[]): string {
  return `${cells
    .map((cell, i) => (i < WIDTHS.length ? cell + ' '.repeat(Math.max(0, WIDTHS[i]! - width(cell))) : cell))
    .join(' ')
    .trimEnd()}\n`;
}

function keyOf(one: {
  readonly group?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}): string {
  return `${one.group ?? ''}/${one.kind}/${one.namespace ?? ''}/${one.name}`;
}
