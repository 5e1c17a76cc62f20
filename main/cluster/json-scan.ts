/**
 * Finds values inside JSON text without parsing it: a page of 500 objects is cut into 500 texts, each of which is then
 * parsed singly (so that the event loop gets its turns) and may be kept as it came. Trusts that the text is JSON, as
 * the later JSON.parse of each piece proves it.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** The fields of the object that starts at `at`: name, start and end of the value. Returns the index after the object. */
export function scanObject(
  text: Buffer,
  at: number,
  field: (name: string, start: number, end: number) => void,
): number {
  let index = skipSpace(text, at);
  expect(text, index, OPEN_BRACE);
  index = skipSpace(text, index + 1);
  if (text[index] === CLOSE_BRACE) return index + 1;
  for (;;) {
    expect(text, index, QUOTE);
    const nameEnd = endOfString(text, index);
    const name = scannedString(text, index, nameEnd)!;
    index = skipSpace(text, nameEnd);
    expect(text, index, COLON);
    const start = skipSpace(text, index + 1);
    const end = endOfValue(text, start);
    field(name, start, end);
    index = skipSpace(text, end);
    if (text[index] === CLOSE_BRACE) return index + 1;
    expect(text, index, COMMA);
    index = skipSpace(text, index + 1);
  }
}

/** The items of the array that starts at `at`. */
export function scanArray(text: Buffer, at: number, item: (start: number, end: number) => void): number {
  let index = skipSpace(text, at);
  expect(text, index, OPEN_BRACKET);
  index = skipSpace(text, index + 1);
  if (text[index] === CLOSE_BRACKET) return index + 1;
  for (;;) {
    const end = endOfValue(text, index);
    item(index, end);
    index = skipSpace(text, end);
    if (text[index] === CLOSE_BRACKET) return index + 1;
    expect(text, index, COMMA);
    index = skipSpace(text, index + 1);
  }
}

function endOfValue(text: Buffer, start: number): number {
  const first = text[start];
  if (first === QUOTE) return endOfString(text, start);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) {
    let depth = 0;
    for (let index = start; index < text.length; index++) {
      const byte = text[index];
      if (byte === QUOTE) index = endOfString(text, index) - 1;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
      else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return index + 1;
    }
    throw new SyntaxError('JSON text ends inside a value');
  }
  let index = start;
  while (index < text.length && isScalarByte(text[index]!)) index++;
  if (index === start) throw new SyntaxError(`no JSON value at byte ${start}`);
  return index;
}

/** Bytes looked at one by one before a native search: most strings of an object are short, and a call costs more than 32 steps. */
const SHORT = 32;

/** Index after the closing quote. */
function endOfString(text: Buffer, start: number): number {
  const near = Math.min(text.length, start + SHORT);
  for (let index = start + 1; index < near; index++) {
    const byte = text[index];
    if (byte === QUOTE) return index + 1;
    if (byte === BACKSLASH) index++;
  }
  return endOfLongString(text, start);
}

function endOfLongString(text: Buffer, start: number): number {
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf(QUOTE, from);
    if (quote < 0) throw new SyntaxError('JSON text ends inside a string');
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
    from = quote + 1;
  }
}

/** The string that stands from `start` to `end`, quotes included. Undefined when something else stands there. */
export function scannedString(text: Buffer, start: number, end: number): string | undefined {
  if (text[start] !== QUOTE) return undefined;
  const raw = text.toString('utf8', start + 1, end - 1);
  return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
}

function isScalarByte(byte: number): boolean {
  return byte > 0x20 && byte !== COMMA && byte !== CLOSE_BRACE && byte !== CLOSE_BRACKET;
}

function skipSpace(text: Buffer, at: number): number {
  let index = at;
  while (text[index] === 0x20 || text[index] === 0x0a || text[index] === 0x0d || text[index] === 0x09) index++;
  return index;
}

function expect(text: Buffer, at: number, byte: number): void {
  if (text[at] !== byte) {
    throw new SyntaxError(`expected '${String.fromCharCode(byte)}' at byte ${at} of ${text.length}`);
  }
}
