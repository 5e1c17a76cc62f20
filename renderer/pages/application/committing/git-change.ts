import type { Output } from '../../../../preload/contract/index.ts';
import { yamlText } from '../../../editor/index.ts';
import { keyOfObject } from '../object-key.ts';

export type GitChange = Output<'app.revertPlan'>;
type FileChange = GitChange['files'][number];

/** One thing that a commit changes, as two texts: a file, or an object that is rendered from it. */
export interface ChangedText {
  readonly id: string;
  readonly title: string;
  readonly change: FileChange['change'];
  readonly before: string;
  readonly after: string;
  /** A file of the repository that does not belong to the application. */
  readonly outside: boolean;
}

export function changedFiles({ files }: GitChange): readonly ChangedText[] {
  return files.map(({ path, change, before = '', after = '', inside }) => ({
    id: path,
    title: path,
    change,
    before,
    after,
    outside: !inside,
  }));
}

/** Rendered objects that are other than before; those that only one side has are added or removed. */
export function changedObjects({ objects }: GitChange): readonly ChangedText[] {
  return objects.map(({ ref, before, after }) => ({
    id: keyOfObject(ref),
    title: `${ref.kind} ${ref.name}`,
    change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    before: before === undefined ? '' : yamlText(before).text,
    after: after === undefined ? '' : yamlText(after).text,
    outside: false,
  }));
}
