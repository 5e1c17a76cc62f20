/** Many updaters of one object are remembered as one. */

import { type Owners, ownerId, seconds } from './managers.ts';
import { FieldSet, union } from './set.ts';

/** Update entries above this number are joined, the oldest first. */
const MOST_UPDATERS = 10;

export function joinOldest(owners: Owners): Owners {
  const updaters = [...owners].filter(([, owner]) => owner.operation === 'Update');
  if (updaters.length <= MOST_UPDATERS) return owners;
  updaters.sort(([ida, a], [idb, b]) => seconds(a.time) - seconds(b.time) || (ida < idb ? -1 : 1));
  const first = new Map<string, string>();
  let count = updaters.length;
  for (const [id, owner] of updaters) {
    if (count <= MOST_UPDATERS) break;
    const known = first.get(owner.apiVersion);
    if (known === undefined) {
      first.set(owner.apiVersion, id);
      continue;
    }
    const bucket = {
      manager: 'ancient-changes',
      operation: 'Update',
      apiVersion: owner.apiVersion,
      subresource: '',
    } as const;
    const bucketId = ownerId(bucket);
    let held = owners.get(bucketId);
    if (held === undefined) {
      held = owners.get(known);
      owners.delete(known);
    }
    owners.set(bucketId, { ...bucket, set: union(owner.set, held?.set ?? new FieldSet()), time: owner.time });
    owners.delete(id);
    count--;
  }
  return owners;
}
