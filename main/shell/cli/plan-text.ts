import type { Output } from '../../../preload/contract/index.ts';
import { inert, table } from './table.ts';
import { valueText } from './value-text.ts';

export type Plan = Output<'app.plan'>;
type Row = Plan['rows'][number];

const SIGNS: Readonly<Record<Row['change'], string>> = {
  create: '+',
  change: '~',
  same: '=',
  prune: '-',
  keep: '=',
  hook: '>',
  refused: '!',
};

/** What a sync would do, by phase and wave, with the fields that change; objects that stay as they are are counted only. */
export function planText(plan: Plan): string {
  const shown = plan.rows.filter(({ change }) => change !== 'same');
  // What is said of its object needs no second line.
  const noted = new Set(shown.map(({ note }) => note));
  const words = [
    ...plan.invalid.filter((text) => !noted.has(text)).map((text) => `Refused: ${text}`),
    ...plan.guards.map((text) => `Careful: ${text}`),
    ...plan.notes.map((text) => `Note: ${text}`),
  ].map((text) => `${inert(text)}\n`);
  if (plan.rows.length === 0 && words.length === 0) return 'Nothing to do.\n';
  const rows = shown.map((row) => [
    `${SIGNS[row.change]} ${row.change}`,
    row.phase,
    String(row.wave),
    ...[row.ref.group, row.ref.kind, row.ref.namespace, row.ref.name].map(inert),
    inert(detail(row)),
  ]);
  return [
    rows.length === 0 ? '' : table(['CHANGE', 'PHASE', 'WAVE', 'GROUP', 'KIND', 'NAMESPACE', 'NAME', 'DETAIL'], rows),
    ...shown.map(changedFields),
    `${rows.length === 0 ? '' : '\n'}${countsText(plan)}\n`,
    ...words,
  ].join('');
}

/** Whether the cluster differs from what the plan would leave. Hooks run in every sync: alone they are no difference. */
export function hasDifferences(plan: Plan): boolean {
  return plan.invalid.length > 0 || plan.rows.some(({ change }) => DIFFERENCES.has(change));
}

const DIFFERENCES: ReadonlySet<Row['change']> = new Set(['create', 'change', 'prune', 'refused']);

/** Of an object that is there already: a new one is all fields. */
function changesFields({ change, paths }: Row): boolean {
  return change === 'change' && paths.length > 0;
}

function detail(row: Row): string {
  const fields = row.paths.length === 1 ? '1 field' : `${row.paths.length} fields`;
  return [
    row.note,
    ...(changesFields(row) ? [fields] : []),
    ...(row.sharedWith.length === 0 ? [] : [`shared with ${row.sharedWith.join(', ')}`]),
  ]
    .filter((text) => text !== '')
    .join(', ');
}

/** More fields than these of one object would push the rest off the screen; `app diff` shows them all. */
const SHOWN_FIELDS = 20;

function changedFields(row: Row): string {
  if (!changesFields(row)) return '';
  const { group, kind, namespace, name } = row.ref;
  const lines = row.paths
    .slice(0, SHOWN_FIELDS)
    .map(({ text, live, desired }) => `    ${text}: ${valueText(live)} → ${valueText(desired)}`);
  const left = row.paths.length - SHOWN_FIELDS;
  return [
    '',
    `${SIGNS[row.change]} ${group}/${kind} ${namespace}/${name}`,
    ...lines,
    ...(left > 0 ? [`    ${left} more: argosy app diff`] : []),
  ]
    .map((line) => `${inert(line)}\n`)
    .join('');
}

const COUNTED: readonly (readonly [Row['change'], string])[] = [
  ['create', 'to create'],
  ['change', 'to change'],
  ['prune', 'to prune'],
  ['hook', 'hooks to run'],
  ['keep', 'to keep'],
  ['refused', 'refused'],
  ['same', 'as they should be'],
];

/** `Plan: 2 to create, 1 to prune, 9 as they should be.` */
function countsText({ rows }: Plan): string {
  const counts = COUNTED.map(([change, words]) => [rows.filter((row) => row.change === change).length, words] as const);
  const said = counts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${count} ${count === 1 ? words.replace('hooks', 'hook') : words}`);
  return `Plan: ${said.length === 0 ? 'no objects' : said.join(', ')}.`;
}
