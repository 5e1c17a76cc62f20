import { resolve } from 'node:path';
import type { Input } from '../../../preload/contract/index.ts';
import type { Client } from '../client/client.ts';
import { sourcesOf } from './app-text.ts';
import { type RevisionFlags, revisionsFromFlags } from './revisions-from-flags.ts';

/** What to render instead of the application's target: a folder of this machine, other revisions, or undefined for neither. */
export async function targetFromFlags(
  client: Client,
  name: string,
  flags: RevisionFlags & { readonly local?: string },
  cwd: string,
): Promise<Input<'app.diff'>['target']> {
  // The engine may run elsewhere on this machine: it needs the whole path.
  if (flags.local !== undefined) return { kind: 'local', folder: resolve(cwd, flags.local) };
  if (flags.revisions === undefined && flags.revision === undefined) return undefined;
  const sources = flags.revisions === undefined ? [] : sourcesOf(await client.call('app.get', { name }));
  const { revision, revisions } = revisionsFromFlags(flags, sources);
  return { kind: 'revisions', revisions: [...(revisions ?? [revision!])] };
}
