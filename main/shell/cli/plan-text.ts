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
    row.ref.group,
    row.ref.kind,
    row.ref.namespace,
    row.ref.name,
    inert([row.note, ...row.paths.slice(0, 3).map((path) => path.text)].filter((text) => text !== '').join(', ')),
  ]);
  const warnings = [
    ...plan.invalid.map((text) => `Refused: ${text}`),
    ...plan.guards.map((text) => `Careful: ${text}`),
  ];
  return `${table(['CHANGE', 'PHASE', 'WAVE', 'GROUP', 'KIND', 'NAMESPACE', 'NAME', 'DETAIL'], rows)}${warnings.map((text) => `${inert(text)}\n`).join('')}`;
}
