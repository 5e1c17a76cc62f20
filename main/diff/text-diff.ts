/** The `diff` program's normal format, in process: Myers' algorithm over lines. */

interface Hunk {
  /** Half-open ranges of lines, from 0. */
  readonly oldFrom: number;
  readonly oldTo: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/** Beyond this many edits the middle is shown as replaced: the search costs edits × lines. */
const MOST_EDITS = 4_000;

/** `12c12`, `< old`, `---`, `> new`; empty when the texts are equal. An absent file is an empty text (`diff -N`). */
export function normalDiff(oldText: string, newText: string): string {
  const oldLines = linesOf(oldText);
  const newLines = linesOf(newText);
  let text = '';
  for (const hunk of hunksOf(oldLines, newLines)) {
    const removed = hunk.oldTo - hunk.oldFrom;
    const added = hunk.newTo - hunk.newFrom;
    const letter = removed === 0 ? 'a' : added === 0 ? 'd' : 'c';
    text += `${range(hunk.oldFrom, hunk.oldTo)}${letter}${range(hunk.newFrom, hunk.newTo)}\n`;
    for (let i = hunk.oldFrom; i < hunk.oldTo; i++) text += `< ${oldLines[i]}\n`;
    if (letter === 'c') text += '---\n';
    for (let i = hunk.newFrom; i < hunk.newTo; i++) text += `> ${newLines[i]}\n`;
  }
  return text;
}

function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

function range(from: number, to: number): string {
  if (to - from <= 1) return String(Math.max(from, to));
  return `${from + 1},${to}`;
}

function hunksOf(a: readonly string[], b: readonly string[]): readonly Hunk[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let tail = 0;
  while (tail < a.length - start && tail < b.length - start && a[a.length - 1 - tail] === b[b.length - 1 - tail])
    tail++;
  const [aEnd, bEnd] = [a.length - tail, b.length - tail];
  if (start === aEnd && start === bEnd) return [];
  const kept = commonLines(a.slice(start, aEnd), b.slice(start, bEnd));
  const hunks: Hunk[] = [];
  let [x, y] = [start, start];
  for (const [i, j] of [...kept.map(([i, j]) => [i + start, j + start] as const), [aEnd, bEnd] as const]) {
    if (i > x || j > y) hunks.push({ oldFrom: x, oldTo: i, newFrom: y, newTo: j });
    [x, y] = [i + 1, j + 1];
  }
  return hunks;
}

/** Pairs of places that a shortest edit script keeps, ascending. */
function commonLines(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const most = Math.min(a.length + b.length, MOST_EDITS);
  const reach = new Int32Array(2 * most + 3);
  const at = (k: number) => k + most + 1;
  const rounds: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits++) {
    rounds.push(reach.slice(at(-edits) - 1, at(edits) + 2));
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && reach[at(k - 1)]! < reach[at(k + 1)]!);
      let x = down ? reach[at(k + 1)]! : reach[at(k - 1)]! + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      reach[at(k)] = x;
      if (x >= a.length && y >= b.length) return walkBack(rounds, a, b);
    }
  }
  return [];
}

function walkBack(
  rounds: readonly Int32Array[],
  a: readonly string[],
  b: readonly string[],
): readonly (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let [x, y] = [a.length, b.length];
  for (let edits = rounds.length - 1; edits >= 0; edits--) {
    const round = rounds[edits]!;
    const reach = (k: number) => round[k + edits + 1]!;
    const k = x - y;
    const down = k === -edits || (k !== edits && reach(k - 1) < reach(k + 1));
    const from = down ? k + 1 : k - 1;
    const fromX = edits === 0 ? 0 : reach(from);
    const fromY = edits === 0 ? 0 : fromX - from;
    while (x > fromX && y > fromY && a[x - 1] === b[y - 1]) {
      x--;
      y--;
      pairs.push([x, y]);
    }
    [x, y] = [fromX, fromY];
  }
  return pairs.toReversed();
}
