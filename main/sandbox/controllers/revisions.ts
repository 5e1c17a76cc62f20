import type { ControllerRevision, DaemonSet, StatefulSet } from '../kinds/stored/workloads.ts';
import { type Desk, hash, templateText } from './desk.ts';
import { ownedBy } from './owned.ts';
import { MANAGER } from './pods.ts';

export const REVISION_HASH = 'controller-revision-hash';

/** The ControllerRevision of a StatefulSet's or DaemonSet's present template, made when it is new; old ones go. */
export function revisionOf(desk: Desk, owner: StatefulSet | DaemonSet): ControllerRevision {
  const data = { spec: { template: { $patch: 'replace', ...owner.spec.template } } };
  const text = templateText(data);
  const revisions = desk.dependents(owner, 'apps/controllerrevisions').sort((a, b) => a.revision - b.revision);
  const highest = revisions[revisions.length - 1]?.revision ?? 0;
  const known = revisions.find((each) => templateText(each.data ?? {}) === text);
  if (known !== undefined) {
    // Rolled back to: it becomes the newest again.
    if (known.revision < highest) {
      desk.write(known, { ...known, revision: highest + 1 }, '', MANAGER);
      return desk.get('apps/controllerrevisions', `${known.metadata.namespace}/${known.metadata.name}`) ?? known;
    }
    return known;
  }
  const id = hash(text);
  const made = desk.create(
    {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: {
        name: `${owner.metadata.name}-${id}`,
        namespace: owner.metadata.namespace,
        labels: { ...owner.spec.template.metadata.labels, [REVISION_HASH]: id },
        ownerReferences: [ownedBy(owner)],
      },
      data,
      revision: highest + 1,
    },
    MANAGER,
  );
  const kept = owner.spec.revisionHistoryLimit ?? 10;
  for (const old of revisions.slice(0, Math.max(0, revisions.length - kept))) desk.remove(old);
  return made;
}
