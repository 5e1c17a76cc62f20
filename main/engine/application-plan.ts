import { judgeDeletions } from '../access/index.ts';
import { parseResourceKey, type SyncOperation } from '../model/index.ts';
import { describePlan, plan, planHash } from '../sync/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import type { Compared } from './compared.ts';
import type { ApplicationPlan } from './engine.ts';
import { gateFacts } from './gate.ts';
import { planInput } from './sync-input.ts';

/** What a sync would do, as a value to be read before anything is done. */
export async function applicationPlan(
  ports: Pick<ApplicationsPorts, 'clock' | 'settings'>,
  { record, target, comparison, grounds }: Compared,
  sync: SyncOperation,
  signal: AbortSignal,
): Promise<ApplicationPlan> {
  const gate = gateFacts(record, grounds, ports.settings());
  const planned = plan(await planInput(record, gate, target, comparison, sync, ports.clock.now(), signal));
  const rows = describePlan(planned).map(({ key: resource, ...row }) => {
    const verdict = comparison.rows.get(resource)?.verdict;
    return {
      ...row,
      ref: parseResourceKey(resource),
      paths: verdict?.kind === 'differs' ? verdict.paths : [],
      sharedWith: [],
    };
  });
  const guards = judgeDeletions({
    deletes: rows.filter((row) => row.change === 'prune').map((row) => row.ref),
    live: [...comparison.rows.values()].filter((row) => row.live !== undefined).length,
    desired: target.desired.size,
  });
  return {
    hash: planHash(planned),
    invalid: planned.invalid,
    guards: guards.map(({ message }) => message),
    notes: [],
    rows,
  };
}
