import { scannedString, scanObject } from './json-scan.ts';

/** Cuts a stream of bytes into lines. One frame of a watch is one line of JSON. */
export class LineSplitter {
  readonly #longest: number;
  readonly #line: (line: Buffer) => void;
  #kept: Buffer[] = [];
  #keptBytes = 0;

  /** @param longest bytes; a longer line throws, because nobody honest sends one. */
  constructor(longest: number, line: (line: Buffer) => void) {
    this.#longest = longest;
    this.#line = line;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(0x0a, start);
      if (end < 0) break;
      const part = chunk.subarray(start, end);
      start = end + 1;
      if (this.#keptBytes === 0) {
        if (part.length > 0) this.#line(part);
        continue;
      }
      this.#keep(part);
      this.flush();
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  /** Hands out what stands without a line break at the end of the stream. */
  flush(): void {
    if (this.#keptBytes === 0) return;
    const line = this.#kept.length === 1 ? this.#kept[0]! : Buffer.concat(this.#kept, this.#keptBytes);
    this.#kept = [];
    this.#keptBytes = 0;
    this.#line(line);
  }

  #keep(part: Buffer): void {
    this.#keptBytes += part.length;
    if (this.#keptBytes > this.#longest) throw new RangeError(`a line is longer than ${this.#longest} bytes`);
    if (part.length > 0) this.#kept.push(part);
  }
}

export type FrameType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';

export interface WatchFrame {
  readonly type: FrameType;
  /** The bytes of `object` inside the frame, unparsed. */
  readonly object: Buffer;
}

const TYPES: ReadonlySet<string> = new Set<FrameType>(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']);

/** `{"type":"ADDED","object":{…}}`, in whichever order and spacing. */
export function parseWatchFrame(line: Buffer): WatchFrame {
  let type: string | undefined;
  let object: Buffer | undefined;
  scanObject(line, 0, (name, start, end) => {
    if (name === 'type') type = scannedString(line, start, end);
    else if (name === 'object') object = line.subarray(start, end);
  });
  if (type === undefined || !TYPES.has(type) || object === undefined) {
    throw new SyntaxError('a frame of a watch without type or object');
  }
  return { type: type as FrameType, object };
}
