import { createHash, timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';

const SHOWN = '[redacted]';

/**
 * A value that does not show itself: not in text, JSON, console, error or structured clone. Whoever needs it says `reveal()`, and
 * that word is what a reviewer searches for.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** In constant time, so that a comparison tells nothing by how long it takes. */
  equals(other: Secret): boolean {
    return timingSafeEqual(digest(this.#value), digest(other.#value));
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [Symbol.toPrimitive](): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}

function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}
