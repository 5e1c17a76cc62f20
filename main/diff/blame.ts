import type { FieldsV1, KubeObject } from '../model/index.ts';
import { ownsPath } from './fields-path.ts';
import { treeOf } from './fields-v1.ts';
import { entriesOf } from './ownership.ts';
import type { FieldOwner, PathElement } from './verdict.ts';

/** Who owns the value at a path, newest first. */
export type Blame = readonly FieldOwner[];

/** Answers for many paths of one object: each tree is looked at only along the paths that are asked for. */
export function blame(path: readonly PathElement[], live: KubeObject): Blame {
  const owners: FieldOwner[] = [];
  for (const entry of entriesOf(live)) {
    const tree: FieldsV1 | undefined = treeOf(entry);
    if (tree === undefined || typeof entry.manager !== 'string' || !ownsPath(tree, path)) continue;
    owners.push({
      manager: entry.manager,
      operation: entry.operation === 'Apply' ? 'Apply' : 'Update',
      ...(typeof entry.time === 'string' ? { time: entry.time } : {}),
      ...(typeof entry.subresource === 'string' && entry.subresource !== '' ? { subresource: entry.subresource } : {}),
    });
  }
  return owners.length < 2 ? owners : owners.toSorted((a, b) => ((a.time ?? '') < (b.time ?? '') ? 1 : -1));
}
