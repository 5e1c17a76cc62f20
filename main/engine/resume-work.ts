import type { Store } from '../store/index.ts';
import type { SyncRecord } from '../sync/index.ts';
import type { JournalRequest } from './attempt.ts';
import type { Loop } from './loop.ts';
import type { AppRecord } from './record.ts';
import type { Records } from './records.ts';

type Journalled = ReturnType<Store['unfinishedOperations']>[number];

/** At a start: deletions and operations that an earlier process has left go on, everything else is compared (architecture §5). */
export async function resumeWork(
  store: Pick<Store, 'unfinishedOperations' | 'finishOperation'>,
  records: Pick<Records, 'all'>,
  loop: Pick<Loop, 'delete' | 'refresh' | 'resume'>,
  followSources: (record: AppRecord) => void,
  /** False: somebody compares them all once it is calm. */
  compareNow = true,
): Promise<void> {
  const interrupted = new Map(store.unfinishedOperations().map((operation) => [operation.app, operation]));
  for (const record of records.all()) {
    followSources(record);
    if (record.app.metadata.deletionTimestamp !== undefined) {
      loop.delete(record);
      continue;
    }
    const journalled = interrupted.get(record.key);
    interrupted.delete(record.key);
    if (record.app.operation !== undefined) resume(loop, record, journalled);
    if (compareNow) loop.refresh(record, 3, 'all');
  }
  // What belongs to no operation any more: it had finished, and only its last mark was not written.
  for (const operation of interrupted.values()) await store.finishOperation(operation.id);
}

/** After a crash the operation goes on with just the revisions it had begun with. */
function resume(loop: Pick<Loop, 'resume'>, record: AppRecord, journalled: Journalled | undefined): void {
  if (!journalled) {
    loop.resume(record, undefined);
    return;
  }
  const { revisions, planHash } = journalled.request as JournalRequest;
  loop.resume(record, {
    id: journalled.id,
    revisions,
    records: journalled.records as readonly SyncRecord[],
    ...(planHash === undefined ? {} : { planHash }),
  });
}
