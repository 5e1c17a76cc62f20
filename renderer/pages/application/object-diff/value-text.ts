import { tc } from '../../../texts/changes.ts';
import { inert } from '../../../ui/index.ts';

const LONGEST = 80;

/** A value of a field in one line; what is not there says so. */
export function valueText(value: unknown, longest = LONGEST): string {
  if (value === undefined) return tc('diff.notSet');
  return inert(typeof value === 'string' ? value : JSON.stringify(value), longest).replaceAll('\n', '⏎');
}
