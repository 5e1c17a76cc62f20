import type { Output } from '../../../../preload/contract/index.ts';
import { type OwnerMark, ownerMarks, yamlText } from '../../../editor/index.ts';

export type ObjectDiff = Output<'app.objectDiff'>;
/** `apply`: what the server would store; `text`: what stands in Git. */
export type Truth = 'apply' | 'text';

export interface Sides {
  readonly left: { readonly text: string; readonly marks: readonly OwnerMark[] };
  readonly right: { readonly text: string; readonly marks: readonly OwnerMark[] };
}

/** Both sides of an object as YAML, with the owner of each changed field beside its line. A side that is not there is empty. */
export function sidesOf(diff: ObjectDiff, truth: Truth): Sides {
  const [live, desired] = truth === 'apply' ? [diff.normalizedLive, diff.predictedLive] : [diff.live, diff.desired];
  return { left: side(live, diff), right: side(desired, diff) };
}

function side(object: unknown, { paths }: ObjectDiff): Sides['left'] {
  if (object === undefined) return { text: '', marks: [] };
  const { text, lineOf } = yamlText(object);
  return { text, marks: ownerMarks(paths, lineOf) };
}
