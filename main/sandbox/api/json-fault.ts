/** What is wrong with a text that is no JSON, in the words of Go's decoder, which clients know. */

/** The fault of the first character that cannot be; for texts that JSON.parse refuses. */
export function jsonFault(text: string): string {
  return new Scan(text).fault();
}

const SPACE = new Set([' ', '\t', '\r', '\n']);
const LITERALS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };
const ENDED = 'unexpected end of JSON input';

/** Thrown where the text stops being JSON. */
class Fault extends Error {}

class Scan {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  fault(): string {
    try {
      this.#value();
      this.#space();
      if (this.#at < this.#text.length) this.#refuse('after top-level value');
    } catch (error) {
      if (error instanceof Fault) return error.message;
      throw error;
    }
    return ENDED;
  }

  #refuse(where: string): never {
    const sign = this.#text[this.#at];
    throw new Fault(sign === undefined ? ENDED : `invalid character ${quoted(sign)} ${where}`);
  }

  #space(): void {
    while (SPACE.has(this.#text[this.#at] ?? '')) this.#at++;
  }

  /** The next character that is no space, taken. */
  #take(wanted: string, where: string): string {
    this.#space();
    const sign = this.#text[this.#at] ?? '';
    if (sign === '' || !wanted.includes(sign)) this.#refuse(where);
    this.#at++;
    return sign;
  }

  #value(): void {
    this.#space();
    const sign = this.#text[this.#at] ?? '';
    const word = LITERALS[sign];
    if (sign === '{') this.#object();
    else if (sign === '[') this.#array();
    else if (sign === '"') this.#string();
    else if (word !== undefined) this.#literal(word);
    else if (sign === '-' || isDigit(sign)) this.#number();
    else this.#refuse('looking for beginning of value');
  }

  #object(): void {
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === '}') {
      this.#at++;
      return;
    }
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') this.#refuse('looking for beginning of object key string');
      this.#string();
      this.#take(':', 'after object key');
      this.#value();
    } while (this.#take(',}', 'after object key:value pair') === ',');
  }

  #array(): void {
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === ']') {
      this.#at++;
      return;
    }
    do this.#value();
    while (this.#take(',]', 'after array element') === ',');
  }

  #string(): void {
    for (this.#at++; this.#text[this.#at] !== '"'; this.#at++) {
      const sign = this.#text[this.#at];
      if (sign === undefined || sign < ' ') this.#refuse('in string literal');
      if (sign !== '\\') continue;
      this.#at++;
      const after = this.#text[this.#at] ?? '';
      if (after === '' || !'"\\/bfnrtu'.includes(after)) this.#refuse('in string escape code');
      for (let n = 0; after === 'u' && n < 4; n++) {
        this.#at++;
        if (!/^[0-9a-fA-F]$/.test(this.#text[this.#at] ?? '')) this.#refuse('in \\u hexadecimal character escape');
      }
    }
    this.#at++;
  }

  #literal(word: string): void {
    for (let n = 1; n < word.length; n++) {
      this.#at++;
      if (this.#text[this.#at] !== word[n]) this.#refuse(`in literal ${word} (expecting '${word[n]}')`);
    }
    this.#at++;
  }

  #number(): void {
    if (this.#text[this.#at] === '-') this.#at++;
    if (this.#text[this.#at] === '0') this.#at++;
    else this.#digits('in numeric literal');
    if (this.#text[this.#at] === '.') {
      this.#at++;
      this.#digits('after decimal point in numeric literal');
    }
    if (/^[eE]$/.test(this.#text[this.#at] ?? '')) {
      this.#at++;
      if (/^[-+]$/.test(this.#text[this.#at] ?? '')) this.#at++;
      this.#digits('in exponent of numeric literal');
    }
  }

  #digits(where: string): void {
    if (!isDigit(this.#text[this.#at] ?? '')) this.#refuse(where);
    while (isDigit(this.#text[this.#at] ?? '')) this.#at++;
  }
}

function isDigit(sign: string): boolean {
  return sign >= '0' && sign <= '9';
}

function quoted(sign: string): string {
  if (sign === "'") return String.raw`'\''`;
  if (sign === '"') return `'"'`;
  return `'${goText(sign)}'`;
}

/** A text as Go writes it between quotes: what cannot be seen as its number. */
export function goText(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\b', '\\x08')
    .replaceAll('\\f', '\\x0c')
    .replace(/\\u00([01][0-9a-f])/g, '\\x$1')
    .replace(/[\x7f]/g, '\\x7f');
}
