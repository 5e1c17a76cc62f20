import type { CommitSha } from '../model/index.ts';
import type { RemoteRefs } from './backend.ts';
import { isObjectId } from './objects.ts';

/** `git ls-remote --symref`: `ref: refs/heads/main\tHEAD`, `<id>\t<name>`, `<id>\t<tag>^{}` for what a tag peels to. */
export function parseLsRemote(text: string): RemoteRefs {
  const refs = new Map<string, CommitSha>();
  let target: string | undefined;
  let head: CommitSha | undefined;
  for (const line of text.split('\n')) {
    const tab = line.indexOf('\t');
    if (tab < 0) continue;
    const value = line.slice(0, tab);
    const name = line.slice(tab + 1);
    if (value.startsWith('ref: ')) {
      if (name === 'HEAD') target = value.slice(5);
    } else if (isObjectId(value)) {
      if (name === 'HEAD') head = value as CommitSha;
      else refs.set(name.endsWith('^{}') ? name.slice(0, -3) : name, value as CommitSha);
    }
  }
  return remoteRefs(refs, target, head);
}

export function remoteRefs(
  refs: ReadonlyMap<string, CommitSha>,
  target: string | undefined,
  head: CommitSha | undefined,
): RemoteRefs {
  if (head === undefined) return { refs };
  return { head: target === undefined ? { commit: head } : { ref: target, commit: head }, refs };
}

export function sameRefs(a: RemoteRefs, b: RemoteRefs): boolean {
  if (a.head?.commit !== b.head?.commit || a.head?.ref !== b.head?.ref || a.refs.size !== b.refs.size) return false;
  for (const [name, commit] of a.refs) if (b.refs.get(name) !== commit) return false;
  return true;
}
