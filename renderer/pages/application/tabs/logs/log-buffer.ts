import { plainLine } from './ansi.ts';
import { columnsOf } from './line-heights.ts';

export interface LogLine {
  readonly pod: string;
  readonly container: string;
  /** When the node took it, as it was told; '' when it was not. */
  readonly time: string;
  /** As it came, bounded. */
  readonly raw: string;
  /** Without orders to a terminal. */
  readonly text: string;
  /** Columns of `text`. */
  readonly columns: number;
}

export const MOST_LINES = 50_000;
/** Characters of all lines together: fifty thousand long lines are still a bounded memory. */
export const MOST_CHARACTERS = 24_000_000;
/** Characters of one line; the rest is left out, with a note. */
export const LONGEST_LINE = 16_000;

/** The last lines of a log. Each line has a number that stays its own while older ones are dropped. */
export class LogBuffer {
  #lines: (LogLine | undefined)[] = [];
  /** Place of the first line in `#lines`: the array is compacted now and then, not at every line. */
  #head = 0;
  #first = 0;
  #characters = 0;
  readonly #mostLines: number;
  readonly #mostCharacters: number;

  constructor(mostLines = MOST_LINES, mostCharacters = MOST_CHARACTERS) {
    this.#mostLines = mostLines;
    this.#mostCharacters = mostCharacters;
  }

  /** Number of the oldest line that is kept: as many were dropped. */
  get first(): number {
    return this.#first;
  }

  /** Number that the next line will get. */
  get end(): number {
    return this.#first + this.#lines.length - this.#head;
  }

  get characters(): number {
    return this.#characters;
  }

  line(number: number): LogLine | undefined {
    return number < this.#first ? undefined : this.#lines[this.#head + number - this.#first];
  }

  add(line: { readonly pod: string; readonly container: string; readonly text: string }): void {
    const { time, rest } = splitTime(line.text);
    const raw =
      rest.length > LONGEST_LINE
        ? `${rest.slice(0, LONGEST_LINE)} … (${rest.length.toLocaleString('en')} characters)`
        : rest;
    const text = plainLine(raw);
    const kept: LogLine = { pod: line.pod, container: line.container, time, raw, text, columns: columnsOf(text) };
    this.#lines.push(kept);
    this.#characters += kept.raw.length;
    while (this.#lines.length - this.#head > this.#mostLines || this.#characters > this.#mostCharacters) this.#drop();
  }

  #drop(): void {
    this.#characters -= this.#lines[this.#head]!.raw.length;
    this.#lines[this.#head] = undefined;
    this.#head += 1;
    this.#first += 1;
    if (this.#head > 4096 && this.#head * 2 > this.#lines.length) {
      this.#lines = this.#lines.slice(this.#head);
      this.#head = 0;
    }
  }
}

/** `2026-01-01T00:00:00.123456789Z text`, as an API server prefixes it. */
export function splitTime(line: string): { readonly time: string; readonly rest: string } {
  const trimmed = line.endsWith('\r') ? line.slice(0, -1) : line;
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?/.exec(trimmed.slice(0, 48));
  return match ? { time: match[1]!, rest: trimmed.slice(match[0].length) } : { time: '', rest: trimmed };
}
