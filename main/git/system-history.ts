import { ArgosyError } from '../model/index.ts';
import type { RepoAddress } from './address.ts';
import type { LineageRequest } from './authoring.ts';
import type { RepoAccess } from './backend.ts';
import { type BareCache, openBareCache } from './bare-cache.ts';
import type { CatFile } from './cat-file.ts';
import type { HistoryReader } from './lineage.ts';
import { parseCommit, parseTree } from './objects.ts';
import type { Transport } from './transport.ts';

export const FETCH =
  'fetch --progress --no-tags --no-write-fetch-head --no-auto-maintenance --no-recurse-submodules --force'.split(' ');

const LARGEST_TREE = 16 * 2 ** 20;
const LARGEST_COMMIT = 2 ** 20;
const MOST_LINEAGES = 20;

/**
 * All commits and trees of a tip, without files, in a repository of their own: a partial clone must not become the cache that is
 * read. Only what was added since is fetched the next time.
 */
export async function fetchHistory(
  transport: Transport,
  folder: string,
  from: { readonly url: RepoAddress; readonly access: RepoAccess },
  { tip }: LineageRequest,
  fetching: () => void,
  signal: AbortSignal | undefined,
): Promise<BareCache> {
  const cache = await openBareCache(folder, tip.length === 64 ? 32 : 20);
  if (cache.has(tip)) return cache;
  fetching();
  const args = (address: string) => [
    '--git-dir',
    folder,
    ...FETCH,
    '--filter=blob:none',
    '--end-of-options',
    address,
    `${tip}:refs/argosy/${tip}`,
  ];
  await transport.remote(from.url, from.access, args, signal);
  await cache.mark(tip, false);
  await cache.keepNewest(MOST_LINEAGES);
  return cache;
}

/** Reads commits and trees; what is not there is undefined, and nothing is fetched for it. */
export function historyReader(reader: CatFile): HistoryReader {
  return {
    async commit(id, signal) {
      const frame = await reader.contents(id, LARGEST_COMMIT, signal);
      return frame?.type === 'commit' && frame.bytes !== undefined ? parseCommit(id, frame.bytes) : undefined;
    },
    async tree(id, signal) {
      const frame = await reader.contents(id, LARGEST_TREE, signal);
      if (frame?.type === 'tree' && frame.bytes !== undefined) return parseTree(frame.bytes, id.length / 2);
      throw new ArgosyError('NotFound', `the repository has no tree ${id}`, { subject: id });
    },
  };
}
