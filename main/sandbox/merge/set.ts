/**
 * A set of field paths, as managedFields hold it: at each level the elements that are members and the elements below
 * which there are more. Elements are the keys of FieldsV1 (`f:name`, `k:{"name":"x"}`, `v:"x"`) in one canonical spelling.
 */
export class FieldSet {
  readonly members: Set<string> = new Set();
  readonly children: Map<string, FieldSet> = new Map();

  get empty(): boolean {
    if (this.members.size > 0) return false;
    for (const child of this.children.values()) if (!child.empty) return false;
    return true;
  }

  /** The set below an element, made when it is missing. */
  below(element: string): FieldSet {
    let child = this.children.get(element);
    if (child === undefined) {
      child = new FieldSet();
      this.children.set(element, child);
    }
    return child;
  }

  insert(path: readonly string[]): void {
    if (path.length === 0) return;
    const last = path.length - 1;
    path
      .slice(0, last)
      .reduce<FieldSet>((at, element) => at.below(element), this)
      .members.add(path[last]!);
  }

  has(path: readonly string[]): boolean {
    const last = path.length - 1;
    if (last < 0) return false;
    const holder = path.slice(0, last).reduce<FieldSet | undefined>((at, element) => at?.children.get(element), this);
    return holder?.members.has(path[last]!) === true;
  }

  /** Every member, parents before what is below them. */
  *paths(prefix: readonly string[] = []): Iterable<readonly string[]> {
    for (const member of this.members) yield [...prefix, member];
    for (const [element, child] of this.children) yield* child.paths([...prefix, element]);
  }
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  const result = new FieldSet();
  for (const member of a.members) result.members.add(member);
  for (const member of b.members) result.members.add(member);
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    result.children.set(element, other === undefined ? child : union(child, other));
  }
  for (const [element, child] of b.children) if (!a.children.has(element)) result.children.set(element, child);
  return result;
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const result = new FieldSet();
  for (const member of a.members) if (b.members.has(member)) result.members.add(member);
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    if (other === undefined) continue;
    const both = intersection(child, other);
    if (!both.empty) result.children.set(element, both);
  }
  return result;
}

/** What is in a and not in b. A member of b takes away that path only, not what is below it. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  const result = new FieldSet();
  for (const member of a.members) if (!b.members.has(member)) result.members.add(member);
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    const rest = other === undefined ? child : difference(child, other);
    if (other === undefined || !rest.empty) result.children.set(element, rest);
  }
  return result;
}

/** What is in a and neither in b nor below a member of b. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  const result = new FieldSet();
  for (const member of a.members) if (!b.members.has(member)) result.members.add(member);
  for (const [element, child] of a.children) {
    if (b.members.has(element)) continue;
    const other = b.children.get(element);
    const rest = other === undefined ? child : recursiveDifference(child, other);
    if (other === undefined || !rest.empty) result.children.set(element, rest);
  }
  return result;
}

export function sameSet(a: FieldSet, b: FieldSet): boolean {
  if (a.members.size !== b.members.size) return false;
  for (const member of a.members) if (!b.members.has(member)) return false;
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    if (other === undefined ? !child.empty : !sameSet(child, other)) return false;
  }
  for (const [element, child] of b.children) if (!a.children.has(element) && !child.empty) return false;
  return true;
}
