/** How one set of Pods takes over from others, as numbers: how large each should be next. */

export interface SetSize {
  /** Pods that it was asked for. */
  readonly replicas: number;
  /** Of them, those that serve. */
  readonly available: number;
}

export interface Bounds {
  readonly replicas: number;
  /** How many more than that there may be in between. */
  readonly surge: number;
  /** How many fewer may serve in between. */
  readonly unavailable: number;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** How large a set may become that there is not yet. */
export function firstSize({ replicas, surge }: Bounds, others: readonly SetSize[]): number {
  return Math.min(replicas, Math.max(0, replicas + surge - sum(others.map((set) => set.replicas))));
}

/**
 * The new set grows into the room that the surge leaves. What the old ones lose is what is more than the fewest that must serve, not counting
 * Pods of the new set that do not serve yet: first what does not serve anyway, then what does, the oldest set first.
 */
export function nextSizes(
  bounds: Bounds,
  newest: SetSize,
  old: readonly SetSize[],
): { readonly newest: number; readonly old: readonly number[] } {
  const sizes = old.map((set) => set.replicas);
  const room = Math.max(0, bounds.replicas + bounds.surge - newest.replicas - sum(sizes));
  const grown = Math.min(bounds.replicas, newest.replicas + room);
  const fewest = bounds.replicas - bounds.unavailable;
  let surplus = sum(sizes) + Math.min(grown, newest.available) - fewest;
  const take = (index: number, most: number) => {
    const taken = Math.max(0, Math.min(sizes[index]!, most, surplus));
    sizes[index]! -= taken;
    surplus -= taken;
    return taken;
  };
  for (const [index, set] of old.entries()) take(index, set.replicas - set.available);
  let serving = newest.available + sum(old.map((set) => set.available)) - fewest;
  for (const index of old.keys()) serving -= take(index, serving);
  return { newest: grown, old: sizes };
}
