/** Columns that a text takes in a monospace font: wide characters of East Asia and emoji take two. */
export function columnsOf(text: string): number {
  let columns = text.length;
  // Most lines are ASCII: their length is the answer.
  if (!/[\u1100-\uffff]/.test(text)) return columns;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code > 0xffff) continue; // two units, two columns
    if (
      (code >= 0x1100 && code <= 0x115f) ||
      (code >= 0x2e80 && code <= 0xa4cf) ||
      (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0xf900 && code <= 0xfaff) ||
      (code >= 0xfe30 && code <= 0xfe6f) ||
      (code >= 0xff00 && code <= 0xff60)
    ) {
      columns += 1;
    }
  }
  return columns;
}

/** Where each of the lines begins, in rows, and the sum of all as the last number. `columns` undefined: nothing wraps. */
export function rowStarts(widths: readonly number[], columns: number | undefined): Uint32Array {
  const starts = new Uint32Array(widths.length + 1);
  let row = 0;
  for (let index = 0; index < widths.length; index++) {
    starts[index] = row;
    row += columns === undefined ? 1 : Math.max(1, Math.ceil(widths[index]! / Math.max(1, columns)));
  }
  starts[widths.length] = row;
  return starts;
}

/** The last line that begins at or before a row. */
export function lineAtRow(starts: Uint32Array, row: number): number {
  let low = 0;
  let high = starts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= row) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
