const KEY = 'argosy.views';
const MOST = 50;

/** Name → query of the address. What is kept may be anybody's: anything that is not that is left out. */
export function readViews(storage: Pick<Storage, 'getItem'>): ReadonlyMap<string, string> {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    if (!Array.isArray(kept)) return new Map();
    return new Map(
      kept
        .filter(
          (one): one is [string, string] =>
            Array.isArray(one) && one.length === 2 && typeof one[0] === 'string' && typeof one[1] === 'string',
        )
        .slice(0, MOST),
    );
  } catch {
    return new Map();
  }
}

export function keepViews(storage: Pick<Storage, 'setItem'>, views: ReadonlyMap<string, string>): void {
  storage.setItem(KEY, JSON.stringify([...views].slice(-MOST)));
}
