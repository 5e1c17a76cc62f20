/**
 * Whether what a cache holds is older than what an apply answered. Versions of one resource are decimal numbers that grow (the API server promises it
 * since 1.35 and has kept it always); where one is not, only equality is known, and a cache that differs is not called older.
 */
export function isBehind(cached: string, since: string | undefined): boolean {
  if (since === undefined || cached === since) return false;
  if (!/^\d{1,30}$/.test(cached) || !/^\d{1,30}$/.test(since)) return false;
  return BigInt(cached) < BigInt(since);
}
