import type { Output } from '../../../../preload/contract/index.ts';
import { type AppAddress, requestNameOf, topicKeyOf } from '../../../client/app-address.ts';
import type { ObjectRef } from '../object-key.ts';

export type DeletionPlan = Output<'app.deletionPlan'>;

export interface KindCount {
  readonly group: string;
  readonly kind: string;
  readonly count: number;
  /** Deleting one deletes more than itself. */
  readonly carriesMore: boolean;
}

/** How many objects of each kind go, what carries more first, then the most. */
export function kindCounts(deletes: DeletionPlan['deletes']): readonly KindCount[] {
  const counts = new Map<string, { group: string; kind: string; count: number; carriesMore: boolean }>();
  for (const { ref } of deletes) {
    const id = `${ref.group}/${ref.kind}`;
    const known = counts.get(id);
    if (known) known.count += 1;
    else counts.set(id, { group: ref.group, kind: ref.kind, count: 1, carriesMore: carriesMore(ref) });
  }
  return [...counts.values()].sort(
    (a, b) => Number(b.carriesMore) - Number(a.carriesMore) || b.count - a.count || (a.kind < b.kind ? -1 : 1),
  );
}

/** A Namespace and a CustomResourceDefinition take all their objects along, a PersistentVolumeClaim its data. */
export function carriesMore({ group, kind }: Pick<ObjectRef, 'group' | 'kind'>): boolean {
  return (
    (group === '' && (kind === 'Namespace' || kind === 'PersistentVolumeClaim')) ||
    (group === 'apiextensions.k8s.io' && kind === 'CustomResourceDefinition')
  );
}

export interface KeptGroup {
  readonly because: string;
  readonly refs: readonly ObjectRef[];
}

/** What stays, by reason, in the order in which the plan names the reasons. */
export function keptGroups(keeps: DeletionPlan['keeps']): readonly KeptGroup[] {
  const groups = new Map<string, ObjectRef[]>();
  for (const { ref, because } of keeps) {
    const known = groups.get(because);
    if (known) known.push(ref);
    else groups.set(because, [ref]);
  }
  return [...groups].map(([because, refs]) => ({ because, refs }));
}

/** The applications that go with one, without itself. Plans name applications by their keys, people by `namespace/name`. */
export function childrenOf({ applications }: DeletionPlan, address: AppAddress): readonly string[] {
  const own = [topicKeyOf(address), requestNameOf(address)];
  return applications.filter((one) => !own.includes(one));
}
