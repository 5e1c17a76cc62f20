import { ArgosyError, type TreeId } from '../model/index.ts';
import type { BranchChange, NewObject, ObjectReader } from './authoring.ts';
import { parseCommit, parseTree } from './objects.ts';

/** The tree of the commit that is to be pushed. */
export function treeOfCommit(change: BranchChange): TreeId {
  const commit = change.objects.find((object) => object.id === change.commit);
  if (commit?.kind === 'commit') return parseCommit(change.commit, commit.bytes).tree;
  throw new ArgosyError('InvalidArgument', 'the change holds no commit', { subject: change.commit });
}

/** Reads what is about to be written before it is. */
export function withObjects(objects: readonly NewObject[], below: ObjectReader): ObjectReader {
  const own = new Map<string, NewObject>(objects.map((object) => [object.id, object]));
  return {
    async tree(id, signal) {
      const known = own.get(id);
      return known?.kind === 'tree' ? parseTree(known.bytes, id.length / 2) : below.tree(id, signal);
    },
    async blob(id, maxBytes, signal) {
      const known = own.get(id);
      return known?.kind === 'blob' && known.bytes.length <= maxBytes ? known.bytes : below.blob(id, maxBytes, signal);
    },
  };
}
