import type { Output } from '../../../preload/contract/index.ts';
import { diffText } from '../../diff/index.ts';
import { shortRevision } from './app-text.ts';
import { inert, inertLines } from './table.ts';
import { unifiedDiff } from './unified-diff.ts';

export type GitChange = Output<'app.revertPlan'>;

/** A commit that would be made: where, what it says, what it undoes, its files, and what the application would render differently. */
export function gitChangeText(change: GitChange): string {
  return [
    headText(change),
    undoesText(change.undoes),
    change.files.length === 0 ? '\nNo file changes.\n' : `\n${change.files.map(fileText).join('')}`,
    objectsText(change.objects),
    prunesText(change),
    change.warnings.length === 0 ? '' : `\n${change.warnings.map((text) => `Careful: ${inert(text)}\n`).join('')}`,
  ].join('');
}

function headText({ repoURL, branch, base, author, message }: GitChange): string {
  const [subject = '', ...body] = message.trimEnd().split('\n');
  const rows = [
    ['Repository:', repoURL],
    ['Branch:', `${branch}, on top of ${shortRevision(base)}`],
    ['Author:', author],
    ['Message:', subject],
    ...body.map((line) => ['', line]),
  ];
  return rows.map(([label, value]) => `${`${label!.padEnd(11)} ${inert(value!)}`.trimEnd()}\n`).join('');
}

function undoesText(undoes: GitChange['undoes']): string {
  if (undoes.length === 0) return '';
  const lines = undoes.map(({ revision, date, author, message }) => {
    const [subject = ''] = message.split('\n', 1);
    return inert(`  ${shortRevision(revision)}  ${dayText(date)}  ${author}  ${subject}`);
  });
  return `\nUndoes ${undoes.length === 1 ? '1 commit' : `${undoes.length} commits`}:\n${lines.map((line) => `${line}\n`).join('')}`;
}

/** A commit may claim any time; those that no calendar knows are left out. */
function dayText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '?' : date.toISOString().slice(0, 10);
}

function fileText({ path, change, before, after, inside }: GitChange['files'][number]): string {
  const outside = inside ? '' : `# outside the application's paths: ${path}\n`;
  const text = unifiedDiff(path, before, after);
  return inertLines(outside + (text === '' ? `# ${path} is ${change}; it is no text\n` : text));
}

function prunesText({ prunes, guards }: GitChange): string {
  if (prunes.length === 0) return '';
  const lines = prunes.map(({ ref: { kind, namespace, name }, note }) =>
    inert(
      `  ${kind} ${namespace === undefined || namespace === '' ? '' : `${namespace}/`}${name}${note === '' ? '' : ` (${note})`}`,
    ),
  );
  const careful = guards.map((text) => `Careful: ${inert(text)}\n`).join('');
  return `\nThe sync afterwards deletes what Git no longer has:\n${lines.join('\n')}\n${careful}`;
}

function objectsText(objects: GitChange['objects']): string {
  const texts = objects.map(({ before, after }) => diffText(before, after));
  if (texts.every((text) => text === '')) return '\nThe rendered manifests do not change.\n';
  return inertLines(texts.join(''));
}
