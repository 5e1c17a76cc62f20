import { ArgosyError, type SyncOperation } from '../model/index.ts';
import type { Compared } from './compared.ts';
import { asRequested } from './operation-result.ts';
import type { Reconciler } from './reconcile.ts';
import type { AppRecord } from './record.ts';
import { pinnedRevisions, requestedTarget } from './requested-target.ts';

/** An application compared with just what a sync would take: its own sources and revisions, where it names some. It changes nothing of what is kept. */
export async function comparedForSync(
  reconciler: Reconciler,
  record: AppRecord,
  sync: SyncOperation,
  signal: AbortSignal,
): Promise<Compared> {
  const grounds = reconciler.grounds(asRequested(record.app, sync));
  if (grounds.kind === 'invalid') {
    throw new ArgosyError('FailedPrecondition', grounds.conditions.map((c) => `${c.type}: ${c.message}`).join('; '), {
      subject: record.key,
    });
  }
  const target = await requestedTarget(reconciler, record, sync, pinnedRevisions(sync), grounds.destination, signal);
  const comparison = await reconciler.compareWith(record, grounds, target, 'all', signal);
  if (comparison.unreadable.length === 0) return { record, grounds, target, comparison };
  throw new ArgosyError('Unavailable', `Failed to load live state: ${comparison.unreadable.join('; ')}`, {
    subject: record.key,
    advice: 'Look at the connection with `argosy cluster list`.',
    retry: true,
  });
}
