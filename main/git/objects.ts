import { ArgosyError, type BlobId, type CommitSha, type TreeId } from '../model/index.ts';
import type { CommitInfo, TreeEntry } from './backend.ts';

/** Parsers of Git's own object formats. Bytes come from a repository that anybody may have written. */

const MOST_ENTRIES = 200_000;

/** `mode SP name NUL id` repeated; ids are 20 bytes, or 32 in a SHA-256 repository. */
export function parseTree(bytes: Uint8Array, idBytes: number): TreeEntry[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: TreeEntry[] = [];
  let at = 0;
  while (at < buffer.length) {
    const space = buffer.indexOf(0x20, at);
    const nul = space < 0 ? -1 : buffer.indexOf(0, space + 1);
    const end = nul + 1 + idBytes;
    if (space < 0 || nul < 0 || end > buffer.length || space - at > 7) throw malformed('tree');
    if (entries.length === MOST_ENTRIES) throw tooMany();
    const mode = buffer.toString('latin1', at, space);
    const name = buffer.toString('utf8', space + 1, nul);
    entries.push({ name, kind: kindOf(mode), id: buffer.toString('hex', nul + 1, end) as BlobId | TreeId | CommitSha });
    at = end;
  }
  return entries;
}

function kindOf(mode: string): TreeEntry['kind'] {
  switch (mode) {
    case '40000':
    case '040000':
      return 'tree';
    case '120000':
      return 'link';
    case '160000':
      return 'submodule';
    case '100755':
      return 'executable';
    default:
      // 100644, and the 100664 of old versions of Git.
      return mode.startsWith('1007') ? 'executable' : 'blob';
  }
}

/** Headers up to the blank line, then the message. Unknown headers (gpgsig, encoding, mergetag) are passed over. */
export function parseCommit(sha: CommitSha, bytes: Uint8Array): CommitInfo {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const blank = text.indexOf('\n\n');
  const head = blank < 0 ? text : text.slice(0, blank);
  const parents: CommitSha[] = [];
  let tree: TreeId | undefined;
  let person = { name: '', email: '', date: 0 };
  for (const line of head.split('\n')) {
    if (line.startsWith('tree ')) tree ??= objectId(line.slice(5)) as TreeId | undefined;
    else if (line.startsWith('parent ')) parents.push((objectId(line.slice(7)) ?? '') as CommitSha);
    else if (line.startsWith('author ')) person = signature(line.slice(7));
  }
  if (tree === undefined || parents.includes('' as CommitSha)) throw malformed('commit');
  const message = blank < 0 ? '' : text.slice(blank + 2);
  return { sha, tree, author: person.name, email: person.email, date: person.date, message, parents };
}

/** What an annotated tag points at, if that is a commit or another tag. */
export function parseTagTarget(bytes: Uint8Array): CommitSha | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const match = /^object ([0-9a-f]{40}|[0-9a-f]{64})\ntype (commit|tag)\n/.exec(text);
  return match?.[1] as CommitSha | undefined;
}

export function isObjectId(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

function objectId(text: string): string | undefined {
  return isObjectId(text) ? text : undefined;
}

function signature(text: string): { name: string; email: string; date: number } {
  const close = text.lastIndexOf('>');
  const open = close < 0 ? -1 : text.lastIndexOf('<', close);
  if (open < 0) return { name: text, email: '', date: 0 };
  const seconds = Number.parseInt(text.slice(close + 1), 10);
  return {
    name: text.slice(0, open).trim(),
    email: text.slice(open + 1, close),
    date: Number.isSafeInteger(seconds) ? seconds * 1000 : 0,
  };
}

function malformed(what: string): ArgosyError {
  return new ArgosyError('FailedPrecondition', `malformed ${what} object in the repository`);
}

function tooMany(): ArgosyError {
  return new ArgosyError('ResourceExhausted', `a folder of the repository has more than ${MOST_ENTRIES} entries`);
}
