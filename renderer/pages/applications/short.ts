/** The last part of a repository's address without `.git`: what people call it. */
export function shortRepository(url: string): string {
  const last = url.replace(/\/+$/, '').split(/[/:]/).at(-1) ?? url;
  return last.replace(/\.git$/, '') || url;
}

/** A commit as people write it; anything else as it is. */
export function shortRevision(revision: string): string {
  return /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 7) : revision;
}

/** `target → revision`, or one of them. */
export function revisionText(target: string, revision: string): string {
  const short = shortRevision(revision);
  if (short === '' || short === shortRevision(target)) return shortRevision(target) || 'HEAD';
  return `${target === '' ? 'HEAD' : shortRevision(target)} → ${short}`;
}
