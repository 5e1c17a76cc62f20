import { parseResourceKey, type ResourceResult } from '../model/index.ts';
import type { SyncRecord } from '../sync/index.ts';

/**
 * The results of a resumed operation, with those of objects that were pruned before the crash: they live no more, so the plan that was made afterwards
 * does not know them.
 */
export function withResumedResults(
  results: readonly ResourceResult[],
  records: readonly SyncRecord[],
): readonly ResourceResult[] {
  const known = new Set(results.map(idOf));
  const pruned = new Map<string, ResourceResult>();
  for (const record of records) {
    if (record.kind === 'intent' && record.act === 'prune') {
      // It is gone, so the request had arrived although its answer was never read.
      const ref = parseResourceKey(record.key);
      const result = { ...ref, version: '', status: 'Pruned', message: 'pruned', hookPhase: 'Succeeded' } as const;
      pruned.set(record.key, { ...result, syncPhase: record.phase });
    }
    if (record.kind === 'result' && pruned.has(record.key)) {
      if (record.result.status === 'Pruned') pruned.set(record.key, record.result);
      else pruned.delete(record.key);
    }
  }
  const lost = [...pruned.values()].filter((result) => !known.has(idOf(result)));
  return lost.length === 0 ? results : [...lost, ...results];
}

function idOf({ group, kind, namespace, name }: ResourceResult): string {
  return `${group ?? ''}/${kind}/${namespace ?? ''}/${name}`;
}
