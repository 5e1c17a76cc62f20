/**
 * YAML as `kubectl -o yaml` prints it: sorted keys, lists at the column of their key, block texts where a text has several lines,
 * quotes only where a reader of YAML 1.1 would take the text for something else, long texts folded at 80 columns.
 * Checked byte for byte against sigs.k8s.io/yaml (README).
 */

import { isRecord } from './json.ts';
import { isAmbiguous } from './yaml-scalar.ts';

const WIDTH = 80;
const LONGEST_SIMPLE_KEY = 128;
const DEEPEST = 500;

/** One document, ending in a line break. Fields that are undefined are left out, as in JSON. */
export function toYaml(value: unknown): string {
  const printer = new Printer();
  printer.root(value);
  return printer.text;
}

/** Several documents with `---` between them. */
export function toYamlDocuments(values: Iterable<unknown>): string {
  return [...values].map(toYaml).join('---\n');
}

/** Where a node stands: alone, after `key:`, or after a `-`, `?` or `:` on whose line a collection may begin. */
type Place = 'root' | 'field' | 'inline';

class Printer {
  text = '';
  #lineStart = 0;

  root(value: unknown): void {
    // Readers disagree on what an indentation hint counts from at the root; quotes are understood by all.
    if (typeof value === 'string' && /^[ \n]/.test(value)) this.#double(value, 2);
    else this.#node(value, -2, 'root', 0);
    if (!this.text.endsWith('\n')) this.text += '\n';
  }

  /** @param indent of the collection around the node; its own content is two columns deeper. */
  #node(value: unknown, indent: number, place: Place, depth: number): void {
    if (depth > DEEPEST) throw new RangeError(`a value is nested deeper than ${DEEPEST}`);
    if (Array.isArray(value)) this.#list(value as readonly unknown[], indent, place, depth);
    else if (isRecord(value)) this.#mapping(value, indent, place, depth);
    else {
      if (place === 'field') this.text += ' ';
      this.#scalar(value, Math.max(indent, 0) + 2);
    }
  }

  #mapping(fields: Readonly<Record<string, unknown>>, indent: number, place: Place, depth: number): void {
    const names = Object.keys(fields).filter((name) => fields[name] !== undefined);
    if (names.length === 0) {
      this.text += place === 'field' ? ' {}' : '{}';
      return;
    }
    const column = indent + 2;
    names.sort(compareNames).forEach((name, index) => {
      if (index > 0 || place === 'field') this.#newLine(column);
      const simple = !name.includes('\n') && Buffer.byteLength(name) <= LONGEST_SIMPLE_KEY;
      if (simple) {
        this.text += `${quoteKey(name)}:`;
      } else {
        this.text += '? ';
        this.#scalar(name, column + 2);
        this.#newLine(column);
        this.text += ': ';
      }
      this.#node(fields[name], column, simple ? 'field' : 'inline', depth + 1);
    });
  }

  #list(items: readonly unknown[], indent: number, place: Place, depth: number): void {
    if (items.length === 0) {
      this.text += place === 'field' ? ' []' : '[]';
      return;
    }
    const column = place === 'field' ? indent : indent + 2;
    items.forEach((item, index) => {
      if (index > 0 || place === 'field') this.#newLine(column);
      this.text += '- ';
      this.#node(item, column, 'inline', depth + 1);
    });
  }

  #newLine(column: number): void {
    if (!this.text.endsWith('\n')) this.text += '\n';
    this.#lineStart = this.text.length;
    this.text += ' '.repeat(column);
  }

  /** @param column of lines that continue the scalar. */
  #scalar(value: unknown, column: number): void {
    switch (typeof value) {
      case 'string':
        this.#string(value, column);
        return;
      case 'number':
        this.text += numberText(value);
        return;
      case 'boolean':
        this.text += String(value);
        return;
      case 'bigint':
        this.text += value.toString();
        return;
      default:
        this.text += 'null';
    }
  }

  #string(value: string, column: number): void {
    switch (styleOf(value)) {
      case 'plain':
        this.#folded(value, column, (space, rest) => !rest.startsWith(' ') && space > 0);
        return;
      case 'single':
        this.text += "'";
        this.#folded(
          value.replaceAll("'", "''"),
          column,
          (space, rest) => space > 0 && rest !== '' && !rest.startsWith(' '),
        );
        this.text += "'";
        return;
      case 'literal':
        this.#literal(value, column);
        return;
      case 'double':
        this.#double(value, column);
    }
  }

  /** Writes a text, turning a single space beyond the width into a line break where `mayBreak` allows. */
  #folded(value: string, column: number, mayBreak: (space: number, rest: string) => boolean): void {
    if (this.text.length - this.#lineStart + value.length <= WIDTH) {
      this.text += value;
      return;
    }
    let written = 0;
    for (let space = value.indexOf(' '); space >= 0; space = value.indexOf(' ', space + 1)) {
      const at = this.text.length - this.#lineStart + (space - written);
      const afterSpace = space > 0 && value[space - 1] === ' ';
      if (at <= WIDTH || afterSpace || !mayBreak(space, value.slice(space + 1, space + 2))) continue;
      this.text += `${value.slice(written, space)}\n`;
      this.#lineStart = this.text.length;
      this.text += ' '.repeat(column);
      written = space + 1;
    }
    this.text += value.slice(written);
  }

  #double(value: string, column: number): void {
    this.text += '"';
    // A text that begins with a byte order mark is escaped as a whole by the printer that we follow.
    const all = value.startsWith('\ufeff');
    let previousSpace = false;
    const last = value.length - 1;
    for (let at = 0; at < value.length; at++) {
      const code = value.codePointAt(at)!;
      if (all || mustEscape(code)) {
        this.text += escapeText(code);
        previousSpace = false;
      } else if (code === 0x20) {
        const beyond = this.text.length - this.#lineStart > WIDTH;
        if (beyond && !previousSpace && at > 0 && at < last) {
          this.text += '\n';
          this.#lineStart = this.text.length;
          this.text += ' '.repeat(column);
          if (value[at + 1] === ' ') this.text += '\\';
        } else {
          this.text += ' ';
        }
        previousSpace = true;
      } else {
        this.text += value[at];
        previousSpace = false;
      }
      if (code > 0xffff) at++;
    }
    this.text += '"';
  }

  #literal(value: string, column: number): void {
    const hint = value.startsWith(' ') || value.startsWith('\n') ? '2' : '';
    const chomp = !value.endsWith('\n') ? '-' : value === '\n' || value.endsWith('\n\n') ? '+' : '';
    const pad = ' '.repeat(column);
    this.text += `|${hint}${chomp}\n`;
    const lines = value.split('\n');
    const end = value.endsWith('\n') ? lines.length - 1 : lines.length;
    const written: string[] = [];
    for (let n = 0; n < end; n++) written.push(lines[n] === '' ? '' : pad + lines[n]!);
    this.text += written.join('\n');
    if (value.endsWith('\n')) this.text += '\n';
    this.#lineStart = this.text.lastIndexOf('\n') + 1;
  }
}

type Style = 'plain' | 'single' | 'double' | 'literal';

/** Letters, digits and a few signs in the middle: most texts of a manifest, decided without a closer look. */
const ORDINARY = /^[a-zA-Z/_][a-zA-Z0-9/_.-]*$/;

function styleOf(value: string): Style {
  const ambiguous = isAmbiguous(value) || isTimestamp(value) || isBase60(value);
  if (ORDINARY.test(value)) return ambiguous ? 'double' : 'plain';
  if (value.includes('\n')) {
    return hasSpecial(value) || value.includes(' \n') || value.endsWith(' ') ? 'double' : 'literal';
  }
  if (ambiguous || hasSpecial(value)) return 'double';
  return isPlain(value) ? 'plain' : 'single';
}

function quoteKey(name: string): string {
  switch (styleOf(name)) {
    case 'plain':
      return name;
    case 'single':
      return `'${name.replaceAll("'", "''")}'`;
    case 'literal':
    case 'double': {
      let text = '"';
      for (const char of name) {
        const code = char.codePointAt(0)!;
        text += name.startsWith('\ufeff') || mustEscape(code) ? escapeText(code) : char;
      }
      return `${text}"`;
    }
  }
}

/** Whether a text of one line may stand without quotes in block context. */
function isPlain(value: string): boolean {
  if (value.startsWith(' ') || value.endsWith(' ')) return false;
  if (value.startsWith('---') || value.startsWith('...')) return false;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(value)) return false;
  if (/^[?:-](?:[ \t]|$)/.test(value)) return false;
  return !/:(?:[ \t]|$)/.test(value) && !/[ \t]#/.test(value);
}

/** Anything that no quoting but the double one can carry. */
function hasSpecial(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const unit = value.charCodeAt(at);
    // Quotes and backslashes need double quotes no more than letters do.
    if (unit < 0x7f && unit >= 0x20) continue;
    if (unit !== 0x0a && mustEscape(unit)) return true;
  }
  return false;
}

/** A code point, or half of a surrogate pair, that is written as an escape inside double quotes. */
function mustEscape(code: number): boolean {
  if (code < 0x7f) return code < 0x20 || code === 0x22 || code === 0x5c;
  // Beyond the base plane, C1 controls, line separators (a reader would fold them), the byte order mark and non-characters.
  return (
    code < 0xa0 ||
    (code >= 0xd800 && code < 0xe000) ||
    code > 0xfffd ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0xfeff
  );
}

const SHORT_ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x00, '\\0'],
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x1b, '\\e'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
  [0x85, '\\N'],
  [0xa0, '\\_'],
  [0x2028, '\\L'],
  [0x2029, '\\P'],
]);

function escapeText(code: number): string {
  const short = SHORT_ESCAPES.get(code);
  if (short !== undefined) return short;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** Times and base-60 numbers are text here, but other readers of YAML 1.1 take them for values, so they are quoted. */
function isTimestamp(text: string): boolean {
  return /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}/.test(text) && isGoTimestamp(text);
}

function isGoTimestamp(text: string): boolean {
  const match =
    /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[tT]|[ ])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$/.exec(
      text,
    );
  if (match === null) return false;
  const [, year, month, day, hour, minute, second, zone] = match;
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1) return false;
  if (Number(day) > new Date(Date.UTC(Number(year) || 4, Number(month), 0)).getUTCDate()) return false;
  if (hour === undefined) return month!.length === 2 ? day!.length === 2 || day!.length === 1 : true;
  const zoned = text.includes('t') || text.includes('T');
  if (zoned !== (zone !== undefined)) return false;
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

function isBase60(text: string): boolean {
  return text.includes(':') && /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text);
}

/** As Go prints the number after reading it from JSON: whole numbers of 64 bits in digits, others in `%g`. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  const json = JSON.stringify(value);
  if (/^-?[0-9]+$/.test(json) && value < 2 ** 64 && value >= -(2 ** 63)) return json;
  const [mantissa = '0', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  // JavaScript writes decimals from 1e-6 on without an exponent, so Go's limits lie inside.
  if (exponent >= -4 && exponent < 6) return String(value);
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${size}`;
}

/**
 * The order of keys: letters after everything else, numbers inside names by their value (`item2` before `item10`).
 */
export function compareNames(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === length) return a.length - b.length;
  // Step back when the difference is in the second half of a surrogate pair.
  if (at > 0 && isLowSurrogate(a.charCodeAt(at)) && isLowSurrogate(b.charCodeAt(at))) at--;
  const left = a.codePointAt(at)!;
  const right = b.codePointAt(at)!;
  const leftLetter = isLetter(left);
  const rightLetter = isLetter(right);
  if (leftLetter && rightLetter) return left - right;
  if (leftLetter || rightLetter) return rightLetter ? -1 : 1;
  let leftNumber = 0;
  let rightNumber = 0;
  if (left === 0x30 || right === 0x30) {
    // Inside a number that began with another digit a 0 counts; at its beginning it does not.
    for (let back = at - 1; back >= 0 && isDigit(a.charCodeAt(back)); back--) {
      if (a.charCodeAt(back) !== 0x30) {
        leftNumber = 1;
        rightNumber = 1;
        break;
      }
    }
  }
  let leftEnd = at;
  for (; leftEnd < a.length && isDigit(a.charCodeAt(leftEnd)); leftEnd++)
    leftNumber = leftNumber * 10 + a.charCodeAt(leftEnd) - 48;
  let rightEnd = at;
  for (; rightEnd < b.length && isDigit(b.charCodeAt(rightEnd)); rightEnd++)
    rightNumber = rightNumber * 10 + b.charCodeAt(rightEnd) - 48;
  return leftNumber - rightNumber || leftEnd - rightEnd || left - right;
}

function isLetter(code: number): boolean {
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
  return /^\p{L}$/u.test(String.fromCodePoint(code));
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
