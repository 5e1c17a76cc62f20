/**
 * The order in which structured-merge-diff writes a list that merges by item: the manifest's items in the manifest's order, the others
 * where they stood among them. Both lists hold each id once.
 */
export function mergeOrder(live: readonly string[], desired: readonly string[]): readonly string[] {
  const wanted = new Set(desired);
  const present = new Set(live);
  const shared = desired.filter((id) => present.has(id));
  const order: string[] = [];
  let next = 0;
  let l = 0;
  let d = 0;
  while (l < live.length || d < desired.length) {
    const left = live[l];
    const right = desired[d];
    if (left !== undefined && left === right) {
      order.push(left);
      l++;
      d++;
      next++;
    } else if (left !== undefined && !wanted.has(left)) {
      order.push(left);
      l++;
    } else if (left !== undefined && left !== shared[next]) {
      l++; // the manifest has it at another place
    } else if (right !== undefined) {
      order.push(right);
      d++;
    }
  }
  return order;
}
