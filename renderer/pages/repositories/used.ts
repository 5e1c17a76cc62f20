/** A repository that applications read and that has no entry: nothing is known of it but who reads it. */
export interface UsedRepository {
  readonly url: string;
  readonly applications: number;
}

/** Those that are read without an entry, as public ones are; by address. */
export function usedWithoutEntry(
  readBy: Iterable<{ readonly repoURL: string }>,
  entries: readonly { readonly url: string }[],
): readonly UsedRepository[] {
  const known = new Set(entries.map(({ url }) => plain(url)));
  const found = new Map<string, UsedRepository>();
  for (const { repoURL: url } of readBy) {
    const key = plain(url);
    if (key === '' || known.has(key)) continue;
    found.set(key, { url: found.get(key)?.url ?? url, applications: (found.get(key)?.applications ?? 0) + 1 });
  }
  return [...found.values()].sort((a, b) => (a.url < b.url ? -1 : 1));
}

/** Two spellings of one address: with and without `.git`, and in capitals or not. */
function plain(url: string): string {
  return url
    .trim()
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}
