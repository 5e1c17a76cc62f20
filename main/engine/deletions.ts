import { DELETION_APPROVED } from '../model/index.ts';
import { TERMINATE } from '../sync/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import { askedToGo } from './delete-application.ts';
import { deleteResource } from './delete-resource.ts';
import { deletionPlan } from './deletion-plan.ts';
import type { Applications } from './engine.ts';
import { timestamp } from './timestamps.ts';

/** Deleting an application, what that takes with it, approving it, and deleting one object (reference §1.6, §3.8). */
export function createDeletions(
  ports: ApplicationsPorts,
): Pick<Applications, 'remove' | 'deletionPlan' | 'confirmDeletion' | 'deleteResource'> {
  const { records, loop, clock } = ports;
  return {
    async remove(key, options, signal) {
      const record = records.get(key);
      signal?.throwIfAborted();
      const next = askedToGo(record.app, options, timestamp(clock.now()));
      if (next !== record.app) {
        ports.logger.info('an application is deleted', { app: key, finalizers: next.metadata.finalizers });
        records.put(record, next);
      }
      record.operation?.abort(TERMINATE);
      loop.delete(record);
    },

    deletionPlan: (key, options, signal = NEVER) => deletionPlan(ports, records.get(key), options, signal),

    async confirmDeletion(key) {
      const record = records.get(key);
      const { metadata } = record.app;
      const annotations = { ...metadata.annotations, [DELETION_APPROVED]: timestamp(clock.now()) };
      ports.logger.info('deletions were approved', { app: key });
      records.put(record, { ...record.app, metadata: { ...metadata, annotations } });
      // A sync that waits to prune listens to the record.
      if (metadata.deletionTimestamp !== undefined) loop.delete(record);
      return record.app;
    },

    deleteResource: (key, request, signal = NEVER) => deleteResource(ports, records.get(key), request, signal),
  };
}

const NEVER = new AbortController().signal;
