import type { ResourceKey } from '../model/index.ts';
import type { ComparedResource } from './engine.ts';

/** Of one application: a hostile object cannot make us remember more. */
const MAX_FIELDS = 1000;

/**
 * When each difference was first seen: some managers leave no time behind (a scale through the subresource does not), and then this is all that can be
 * said of when. It begins anew with the process, so it says "at least".
 */
export class DriftSince {
  #seen: ReadonlyMap<string, number> = new Map();

  /** Call after each comparison, with all rows: what does not differ any more is forgotten. */
  note(rows: Iterable<Pick<ComparedResource, 'key' | 'verdict'>>, now: number): void {
    const seen = new Map<string, number>();
    for (const { key, verdict } of rows) {
      if (verdict.kind !== 'differs') continue;
      for (const { text } of verdict.paths) {
        if (seen.size >= MAX_FIELDS) break;
        const field = fieldOf(key, text);
        seen.set(field, this.#seen.get(field) ?? now);
      }
    }
    this.#seen = seen;
  }

  /** Milliseconds since the epoch. */
  of(key: ResourceKey, text: string): number | undefined {
    return this.#seen.get(fieldOf(key, text));
  }
}

function fieldOf(key: ResourceKey, text: string): string {
  return `${key} ${text}`;
}
