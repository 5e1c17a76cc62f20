import type { Output } from '../../../../../preload/contract/index.ts';
import { keyOfObject } from '../../object-key.ts';

export type Compared = Output<'app.resources'>['items'][number];

export interface ChangedObject {
  readonly key: string;
  readonly resource: Compared;
}

/** What cannot be judged and what would be deleted comes before what merely differs. */
const ORDER: Readonly<Record<Compared['verdict'], number>> = { unknown: 0, extra: 1, missing: 2, differs: 3, same: 4 };

/**
 * The objects that are not as Git says, worst first, then by kind and name. Hooks are made and deleted by syncs: that one is not there is no
 * difference (reference §2.3).
 */
export function changedObjects(items: readonly Compared[]): readonly ChangedObject[] {
  return items
    .filter(({ verdict, hook }) => verdict !== 'same' && !(hook && verdict === 'missing'))
    .toSorted(
      (a, b) =>
        ORDER[a.verdict] - ORDER[b.verdict] ||
        compare(a.ref.kind, b.ref.kind) ||
        compare(a.ref.namespace, b.ref.namespace) ||
        compare(a.ref.name, b.ref.name),
    )
    .map((resource) => ({ key: keyOfObject(resource.ref), resource }));
}

export function matching(objects: readonly ChangedObject[], text: string): readonly ChangedObject[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return objects;
  return objects.filter(
    ({ resource: { ref, paths } }) =>
      `${ref.kind} ${ref.namespace}/${ref.name}`.toLowerCase().includes(wanted) ||
      paths.some((path) => path.text.toLowerCase().includes(wanted)),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
