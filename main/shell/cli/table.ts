import { withoutColour } from './status-text.ts';

/** Columns aligned as Go's tabwriter does for argocd: two spaces between, none after the last, no trailing blanks. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = header.length > 0 ? [header, ...rows] : rows;
  const widths: number[] = [];
  for (const row of all) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, width(cell));
    });
  }
  return all.map((row) => `${line(row, widths)}\n`).join('');
}

function line(row: readonly string[], widths: readonly number[]): string {
  let text = '';
  row.forEach((cell, column) => {
    text += column === row.length - 1 ? cell : cell + ' '.repeat(widths[column]! - width(cell) + 2);
  });
  return text.trimEnd();
}

/** Characters, not bytes, and without colours. */
export function width(cell: string): number {
  return Array.from(withoutColour(cell)).length;
}

/** Text from Git or a cluster, safe on a terminal: control characters and bidirectional overrides become visible. */
export function inert(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\n' || character === '\t' ? ' ' : `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );
}

/** As `inert`, for text whose lines and tabs mean something: diffs and commit messages. */
export function inertLines(text: string): string {
  return text
    .split('\n')
    .map((one) => one.split('\t').map(inert).join('\t'))
    .join('\n');
}
