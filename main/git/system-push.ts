import { join } from 'node:path';
import type { RepoAddress } from './address.ts';
import type { BranchChange } from './authoring.ts';
import type { RepoAccess } from './backend.ts';
import type { BareCache } from './bare-cache.ts';
import { writeLoose } from './loose-object.ts';
import { pushFailure } from './push-failure.ts';
import type { Transport } from './transport.ts';

const PUSH = 'push --no-verify --no-follow-tags --no-signed'.split(' ');

/** Pushes one commit out of a cache. The lease makes Git compare the branch with what was expected, and the server once more. */
export async function pushFromCache(
  transport: Transport,
  cache: BareCache,
  to: { readonly url: RepoAddress; readonly access: RepoAccess },
  change: BranchChange,
  signal: AbortSignal | undefined,
): Promise<void> {
  await writeLoose(join(cache.folder, 'objects'), change.objects);
  const ref = `refs/heads/${change.branch}`;
  const args = (address: string) => [
    '--git-dir',
    cache.folder,
    ...PUSH,
    `--force-with-lease=${ref}:${change.expected ?? ''}`,
    '--end-of-options',
    address,
    `${change.commit}:${ref}`,
  ];
  try {
    await transport.remote(to.url, to.access, args, signal);
  } catch (error) {
    throw pushFailure(error, change.branch, change.expected, to.access.url);
  }
  // The commit is whole where its parent is: reading it needs no fetch.
  if (cache.has(change.base)) await cache.mark(change.commit, true);
}
