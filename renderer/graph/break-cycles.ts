/**
 * Takes the fewest parents out of a list of parent positions (-1: none) so that every chain ends, and says how many it took. In a
 * circle the node that stands first in the list becomes the root of it, so that the picture does not depend on where one began.
 */
export function breakCycles(parent: Int32Array): number {
  /** 0: not seen; otherwise 1 + the walk that saw it. */
  const seenBy = new Int32Array(parent.length);
  let cycles = 0;
  for (let start = 0; start < parent.length; start++) {
    let at = start;
    while (at !== -1 && seenBy[at] === 0) {
      seenBy[at] = start + 1;
      at = parent[at]!;
    }
    if (at === -1 || seenBy[at] !== start + 1) continue;
    let first = at;
    for (let next = parent[at]!; next !== at; next = parent[next]!) first = Math.min(first, next);
    parent[first] = -1;
    cycles++;
  }
  return cycles;
}
