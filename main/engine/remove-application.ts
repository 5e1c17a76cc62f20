import { ArgosyError, type Condition } from '../model/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import { cascadeOf, deleteResources } from './delete-application.ts';
import type { Reconciler } from './reconcile.ts';
import type { AppRecord } from './record.ts';
import { timestamp } from './timestamps.ts';

/** Runs the deletion of an application that carries a deletionTimestamp; removes it when its objects are gone. */
export async function removeApplication(
  ports: Pick<ApplicationsPorts, 'records' | 'reconciler' | 'settings' | 'clock'> & {
    readonly again: (record: AppRecord, afterMs: number) => void;
  },
  record: AppRecord,
  signal: AbortSignal,
): Promise<void> {
  const cascade = cascadeOf(record.app);
  if (cascade !== undefined) {
    const grounds = reconcilerDestination(ports.reconciler, record);
    if (grounds) {
      try {
        await deleteResources(record, grounds.destination, grounds.project, ports.settings(), cascade, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof ArgosyError)) throw error;
        const condition: Condition = {
          type: 'DeletionError',
          message: error.message,
          lastTransitionTime: timestamp(ports.clock.now()),
        };
        const others = (record.app.status?.conditions ?? []).filter(({ type }) => type !== 'DeletionError');
        ports.records.put(record, {
          ...record.app,
          status: { ...record.app.status, conditions: [...others, condition] },
        });
        ports.again(record, DELETION_RETRY_MS);
        return;
      }
    }
  }
  ports.records.remove(record);
}

const DELETION_RETRY_MS = 10_000;

/** Reference §1.6: with an unknown destination cluster the finalizers are removed without touching anything. */
function reconcilerDestination(reconciler: Reconciler, record: AppRecord) {
  const grounds = reconciler.grounds(record.app);
  if (grounds.kind === 'ok') return grounds;
  return record.destination && record.project
    ? { destination: record.destination, project: record.project }
    : undefined;
}
