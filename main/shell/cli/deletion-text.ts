import type { Output } from '../../../preload/contract/index.ts';
import { inert, table } from './table.ts';

export type DeletionPlan = Output<'app.deletionPlan'>;

/** What deleting an application takes with it: by application in order of deletion, by wave, with what stays and what it waits for. */
export function deletionText(plan: DeletionPlan): string {
  const several = plan.applications.length > 1;
  const rows = [
    ...plan.hooks
      .filter(({ phase }) => phase === 'PreDelete')
      .map(({ ref, phase }) => row('> hook', phase, '', ref, '')),
    ...plan.deletes.map(({ ref, wave, application }) => row('- delete', String(wave), application, ref, '')),
    ...plan.keeps.map(({ ref, because, application }) => row('= keep', '', application, ref, because)),
    ...plan.hooks
      .filter(({ phase }) => phase === 'PostDelete')
      .map(({ ref, phase }) => row('> hook', phase, '', ref, '')),
  ];
  const words = [
    ...plan.unreachable.map((cluster) => `Waits for cluster ${cluster}, which cannot be reached now.`),
    ...plan.guards.map((text) => `Careful: ${text}`),
  ];
  const below = plan.applications.length - 1;
  const applications = several ? `, with ${below} ${below === 1 ? 'application' : 'applications'} below it` : '';
  const kept = plan.keeps.length === 0 ? '' : `, ${plan.keeps.length} to keep`;
  return [
    several ? `Applications, in this order: ${inert(plan.applications.join(', '))}\n` : '',
    rows.length === 0
      ? ''
      : table(
          ['CHANGE', 'WAVE', 'APPLICATION', 'GROUP', 'KIND', 'NAMESPACE', 'NAME', 'DETAIL'].filter(
            (_, column) => several || column !== APPLICATION,
          ),
          rows.map((cells) => cells.filter((_, column) => several || column !== APPLICATION)),
        ),
    `${rows.length === 0 && !several ? '' : '\n'}Deletion: ${count(plan.deletes.length)} to delete${kept}${applications}.\n`,
    ...words.map((text) => `${inert(text)}\n`),
  ].join('');
}

const APPLICATION = 2;

function row(
  change: string,
  wave: string,
  application: string,
  ref: DeletionPlan['deletes'][number]['ref'],
  because: string,
): string[] {
  return [change, wave, application, ref.group, ref.kind, ref.namespace, ref.name, because].map(inert);
}

function count(objects: number): string {
  return objects === 1 ? '1 object' : `${objects} objects`;
}
