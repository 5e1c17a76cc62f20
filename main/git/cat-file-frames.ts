/** One answer of `git cat-file --batch*`. `bytes` is absent when only the header was asked for, or the object is too large. */
export interface Frame {
  readonly id: string;
  readonly type: string;
  readonly size: number;
  readonly bytes?: Buffer;
}

const LONGEST_HEADER = 4096;

/**
 * Takes `<id> SP <type> SP <size> LF [<bytes> LF]` or `<name> missing LF` apart, wherever the chunks are cut. Whether bytes
 * follow is known only from the question, so each question is announced by `expect`.
 */
export class FrameParser {
  readonly #emit: (frame: Frame | undefined) => void;
  readonly #expected: (number | undefined)[] = [];
  #header = '';
  #frame: Omit<Frame, 'bytes'> | undefined;
  /** Undefined while bytes of an object that is too large are passed over. */
  #body: Buffer | undefined;
  /** Bytes of the body that are still to come, its final line feed included. */
  #left = 0;

  constructor(emit: (frame: Frame | undefined) => void) {
    this.#emit = emit;
  }

  /** @param maxBytes undefined when the answer is a header alone. */
  expect(maxBytes: number | undefined): void {
    this.#expected.push(maxBytes);
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) at = this.#frame === undefined ? this.#readHeader(chunk, at) : this.#readBody(chunk, at);
  }

  #readHeader(chunk: Buffer, from: number): number {
    const end = chunk.indexOf(0x0a, from);
    const stop = end < 0 ? chunk.length : end;
    this.#header += chunk.toString('latin1', from, stop);
    if (this.#header.length > LONGEST_HEADER) throw new Error('git cat-file answered with an endless header');
    if (end < 0) return chunk.length;
    const header = this.#header;
    this.#header = '';
    if (this.#expected.length === 0) throw new Error(`git cat-file answered without a question: ${header}`);
    const maxBytes = this.#expected.shift();
    const parts = header.split(' ');
    if (parts.length === 2 && (parts[1] === 'missing' || parts[1] === 'ambiguous')) {
      this.#emit(undefined);
      return end + 1;
    }
    const size = Number(parts[2]);
    if (parts.length !== 3 || !Number.isSafeInteger(size) || size < 0) {
      throw new Error(`git cat-file answered with an unknown header: ${header}`);
    }
    const frame = { id: parts[0]!, type: parts[1]!, size };
    if (maxBytes === undefined) {
      this.#emit(frame);
    } else {
      this.#frame = frame;
      this.#body = size > maxBytes ? undefined : Buffer.allocUnsafeSlow(size);
      this.#left = size + 1;
    }
    return end + 1;
  }

  #readBody(chunk: Buffer, from: number): number {
    const taken = Math.min(this.#left, chunk.length - from);
    const size = this.#frame!.size;
    if (this.#body !== undefined) {
      const offset = size + 1 - this.#left;
      chunk.copy(this.#body, offset, from, from + Math.min(taken, size - offset));
    }
    this.#left -= taken;
    if (this.#left === 0) {
      if (chunk[from + taken - 1] !== 0x0a) throw new Error('git cat-file did not end an object with a line feed');
      const frame = this.#frame!;
      const bytes = this.#body;
      this.#frame = undefined;
      this.#body = undefined;
      this.#emit(bytes === undefined ? frame : { ...frame, bytes });
    }
    return from + taken;
  }
}
