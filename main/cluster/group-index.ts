/** Values by a key that many share. What is asked often and changed seldom is answered from an array made once. */
export class GroupIndex<V> {
  readonly #groups = new Map<string, { readonly members: Set<V>; list: readonly V[] | undefined } | V[]>();

  add(key: string, value: V): void {
    const group = this.#groups.get(key);
    // Most groups have one member: an array of one costs a third of a Set.
    if (group === undefined) this.#groups.set(key, [value]);
    else if (Array.isArray(group)) {
      if (group.includes(value)) return;
      if (group.length < 8) this.#groups.set(key, [...group, value]);
      else this.#groups.set(key, { members: new Set([...group, value]), list: undefined });
    } else {
      group.members.add(value);
      group.list = undefined;
    }
  }

  remove(key: string, value: V): void {
    const group = this.#groups.get(key);
    if (group === undefined) return;
    if (Array.isArray(group)) {
      const rest = group.filter((member) => member !== value);
      if (rest.length === 0) this.#groups.delete(key);
      else this.#groups.set(key, rest);
    } else {
      group.members.delete(value);
      group.list = undefined;
      if (group.members.size === 0) this.#groups.delete(key);
    }
  }

  get(key: string): readonly V[] {
    const group = this.#groups.get(key);
    if (group === undefined) return [];
    if (Array.isArray(group)) return group;
    group.list ??= [...group.members];
    return group.list;
  }

  first(key: string): V | undefined {
    const group = this.#groups.get(key);
    if (group === undefined) return undefined;
    return Array.isArray(group) ? group[0] : group.members.values().next().value;
  }

  get size(): number {
    return this.#groups.size;
  }
}
