import { diff3Merge } from 'node-diff3';

export type TextMerge =
  | { readonly kind: 'merged'; readonly bytes: Uint8Array }
  | { readonly kind: 'conflict' | 'binary' | 'too-large' };

const LARGEST = 4 * 2 ** 20;
/** Pairs of equal lines that the search for the longest common run may have to look at. */
const MOST_PAIRS = 4_000_000;

/**
 * Three texts of one file merged line by line. Bytes are kept as they are: a line is compared with its ending, so that CRLF
 * stays CRLF, and the encoding does not matter as long as a line feed is one byte.
 */
export function mergeText(base: Uint8Array, ours: Uint8Array, theirs: Uint8Array): TextMerge {
  if ([base, ours, theirs].some((bytes) => bytes.length > LARGEST)) return { kind: 'too-large' };
  if ([base, ours, theirs].some(isBinary)) return { kind: 'binary' };
  const [b, o, t] = [linesOf(base), linesOf(ours), linesOf(theirs)];
  const head = commonLength([b, o, t], (list, at) => list[at]);
  const rest = [b, o, t].map((list) => list.slice(head)) as [string[], string[], string[]];
  const tail = commonLength(rest, (list, at) => list[list.length - 1 - at]);
  const [bm, om, tm] = rest.map((list) => list.slice(0, list.length - tail)) as [string[], string[], string[]];
  if (pairs(bm, om) > MOST_PAIRS || pairs(bm, tm) > MOST_PAIRS) return { kind: 'too-large' };
  const merged: string[] = b.slice(0, head);
  for (const region of diff3Merge(om, bm, tm, { excludeFalseConflicts: true })) {
    if (region.ok === undefined) return { kind: 'conflict' };
    for (const line of region.ok) merged.push(line);
  }
  for (const line of b.slice(b.length - tail)) merged.push(line);
  return { kind: 'merged', bytes: Buffer.from(merged.join(''), 'latin1') };
}

/** As Git decides it: a NUL among the first 8,000 bytes. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 8000).includes(0);
}

function linesOf(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** How many elements all lists have in common, counted by `at` from one of their ends. */
function commonLength(lists: readonly string[][], at: (list: string[], index: number) => string | undefined): number {
  const most = Math.min(...lists.map((list) => list.length));
  let length = 0;
  while (length < most && lists.every((list) => at(list, length) === at(lists[0]!, length))) length++;
  return length;
}

function pairs(a: readonly string[], b: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const line of a) counts.set(line, (counts.get(line) ?? 0) + 1);
  let total = 0;
  for (const line of b) total += counts.get(line) ?? 0;
  return total;
}
