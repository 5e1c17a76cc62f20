/** Bytes of one frame: an Application with its local manifests fits, a flood does not. */
export const MAX_FRAME = 64 * 1024 * 1024;

/** Bytes in, whole lines out. Throws when a line grows beyond the limit. */
export class LineSplitter {
  readonly #limit: number;
  #parts: Buffer[] = [];
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  *push(chunk: Buffer): Iterable<string> {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(0x0a, start);
      this.#keep(chunk.subarray(start, end < 0 ? undefined : end));
      if (end < 0) return;
      const line = this.#parts.length === 1 ? this.#parts[0]!.toString() : Buffer.concat(this.#parts).toString();
      this.#parts = [];
      this.#size = 0;
      start = end + 1;
      if (line !== '') yield line;
    }
  }

  #keep(part: Buffer): void {
    this.#size += part.length;
    if (this.#size > this.#limit) throw new RangeError(`a line of more than ${this.#limit} bytes`);
    if (part.length > 0) this.#parts.push(part);
  }
}
