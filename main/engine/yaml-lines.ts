import { isMap, isPair, isScalar, isSeq, type Node, type Pair, stringify, type YAMLMap, type YAMLSeq } from 'yaml';

/** Where the lines are cut, and what comes instead. */
interface Cut {
  readonly from: number;
  readonly to: number;
  readonly lines: string;
}

type Ranged = Node & { readonly range?: readonly [number, number, number] | null };

/**
 * Changes a field or item of a block collection by whole lines, so that every other line of the text stays as it was written.
 * Undefined where the text is not of such lines (flow style, several items on a line): the caller writes the document anew.
 * @param fresh the new value; undefined takes the field away.
 */
export function changeLines(
  text: string,
  holder: YAMLMap | YAMLSeq,
  key: string | number,
  fresh: Node | undefined,
): string | undefined {
  if (holder.flow === true || holder.items.length === 0) return undefined;
  const cut = isMap(holder) ? cutField(text, holder, String(key), fresh) : cutItem(text, holder, key as number, fresh);
  if (cut === undefined) return undefined;
  const before = text.slice(0, cut.from);
  const newline = before === '' || before.endsWith('\n') || cut.lines === '' ? '' : '\n';
  return before + newline + cut.lines + text.slice(cut.to);
}

function cutField(text: string, map: YAMLMap, key: string, fresh: Node | undefined): Cut | undefined {
  const place = map.items.findIndex((pair) => isScalar(pair.key) && String(pair.key.value) === key);
  const column = columnOf(text, startOf(map.items[0]));
  const indent = columnIn(text, column);
  if (indent === undefined) return undefined;
  const lines = (value: Node): string =>
    indented(stringify({ [key]: value }, { ...STYLE, indentSeq: indentsLists(text) }), indent);
  if (place < 0) {
    const end = fresh === undefined ? undefined : lineAfter(text, endOf(map.items.at(-1)));
    return end === undefined ? undefined : { from: end, to: end, lines: lines(fresh!) };
  }
  const pair = map.items[place]!;
  const start = startOf(pair);
  const end = lineAfter(text, endOf(pair));
  const from = columnOf(text, start);
  // The first field of a list's item stands behind the dash: without it the dash would be lost.
  if (from === undefined || end === undefined || text.slice(from, start).trim() !== '') return undefined;
  return { from, to: end, lines: fresh === undefined ? '' : lines(fresh) };
}

function cutItem(text: string, list: YAMLSeq, index: number, fresh: Node | undefined): Cut | undefined {
  const first = dashOf(text, list.items[0]);
  if (first === undefined) return undefined;
  const lines = (value: Node): string =>
    indented(stringify([value], { ...STYLE, indentSeq: indentsLists(text) }), first.indent);
  if (index >= list.items.length) {
    const end = fresh === undefined ? undefined : lineAfter(text, endOf(list.items.at(-1)));
    return end === undefined ? undefined : { from: end, to: end, lines: lines(fresh!) };
  }
  const dash = dashOf(text, list.items[index]);
  const end = lineAfter(text, endOf(list.items[index]));
  if (dash === undefined || end === undefined) return undefined;
  return { from: dash.line, to: end, lines: fresh === undefined ? '' : lines(fresh) };
}

const STYLE = { lineWidth: 0 } as const;

/** Whether lists stand deeper than the key that they belong to. */
export function indentsLists(text: string): boolean {
  return !/^( *(?:- )*)[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\n\1- /m.test(text);
}

function startOf(item: unknown): number | undefined {
  const node = (isPair(item) ? item.key : item) as Ranged | null | undefined;
  return node?.range?.[0];
}

/** Where the last character of a node stands, without the comments and blank lines that the parser counts in. */
function endOf(item: unknown): number | undefined {
  if (isPair(item)) return endOf((item as Pair).value ?? item.key) ?? endOf(item.key);
  if ((isMap(item) || isSeq(item)) && item.flow !== true && item.items.length > 0) return endOf(item.items.at(-1));
  return (item as Ranged | null | undefined)?.range?.[1];
}

/** The beginning of the line that holds this place. */
function columnOf(text: string, at: number | undefined): number | undefined {
  return at === undefined ? undefined : text.lastIndexOf('\n', at - 1) + 1;
}

/** How far the first field of a map is from its line's beginning, when only blanks and dashes stand before it. */
function columnIn(text: string, line: number | undefined): number | undefined {
  if (line === undefined) return undefined;
  return /^[ ]*(?:- +)*/.exec(text.slice(line, line + 500))?.[0].length;
}

function dashOf(text: string, item: unknown): { readonly line: number; readonly indent: number } | undefined {
  const start = startOf((isMap(item) || isSeq(item)) && item.flow !== true ? (item.items[0] ?? item) : item);
  const line = columnOf(text, start);
  if (line === undefined) return undefined;
  const match = /^( *)- +$/.exec(text.slice(line, start));
  return match === null ? undefined : { line, indent: match[1]!.length };
}

/** The beginning of the next line. */
function lineAfter(text: string, at: number | undefined): number | undefined {
  if (at === undefined) return undefined;
  if (at > 0 && text[at - 1] === '\n') return at;
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

function indented(text: string, columns: number): string {
  const blanks = ' '.repeat(columns);
  return text.replace(/^(?=.)/gm, blanks);
}
