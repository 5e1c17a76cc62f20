import type { LineageStep } from '../git/index.ts';

const MOST_LISTED = 50;

/** The message of a revert, in the words that `git revert` uses, so that people and tools recognise it. */
export function revertMessage(app: string, entry: number, steps: readonly LineageStep[]): string {
  const [only] = steps;
  if (only !== undefined && steps.length === 1) return `${subjectOf(only)}\n\n${sentence(only)}.\n`;
  const lines = steps.slice(0, MOST_LISTED).map((step) => `${sentence(step)}:\n    ${titleOf(step)}`);
  const more = steps.length > MOST_LISTED ? [`And ${steps.length - MOST_LISTED} more.`] : [];
  return `Revert ${steps.length} commits of ${app}\n\nBack to what deployment ${entry} had.\n\n${[...lines, ...more].join('\n')}\n`;
}

function subjectOf(step: LineageStep): string {
  const title = titleOf(step);
  const reverted = /^Revert "(.*)"$/.exec(title);
  // As Git says it since 2.43: the revert of a revert applies again.
  return reverted === null ? `Revert "${title}"` : `Reapply "${reverted[1]}"`;
}

function sentence({ commit, mainline }: LineageStep): string {
  const merge = commit.parents.length > 1 ? `, reversing\nchanges made to ${mainline}` : '';
  return `This reverts commit ${commit.sha}${merge}`;
}

function titleOf({ commit }: LineageStep): string {
  return (commit.message.split('\n')[0] ?? '').trim().slice(0, 200);
}
