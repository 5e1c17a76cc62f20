/**
 * A Kubernetes object as YAML to be read, with the line of every field. Keys are sorted, as `kubectl -o yaml` does, so that two sides of a
 * comparison line up. What is harmful as text (control, bidirectional and invisible characters) stands as an escape in double quotes.
 */

/** Where in an object, as the contract has it: names, places, and `{key: value}` for list items that are known by a field. */
export type PathElement = string | number | Readonly<Record<string, unknown>>;

export interface YamlText {
  readonly text: string;
  /** The line of a path, from 1; of its nearest parent that is there when the path itself is not. */
  readonly lineOf: (path: readonly PathElement[]) => number;
}

interface Place {
  readonly line: number;
  readonly value: unknown;
  readonly inside: ReadonlyMap<string | number, Place> | undefined;
}

/** Deeper than any object that a server accepts; beyond it stands a note instead of a stack overflow. */
const DEEPEST = 200;

export function yamlText(value: unknown): YamlText {
  const lines: string[] = [];
  const root = print(lines, value, '', '', 0);
  return {
    text: `${lines.join('\n')}\n`,
    lineOf: (path) => {
      let place = root;
      for (const element of path) {
        const next = place.inside?.get(typeof element === 'object' ? indexOf(place.value, element) : element);
        if (next === undefined) break;
        place = next;
      }
      return place.line;
    },
  };
}

/** @param lead what stands on the line before the value: `key:` or `-`; @param indent of the lines that follow. */
function print(lines: string[], value: unknown, lead: string, indent: string, depth: number): Place {
  const line = lines.length + 1;
  if (depth > DEEPEST) {
    lines.push(join(lead, '# nested too deeply to be shown'));
    return { line, value, inside: undefined };
  }
  if (Array.isArray(value) && value.length > 0) return printList(lines, value, lead, indent, depth);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    if (fields.length > 0) return printMapping(lines, value, fields, lead, indent, depth);
  }
  if (typeof value === 'string' && isBlock(value)) {
    lines.push(join(lead, value.endsWith('\n') ? (value.endsWith('\n\n') ? '|+' : '|') : '|-'));
    const body = value.endsWith('\n') ? value.slice(0, -1) : value;
    for (const part of body.split('\n')) lines.push(part === '' ? '' : `${indent}${depth === 0 ? '  ' : ''}${part}`);
  } else lines.push(join(lead, scalar(value)));
  return { line, value, inside: undefined };
}

function printMapping(
  lines: string[],
  value: object,
  fields: [string, unknown][],
  lead: string,
  indent: string,
  depth: number,
): Place {
  const line = lines.length + 1;
  const inside = new Map<string, Place>();
  fields.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  // The first field of a list item stands on the line of its dash.
  const compact = lead.endsWith('-');
  if (!compact && lead !== '') lines.push(lead);
  fields.forEach(([name, field], index) => {
    const start = compact && index === 0 ? `${lead} ` : indent;
    const nested = Array.isArray(field) ? indent : `${indent}  `;
    inside.set(name, print(lines, field, `${start}${keyText(name)}:`, nested, depth + 1));
  });
  return { line, value, inside };
}

function printList(lines: string[], value: readonly unknown[], lead: string, indent: string, depth: number): Place {
  const line = lines.length + 1;
  const inside = new Map<number, Place>();
  const compact = lead.endsWith('-');
  if (!compact && lead !== '') lines.push(lead);
  value.forEach((item, index) => {
    const start = compact && index === 0 ? `${lead} ` : indent;
    inside.set(index, print(lines, item, `${start}-`, `${indent}  `, depth + 1));
  });
  return { line, value, inside };
}

function join(lead: string, text: string): string {
  return lead === '' ? text : `${lead} ${text}`;
}

/** The item with these fields; `{'': value}` is a plain value in a set. */
function indexOf(list: unknown, element: Readonly<Record<string, unknown>>): number {
  if (!Array.isArray(list)) return -1;
  const wanted = Object.entries(element);
  return list.findIndex((item: unknown) =>
    wanted.every(([key, value]) => {
      const found: unknown =
        key === '' ? item : typeof item === 'object' && item !== null ? Reflect.get(item, key) : undefined;
      return JSON.stringify(found) === JSON.stringify(value);
    }),
  );
}

/** C0 but line feed, DEL, C1, soft hyphen, bidirectional, zero-width, separators, byte order mark, lone halves of pairs. */
const HARMFUL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points on purpose
  /[\u0000-\u0009\u000B-\u001F\u007F-\u00A0\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202F\u205F-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFF]|\p{Cs}|[\u{E0000}-\u{E0FFF}]/gu;

function isHarmful(text: string): boolean {
  HARMFUL.lastIndex = 0;
  return HARMFUL.test(text);
}

/** Texts of several lines stand as they are where YAML can say so without hints. */
function isBlock(text: string): boolean {
  return text.includes('\n') && !/^[\n ]/.test(text) && !/ (?:\n|$)/.test(text) && !isHarmful(text);
}

/** Words and numbers that some reader of YAML takes for something else than text. */
// An exponent alone (`e0`) is a number to YAML 1.1.
const AMBIGUOUS = /^(?:true|false|null|yes|no|on|off|y|n|~)$|^[-+.]?[\d.]|^e[-+]?\d+$/i;
const PLAIN = /^[A-Za-z_/.](?:[\w ./@%+=,()*&<>|!?;"'$~^#[\]{}:-]*[\w./@%+=,()*&<>|!?;"'$~^[\]{}-])?$/;

function isPlain(text: string): boolean {
  return (
    PLAIN.test(text) && !AMBIGUOUS.test(text) && !text.includes(': ') && !text.includes(' #') && !text.startsWith('...')
  );
}

function keyText(name: string): string {
  return isPlain(name) ? name : quoted(name);
}

function scalar(value: unknown): string {
  if (typeof value === 'string') return isPlain(value) ? value : quoted(value);
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object' && value !== null) return '{}';
  return JSON.stringify(value) ?? 'null';
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(HARMFUL, (harmful) => {
    const code = harmful.codePointAt(0)!;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
