import type { AppKey } from '../model/index.ts';
import type { ResourceHit } from './engine.ts';
import type { Row } from './record.ts';

/** Rows that are looked at in one turn of the event loop: about 2 ms. */
const TURN = 5_000;

/**
 * Managed objects whose kind, namespace and name hold every word of the text. What is found first is what is given: who wants another one types
 * more of it. Lets others have a turn while it looks.
 */
export async function searchResources(
  records: Iterable<{ readonly key: AppKey; readonly rows: ReadonlyMap<unknown, Row> }>,
  text: string,
  limit: number,
  signal: AbortSignal,
): Promise<{ readonly hits: readonly ResourceHit[]; readonly more: boolean }> {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const hits: ResourceHit[] = [];
  if (words.length === 0) return { hits, more: false };
  let looked = 0;
  for (const { key, rows } of records) {
    for (const { ref, status, health } of rows.values()) {
      if (++looked % TURN === 0) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
      }
      const name = `${ref.kind}/${ref.namespace}/${ref.name}`.toLowerCase();
      if (!words.every((word) => name.includes(word))) continue;
      if (hits.length >= limit) return { hits, more: true };
      hits.push({ app: key, ref, status, health: health?.status });
    }
  }
  return { hits, more: false };
}
