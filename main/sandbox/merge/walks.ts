/** The four walks over typed values that the merge is made of. `undefined` is an absent value, `null` a JSON null. */

import { deepEqual, isRecord, setField } from '../../model/index.ts';
import { type Atom, type Shape, shapeOf } from './atom.ts';
import { fieldElement, itemElement } from './path-element.ts';
import { FieldSet } from './set.ts';

type Fields = Readonly<Record<string, unknown>>;

const NOTHING: Atom = {};

function memberAtom(map: NonNullable<Atom['map']>, name: string): Atom {
  return map.fields.get(name)?.type() ?? map.element?.() ?? NOTHING;
}

/** All paths that a value sets. */
export function fieldSetOf(atom: Atom, value: unknown): FieldSet {
  const set = new FieldSet();
  collect(atom, value, set, '');
  return set.children.get('') ?? new FieldSet();
}

/** `holder` and `element` stand for the value's own path: it is inserted there when the value is a leaf. */
function collect(atom: Atom, value: unknown, holder: FieldSet, element: string): void {
  switch (shapeOf(atom, value)) {
    case 'scalar':
      holder.members.add(element);
      return;
    case 'list': {
      const list = atom.list!;
      if (!list.associative) {
        holder.members.add(element);
        return;
      }
      if (!Array.isArray(value)) return;
      collectItems(list, value, () => holder.below(element));
      return;
    }
    case 'map': {
      const map = atom.map!;
      if (map.atomic) {
        holder.members.add(element);
        return;
      }
      if (!isRecord(value)) return;
      for (const name of Object.keys(value)) {
        const member = value[name];
        const own = fieldElement(name);
        const set = holder.below(element);
        collect(memberAtom(map, name), member, set, own);
        if (member === null || (isRecord(member) && isEmpty(member)) || !map.fields.has(name)) set.members.add(own);
      }
      return;
    }
    case undefined:
      return;
  }
}

function collectItems(list: NonNullable<Atom['list']>, items: readonly unknown[], below: () => FieldSet): void {
  const times = new Map<string, number>();
  const elements = items.map((item) => {
    const element = itemElement(list, item);
    times.set(element, (times.get(element) ?? 0) + 1);
    return element;
  });
  items.forEach((item, index) => {
    const element = elements[index]!;
    const set = below();
    // Items that stand twice are owned as one, without what is in them.
    if (times.get(element) === 1) collect(list.element(), item, set, element);
    set.members.add(element);
  });
}

function isEmpty(value: Fields): boolean {
  for (const _name in value) return false;
  return true;
}

export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

export function compare(atom: Atom, before: unknown, after: unknown): Comparison {
  const result = { added: new FieldSet(), modified: new FieldSet(), removed: new FieldSet() };
  compareAt(atom, before, after, [], result);
  return result;
}

function compareAt(atom: Atom, left: unknown, right: unknown, path: string[], out: Comparison): void {
  const before = left === undefined ? undefined : shapeOf(atom, left);
  const after = right === undefined ? undefined : shapeOf(atom, right);
  // Another form than before: each side is walked as what it is.
  if (left !== undefined && right !== undefined && before !== after) compareAs(before, atom, left, right, path, out);
  const leaf = compareAs(right === undefined ? before : after, atom, left, right, path, out);
  if (!leaf) {
    if (left === undefined) out.added.insert(path);
    else if (right === undefined) out.removed.insert(path);
  }
}

/** True when the values were compared as one leaf. */
function compareAs(
  shape: Shape | undefined,
  atom: Atom,
  left: unknown,
  right: unknown,
  path: string[],
  out: Comparison,
): boolean {
  switch (shape) {
    case 'scalar':
      return compareLeaf(left, right, path, out);
    case 'list': {
      const before = Array.isArray(left) ? left : undefined;
      const after = Array.isArray(right) ? right : undefined;
      if (!atom.list!.associative || ((before?.length ?? 0) === 0 && (after?.length ?? 0) === 0)) {
        return compareLeaf(left, right, path, out);
      }
      compareItems(atom.list!, before ?? [], after ?? [], path, out);
      return false;
    }
    case 'map': {
      const before = isRecord(left) ? left : undefined;
      const after = isRecord(right) ? right : undefined;
      if (atom.map!.atomic || ((before === undefined || isEmpty(before)) && (after === undefined || isEmpty(after)))) {
        return compareLeaf(left, right, path, out);
      }
      for (const name in before) {
        const other = after !== undefined && Object.hasOwn(after, name) ? after[name] : undefined;
        // The same value, shared between the two objects: nothing below it differs.
        if (other !== before[name]) compareMember(atom.map!, name, before[name], other, path, out);
      }
      for (const name in after) {
        if (before === undefined || !Object.hasOwn(before, name))
          compareMember(atom.map!, name, undefined, after[name], path, out);
      }
      return false;
    }
    case undefined:
      return false;
  }
}

function compareMember(
  map: NonNullable<Atom['map']>,
  name: string,
  left: unknown,
  right: unknown,
  path: string[],
  out: Comparison,
): void {
  path.push(fieldElement(name));
  compareAt(memberAtom(map, name), left, right, path, out);
  path.pop();
}

function compareLeaf(left: unknown, right: unknown, path: string[], out: Comparison): true {
  if (left === undefined) out.added.insert(path);
  else if (right === undefined) out.removed.insert(path);
  else if (!deepEqual(left, right)) out.modified.insert(path);
  return true;
}

function compareItems(
  list: NonNullable<Atom['list']>,
  left: readonly unknown[],
  right: readonly unknown[],
  path: string[],
  out: Comparison,
): void {
  const before = byElement(list, left);
  const after = byElement(list, right);
  const visit = (element: string) => {
    const lefts = before.get(element) ?? [];
    const rights = after.get(element) ?? [];
    const pair = (one: unknown, other: unknown) => {
      path.push(element);
      compareAt(list.element(), one, other, path, out);
      path.pop();
    };
    if (lefts.length <= 1 && rights.length <= 1) pair(lefts[0], rights[0]);
    else if (lefts.length >= 2 && rights.length >= 2) {
      if (!deepEqual(lefts, rights)) out.modified.insert([...path, element]);
    } else if (lefts.length >= 2) {
      if (rights.length > 0) pair(undefined, rights[0]);
      out.removed.insert([...path, element]);
    } else {
      if (lefts.length > 0) pair(lefts[0], undefined);
      out.added.insert([...path, element]);
    }
  };
  for (const element of before.keys()) visit(element);
  for (const element of after.keys()) if (!before.has(element)) visit(element);
}

function byElement(list: NonNullable<Atom['list']>, items: readonly unknown[]): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  for (const item of items) {
    const element = itemElement(list, item);
    const known = found.get(element);
    if (known === undefined) found.set(element, [item]);
    else known.push(item);
  }
  return found;
}

/** `right` over `left`: leaves of the right side win, items of associative lists come in the right side's order. */
export function merge(atom: Atom, left: unknown, right: unknown): unknown {
  const shape = right === undefined ? shapeOf(atom, left) : shapeOf(atom, right);
  switch (shape) {
    case 'scalar':
      return right === undefined ? left : right;
    case 'list': {
      const before = Array.isArray(left) ? left : undefined;
      const after = Array.isArray(right) ? right : undefined;
      if (!atom.list!.associative || ((before?.length ?? 0) === 0 && (after?.length ?? 0) === 0)) {
        return right === undefined ? left : right;
      }
      return mergeItems(atom.list!, before ?? [], after ?? []);
    }
    case 'map': {
      const before = isRecord(left) ? left : undefined;
      const after = isRecord(right) ? right : undefined;
      if (atom.map!.atomic || ((before === undefined || isEmpty(before)) && (after === undefined || isEmpty(after)))) {
        return right === undefined ? left : right;
      }
      const result: Record<string, unknown> = {};
      let some = false;
      const take = (name: string, value: unknown) => {
        if (value === undefined) return;
        some = true;
        setField(result, name, value);
      };
      for (const name in before) {
        const other = after !== undefined && Object.hasOwn(after, name) ? after[name] : undefined;
        take(name, merge(memberAtom(atom.map!, name), before[name], other));
      }
      for (const name in after) {
        if (before === undefined || !Object.hasOwn(before, name))
          take(name, merge(memberAtom(atom.map!, name), undefined, after[name]));
      }
      return some ? result : undefined;
    }
    case undefined:
      return undefined;
  }
}

/**
 * Items of both sides come in the right side's order. An item that only the left side has keeps its place among them: it stands before the
 * first shared item that follows it on the left.
 */
function mergeItems(list: NonNullable<Atom['list']>, left: readonly unknown[], right: readonly unknown[]): unknown {
  const stays = left.map((item) => ({ element: itemElement(list, item), item }));
  const comes = right.map((item) => ({ element: itemElement(list, item), item }));
  const live = new Map<string, unknown>();
  // What stands twice in the live list is merged with nothing.
  for (const { element, item } of stays) live.set(element, live.has(element) ? null : item);
  const given = new Map(comes.map(({ element, item }) => [element, item]));
  const shared = comes.map(({ element }) => element).filter((element) => live.has(element));
  const done = new Set<string>();
  const out: unknown[] = [];
  const push = (value: unknown) => {
    if (value !== undefined) out.push(value);
  };
  let at = 0;
  let turn = 0;
  /** Up to the shared item whose turn it is; others were moved by the right side and come where it has them. */
  const pushOnlyLeft = () => {
    for (; at < stays.length; at++) {
      const { element, item } = stays[at]!;
      if (!given.has(element)) push(merge(list.element(), item, undefined));
      else if (turn >= shared.length || element === shared[turn]) return;
    }
  };
  for (const { element } of comes) {
    pushOnlyLeft();
    const reached = stays[at]?.element;
    if (reached !== undefined && (reached === element || done.has(reached))) at++;
    done.add(element);
    push(merge(list.element(), live.get(element), given.get(element)));
    if (shared[turn] === element) turn++;
  }
  for (; at < stays.length; at++) {
    const { element, item } = stays[at]!;
    if (!given.has(element)) push(merge(list.element(), item, undefined));
  }
  return out.length > 0 ? out : undefined;
}

/** The value without the items of a set; null when nothing is left. */
export function removeItems(atom: Atom, value: unknown, set: FieldSet): unknown {
  switch (shapeOf(atom, value)) {
    case 'scalar':
      return value;
    case 'list': {
      if (!Array.isArray(value) || value.length === 0 || !atom.list!.associative) return null;
      const list = atom.list!;
      const kept: unknown[] = [];
      let matched = false;
      for (const item of value as readonly unknown[]) {
        const element = itemElement(list, item);
        if (set.members.has(element)) continue;
        const below = set.children.get(element);
        if (below === undefined || below.empty) kept.push(item);
        else {
          matched = true;
          kept.push(removeKeepingShape(list.element(), item, below));
        }
      }
      return kept.length > 0 || matched ? kept : null;
    }
    case 'map': {
      if (!isRecord(value) || isEmpty(value) || atom.map!.atomic) return null;
      const kept: Record<string, unknown> = {};
      let matched = false;
      let some = false;
      for (const name of Object.keys(value)) {
        const element = fieldElement(name);
        if (set.members.has(element)) continue;
        const below = set.children.get(element);
        some = true;
        if (below === undefined || below.empty) setField(kept, name, value[name]);
        else {
          matched = true;
          setField(kept, name, removeKeepingShape(memberAtom(atom.map!, name), value[name], below));
        }
      }
      return some || matched ? kept : null;
    }
    case undefined:
      return null;
  }
}

/** A container that only loses what is in it stays, empty. */
function removeKeepingShape(atom: Atom, value: unknown, set: FieldSet): unknown {
  const rest = removeItems(atom, value, set);
  if (rest !== null) return rest;
  if (Array.isArray(value)) return [];
  return isRecord(value) ? {} : null;
}
