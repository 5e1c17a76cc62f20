import { ArgosyError, type CommitSha, isVersionConstraint, parseVersion, selectVersion } from '../model/index.ts';
import type { RemoteRefs } from './backend.ts';

export interface ResolvedRevision {
  readonly commit: CommitSha;
  /** Full reference that named it; absent for a SHA. */
  readonly ref?: string;
}

export type Resolution =
  | { readonly kind: 'found'; readonly revision: ResolvedRevision }
  /** Not a name, but may be the beginning of a commit's id that no reference points at. */
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'unknown' };

/**
 * Reference §1.4: a full SHA is taken as it is; a semver constraint chooses the highest tag; HEAD follows the remote's
 * symbolic reference; otherwise a branch or tag of that name; otherwise seven or more hex characters are a short SHA.
 * Where a branch and a tag have the same name Argo CD's answer depends on order; here the branch wins, always.
 */
export function resolveRevision(refs: RemoteRefs, revision: string, tagPrefix = ''): Resolution {
  const name = revision.trim();
  if (isFullSha(name)) return { kind: 'found', revision: { commit: name.toLowerCase() as CommitSha } };
  if (name === '' || name === 'HEAD') return headOf(refs);

  // `1.2` is both a version that a tag may be named after and a constraint: the name comes first there, and only there.
  const byConstraint = isVersionConstraint(name) ? () => highestTag(refs, name, tagPrefix) : () => undefined;
  const byName = () =>
    withName(refs, name) ?? (tagPrefix === '' ? undefined : at(refs, `refs/tags/${tagPrefix}${name}`));
  const found = parseVersion(name) === undefined ? (byConstraint() ?? byName()) : (byName() ?? byConstraint());
  if (found !== undefined) return found;
  if (!/^[0-9a-f]{7,63}$/i.test(name)) return { kind: 'unknown' };
  const prefix = name.toLowerCase();
  const tips = new Set<CommitSha>();
  for (const commit of refs.refs.values()) if (commit.startsWith(prefix)) tips.add(commit);
  const [only] = tips;
  return tips.size === 1 ? { kind: 'found', revision: { commit: only! } } : { kind: 'prefix', prefix };
}

export function isFullSha(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(text);
}

export function unresolved(revision: string, url: string, cause?: unknown): ArgosyError {
  return new ArgosyError('NotFound', `unable to resolve '${revision}' to a commit SHA`, {
    subject: url,
    advice: 'Check the target revision: a branch, a tag, a commit or a version constraint over tags.',
    cause,
  });
}

function headOf(refs: RemoteRefs): Resolution {
  if (refs.head === undefined) return { kind: 'unknown' };
  const { ref, commit } = refs.head;
  return { kind: 'found', revision: ref === undefined ? { commit } : { commit, ref } };
}

function withName(refs: RemoteRefs, name: string): Resolution | undefined {
  return (
    at(refs, `refs/heads/${name}`) ??
    at(refs, `refs/tags/${name}`) ??
    (name.startsWith('refs/') ? at(refs, name) : at(refs, `refs/${name}`)) ??
    at(refs, `refs/remotes/${name}`)
  );
}

function at(refs: RemoteRefs, ref: string): Resolution | undefined {
  const commit = refs.refs.get(ref);
  return commit === undefined ? undefined : { kind: 'found', revision: { commit, ref } };
}

/** A constraint that no tag satisfies may still be a branch's name (`1.x`), so it is not an error here. */
function highestTag(refs: RemoteRefs, constraint: string, prefix: string): Resolution | undefined {
  const start = `refs/tags/${prefix}`;
  const versions: string[] = [];
  for (const ref of refs.refs.keys()) if (ref.startsWith(start)) versions.push(ref.slice(start.length));
  const chosen = selectVersion(constraint, versions);
  return chosen === undefined ? undefined : at(refs, start + chosen);
}
