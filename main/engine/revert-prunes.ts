import { judgeDeletions } from '../access/index.ts';
import { type KubeObject, objectSyncOptions, parseResourceKey, type ResourceKey, SyncOptions } from '../model/index.ts';
import type { GitChange } from './engine.ts';
import { othersDeclaring } from './others-declaring.ts';
import type { AppRecord } from './record.ts';
import type { Records } from './records.ts';
import type { RenderedChange } from './rendered-change.ts';

export interface RevertPrunes {
  /** What no source declares any more once the commit is there, and lives. */
  readonly prunes: GitChange['prunes'];
  readonly guards: readonly string[];
}

/**
 * What a sync with prune deletes after a revert: what the undone commits brought, and what was left over before. Other sources of the
 * application may still declare some of it.
 */
export function prunesOfRevert(records: Records, record: AppRecord, rendered: RenderedChange): RevertPrunes {
  const { before, after } = rendered;
  const options = new SyncOptions(record.app.spec.syncPolicy?.syncOptions ?? []);
  const others = record.destination === undefined ? () => [] : othersDeclaring(records, record, record.destination);
  const prunes: GitChange['prunes'][number][] = [];
  const gone = [...before.values()].filter(({ key, hook }) => !hook && !after.has(key)).map(({ key }) => key);
  const left = [...record.rows.values()].filter(({ verdict, hook }) => verdict.kind === 'extra' && !hook);
  for (const key of new Set([...gone, ...left.map((row) => row.key)])) {
    const live = record.rows.get(key)?.live?.object();
    if (live === undefined || after.has(key)) continue;
    prunes.push({ ref: parseResourceKey(key), note: staysBecause(key, live, options, others) });
  }
  const rows = [...record.rows.values()];
  const concerns = judgeDeletions({
    deletes: prunes.filter(({ note }) => note === '').map(({ ref }) => ref),
    live: rows.filter(({ live }) => live !== undefined).length,
    desired: after.size,
  });
  return { prunes, guards: concerns.map(({ message }) => message) };
}

/** Empty: it goes. */
function staysBecause(
  key: ResourceKey,
  live: KubeObject,
  options: SyncOptions,
  others: (key: ResourceKey) => readonly string[],
): string {
  const [other] = others(key);
  if (other !== undefined) return `stays: ${other} declares it too`;
  switch (objectSyncOptions(options, live).prune) {
    case 'forbidden':
      return 'stays: Prune=false';
    case 'confirm':
      return 'waits for a confirmation: Prune=confirm';
    case 'allowed':
      return '';
  }
}
