/**
 * The order in which structured-merge-diff writes a list that merges by item: the manifest's items in the manifest's order, the others
 * where they stood among them.
 */
export function mergeOrder(live: readonly string[], desired: readonly string[]): readonly string[] {
  const wanted = new Set(desired);
  const present = new Set(live);
  const shared = desired.filter((id) => present.has(id));
  const placed = new Set<string>();
  const order: string[] = [];
  let next = 0;
  let l = 0;
  let d = 0;
  while (l < live.length || d < desired.length) {
    const left = live[l];
    const right = desired[d];
    if (left !== undefined && left === right) {
      order.push(left);
      placed.add(left);
      l++;
      d++;
      next++;
      continue;
    }
    if (
      left !== undefined &&
      right !== undefined &&
      wanted.has(left) &&
      next < shared.length &&
      shared[next] !== left
    ) {
      l++; // stands elsewhere in the manifest
      continue;
    }
    if (left !== undefined && !wanted.has(left)) {
      order.push(left);
      l++;
      continue;
    }
    if (left !== undefined && placed.has(left)) l++;
    if (right !== undefined) {
      order.push(right);
      placed.add(right);
      d++;
      if (shared[next] === right) next++;
    }
  }
  return order;
}
