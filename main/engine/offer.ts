import type { Offer } from './hold.ts';
import type { Reconciler } from './reconcile.ts';
import type { AppRecord } from './record.ts';

/** What Git offers for the application's spec as it is now; undefined while that is not known. */
export function offerOf(record: AppRecord, reconciler: Pick<Reconciler, 'inputsOf'>): Offer | undefined {
  const { target } = record;
  if (target === undefined || record.targetFailure !== undefined) return undefined;
  if (record.targetInputs !== reconciler.inputsOf(record.app)) return undefined;
  return { revisions: target.revisions, target: target.id };
}
