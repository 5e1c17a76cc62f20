import { normalDiff } from '../../diff/index.ts';

/** Unchanged lines around a change. */
const CONTEXT = 3;

interface Edit {
  /** Half-open ranges of lines, from 0. */
  readonly oldFrom: number;
  readonly oldTo: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/** A file's change as `git diff` and `diff -u` write it; undefined stands for no file. Empty when the texts are equal. */
export function unifiedDiff(path: string, before: string | undefined, after: string | undefined): string {
  const a = linesOf(before ?? '');
  const b = linesOf(after ?? '');
  const edits = editsOf(normalDiff(joined(a), joined(b)));
  if (edits.length === 0) return '';
  const heads = `--- ${before === undefined ? '/dev/null' : `a/${path}`}\n+++ ${after === undefined ? '/dev/null' : `b/${path}`}\n`;
  return (
    heads +
    hunksOf(edits)
      .map((hunk) => hunkText(hunk, a, b))
      .join('')
  );
}

/** What a last line without its newline is followed by: such a line is another than the one with it. */
const NO_NEWLINE = '\n\\ No newline at end of file';

function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  if (text.endsWith('\n')) return text.slice(0, -1).split('\n');
  const lines = text.split('\n');
  return [...lines.slice(0, -1), lines.at(-1)! + NO_NEWLINE];
}

/** One line a line: the mark of a missing newline stays in its line. */
function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line.replace('\n', '\r')}\n`).join('');
}

/** The edits of `diff`'s normal format: `3c3,4`, `5a6`, `7,9d6`. Lines of the files begin with `<` and `>`. */
function editsOf(normal: string): readonly Edit[] {
  return normal.split('\n').flatMap((line) => {
    const match = /^(\d+)(?:,(\d+))?([acd])(\d+)(?:,(\d+))?$/.exec(line);
    if (match === null) return [];
    const [, a1, a2, letter, b1, b2] = match;
    return [
      {
        oldFrom: Number(a1) - (letter === 'a' ? 0 : 1),
        oldTo: Number(a2 ?? a1),
        newFrom: Number(b1) - (letter === 'd' ? 0 : 1),
        newTo: Number(b2 ?? b1),
      },
    ];
  });
}

/** Edits whose contexts touch are one hunk. */
function hunksOf(edits: readonly Edit[]): readonly (readonly Edit[])[] {
  const hunks: Edit[][] = [];
  for (const edit of edits) {
    const last = hunks.at(-1);
    if (last !== undefined && edit.oldFrom - last.at(-1)!.oldTo <= 2 * CONTEXT) last.push(edit);
    else hunks.push([edit]);
  }
  return hunks;
}

function hunkText(edits: readonly Edit[], a: readonly string[], b: readonly string[]): string {
  const first = edits[0]!;
  const last = edits.at(-1)!;
  const lead = Math.min(CONTEXT, first.oldFrom);
  const tail = Math.min(CONTEXT, a.length - last.oldTo);
  const [oldFrom, oldTo] = [first.oldFrom - lead, last.oldTo + tail];
  const [newFrom, newTo] = [first.newFrom - lead, last.newTo + tail];
  let text = `@@ -${range(oldFrom, oldTo)} +${range(newFrom, newTo)} @@\n`;
  let at = oldFrom;
  for (const edit of edits) {
    for (; at < edit.oldFrom; at++) text += ` ${a[at]}\n`;
    for (; at < edit.oldTo; at++) text += `-${a[at]}\n`;
    for (let i = edit.newFrom; i < edit.newTo; i++) text += `+${b[i]}\n`;
  }
  for (; at < oldTo; at++) text += ` ${a[at]}\n`;
  return text;
}

/** `start,count`, from 1; one line needs no count, none stands after the line before it. */
function range(from: number, to: number): string {
  if (to - from === 1) return String(to);
  return `${to === from ? from : from + 1},${to - from}`;
}
