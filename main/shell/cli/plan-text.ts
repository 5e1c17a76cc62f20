import type { Output } from '../../../preload/contract/index.ts';
import { inert, table } from './table.ts';

const SIGNS: Readonly<Record<string, string>> = {
  create: '+',
  change: '~',
  same: '=',
  prune: '-',
  keep: '=',
  hook: '>',
  refused: '!',
};

/** What a sync would do, by phase and wave, with the fields that change. */
export function planText(plan: Output<'app.plan'>): string {
  const rows = plan.rows.map((row) => [
    `${SIGNS[row.change] ?? ''} ${row.change}`,
    row.phase,
    String(row.wave),
    ...[row.ref.group, row.ref.kind, row.ref.namespace, row.ref.name].map(inert),
    inert([row.note, ...fields(row.paths)].filter((text) => text !== '').join(', ')),
  ]);
  const warnings = [
    ...plan.invalid.map((text) => `Refused: ${text}`),
    ...plan.guards.map((text) => `Careful: ${text}`),
  ];
  if (rows.length === 0 && warnings.length === 0) return 'Nothing to do.\n';
  return `${table(['CHANGE', 'PHASE', 'WAVE', 'GROUP', 'KIND', 'NAMESPACE', 'NAME', 'DETAIL'], rows)}${warnings.map((text) => `${inert(text)}\n`).join('')}`;
}

/** More than these would push the table off the screen; `app diff` shows them all. */
const SHOWN_FIELDS = 3;

function fields(paths: readonly { readonly text: string }[]): readonly string[] {
  const shown = paths.slice(0, SHOWN_FIELDS).map(({ text }) => text);
  return paths.length > SHOWN_FIELDS ? [...shown, `${paths.length - SHOWN_FIELDS} more`] : shown;
}
