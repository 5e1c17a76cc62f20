/** What goes from an object because its applier no longer names it. */

import type { Atom } from './atom.ts';
import type { Owners } from './managers.ts';
import { difference, FieldSet, intersection, union } from './set.ts';
import { fieldSetOf, removeItems } from './walks.ts';

export function prune(atom: Atom, merged: unknown, owners: Owners, last: FieldSet): unknown {
  const lastNamed = withNamedFields(last, atom);
  let pruned = removeItems(atom, merged, lastNamed);
  let managed = new FieldSet();
  for (const owner of owners.values()) managed = union(managed, owner.set);
  const mergedSet = withNamedFields(fieldSetOf(atom, merged), atom);
  const prunedSet = withNamedFields(fieldSetOf(atom, pruned), atom);
  pruned = removeItems(atom, merged, difference(mergedSet, union(prunedSet, withNamedFields(managed, atom))));
  const again = withNamedFields(fieldSetOf(atom, pruned), atom);
  return removeItems(atom, merged, intersection(difference(mergedSet, again), lastNamed));
}

/** The set with the declared fields on the way to its members, which sets usually leave out. */
function withNamedFields(set: FieldSet, atom: Atom | undefined): FieldSet {
  const result = new FieldSet();
  for (const member of set.members) result.members.add(member);
  for (const [element, child] of set.children) {
    // On the way to nothing is nowhere: an empty list of a struct has no path of its own.
    if (child.empty) continue;
    let below: Atom | undefined;
    if (element.startsWith('f:') && atom?.map !== undefined) {
      const field = atom.map.fields.get(element.slice(2));
      if (field !== undefined) result.members.add(element);
      below = field?.type() ?? atom.map.element?.();
    } else if (element.startsWith('k:') && atom?.list !== undefined) below = atom.list.element();
    result.children.set(element, withNamedFields(child, below));
  }
  return result;
}
