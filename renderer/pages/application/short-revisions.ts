/** As people read them: commits by their first seven digits, chart versions whole. */
export function shortRevisions(revisions: readonly string[]): string {
  return revisions.map((one) => (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(one) ? one.slice(0, 7) : one)).join(', ');
}
