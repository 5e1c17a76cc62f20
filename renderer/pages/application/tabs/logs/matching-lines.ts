import type { LogBuffer } from './log-buffer.ts';

export interface LogFilter {
  readonly text: string;
  /** Lines that do not have the text. */
  readonly invert: boolean;
}

/** The numbers of the lines that fit a filter; only lines that are new are looked at when the log grows. */
export class MatchingLines {
  readonly #buffer: LogBuffer;
  readonly #wanted: string;
  readonly #invert: boolean;
  #numbers: number[] = [];
  #looked: number;
  /** Lines that were compared with the text: what the specs count. */
  compared = 0;

  constructor(buffer: LogBuffer, { text, invert }: LogFilter) {
    this.#buffer = buffer;
    this.#wanted = text.toLowerCase();
    this.#invert = invert;
    this.#looked = buffer.first;
  }

  update(): readonly number[] {
    const { first, end } = this.#buffer;
    if ((this.#numbers[0] ?? first) < first) {
      const keep = this.#numbers.findIndex((number) => number >= first);
      this.#numbers = keep < 0 ? [] : this.#numbers.slice(keep);
    }
    for (let number = Math.max(this.#looked, first); number < end; number++) {
      if (this.#fits(this.#buffer.line(number)!.text)) this.#numbers.push(number);
    }
    this.#looked = end;
    return this.#numbers;
  }

  #fits(text: string): boolean {
    if (this.#wanted === '') return true;
    this.compared += 1;
    return text.toLowerCase().includes(this.#wanted) !== this.#invert;
  }
}
