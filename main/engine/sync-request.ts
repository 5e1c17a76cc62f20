import {
  type Application,
  ArgosyError,
  type Operation,
  type OperationInitiator,
  type SyncOperation,
} from '../model/index.ts';
import { TERMINATE } from '../sync/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import type { Applications } from './engine.ts';
import { activeHold, refusedError, refusedMark } from './hold.ts';
import type { AppRecord } from './record.ts';
import { sourcesOf } from './records.ts';
import { pinnedRevisions, requestedTarget } from './requested-target.ts';
import { timestamp } from './timestamps.ts';
import { howOf, windowBlock } from './window-block.ts';

/** Starting and ending a sync by hand (reference §3.1, §3.12). */
export function createSyncs(ports: ApplicationsPorts): Pick<Applications, 'sync' | 'terminate'> {
  const { records, loop, clock } = ports;
  return {
    async sync(key, operation, signal = NEVER) {
      const record = records.get(key);
      refuseSync(record.app, operation, clock.now());
      refuseWindow(ports, record, operation);
      await refuseMarked(ports, record, operation.sync ?? {}, signal);
      loop.operate(records.get(key), requested(record.app, operation, ports.person()));
      return record.app;
    },

    async terminate(key) {
      const record = records.get(key);
      const state = record.app.status?.operationState;
      if (!record.operation || !state) {
        throw new ArgosyError('InvalidArgument', 'Unable to terminate operation. No operation is in progress', {
          subject: key,
        });
      }
      records.show(record, {
        ...record.app,
        status: {
          ...record.app.status,
          operationState: { ...state, phase: 'Terminating', message: 'operation is terminating' },
        },
      });
      record.operation.abort(TERMINATE);
    },
  };
}

const NEVER = new AbortController().signal;

/** The operation as it is kept: with the person who asks, and with what a manual sync inherits from the spec (reference §1.5). */
function requested(app: Application, operation: Operation, person: string): Operation {
  const policy = app.spec.syncPolicy;
  // Only a rollback says that it is one.
  const { rolledBackTo: _, ...sync } = operation.sync ?? {};
  return {
    ...operation,
    initiatedBy: initiator(operation.initiatedBy, person),
    sync: {
      ...sync,
      ...(sync.syncOptions === undefined && policy?.syncOptions ? { syncOptions: policy.syncOptions } : {}),
    },
    ...(operation.retry === undefined && policy?.retry ? { retry: policy.retry } : {}),
  };
}

function initiator(given: OperationInitiator | undefined, person: string): OperationInitiator {
  if (given?.automated === true) return given;
  return { ...given, username: given?.username || person };
}

/** The refusals of reference §3.1 for a sync that a person asks for. */
function refuseSync(app: Application, operation: Operation, now: number): void {
  const automated = app.spec.syncPolicy?.automated;
  const { sync } = operation;
  if (!automated || automated.enabled === false || sync?.dryRun === true) return;
  // Automation is kept away: nothing undoes what is tried meanwhile.
  if (activeHold(app, now) !== undefined) return;
  const { name } = app.metadata;
  if (sync?.manifests && sync.manifests.length > 0) {
    throw new ArgosyError('FailedPrecondition', 'Cannot use local sync when Automatic Sync Policy is enabled', {
      subject: name,
      reason: 'AutomationOn',
      advice: `Pause it first (\`argosy app pause ${name}\`), switch automatic sync off (\`argosy app set ${name} --sync-policy none\`), or use --dry-run.`,
    });
  }
  const source = sourcesOf(app)[0];
  const tracked = source?.targetRevision ?? 'HEAD';
  if (sync?.revision !== undefined && sync.revision !== '' && sync.revision !== tracked) {
    throw new ArgosyError(
      'FailedPrecondition',
      `Cannot sync to ${sync.revision}: auto-sync currently set to ${tracked}`,
      {
        subject: name,
        reason: 'AutomationOn',
        advice: `Pause it first (\`argosy app pause ${name}\`), change the target revision, or switch automatic sync off.`,
      },
    );
  }
}

function refuseWindow({ reconciler, clock }: ApplicationsPorts, { app }: AppRecord, operation: Operation): void {
  const grounds = reconciler.grounds(app);
  if (grounds.kind === 'invalid') return;
  const block = windowBlock(app, grounds.project, grounds.destination, howOf(operation), clock.now());
  if (block === undefined) return;
  throw new ArgosyError('PermissionDenied', 'cannot sync: blocked by sync window', {
    subject: app.metadata.name,
    reason: 'WindowShut',
    advice: `It is ${block.message}, of project ${app.spec.project}.${block.until === undefined ? '' : ` That changes at ${timestamp(block.until)}.`}`,
  });
}

/**
 * A person hears at once that the revisions are refused. Only applications that have such a mark are asked, at the price of a question to the remote;
 * what cannot be read now is told by the operation, which looks for marks itself.
 */
async function refuseMarked(
  { reconciler }: ApplicationsPorts,
  record: AppRecord,
  sync: SyncOperation,
  signal: AbortSignal,
): Promise<void> {
  if ((record.app.status?.refusedRevisions ?? []).length === 0) return;
  if (sync.dryRun === true || (sync.manifests ?? []).length > 0) return;
  const grounds = reconciler.grounds(record.app);
  if (grounds.kind === 'invalid') return;
  const { destination } = grounds;
  const target = await requestedTarget(reconciler, record, sync, pinnedRevisions(sync), destination, signal).catch(
    (error: unknown) => {
      if (error instanceof ArgosyError && !signal.aborted) return undefined;
      throw error;
    },
  );
  const mark = target && refusedMark(record.app, target.revisions, target.id);
  if (mark) throw refusedError(record.app, mark);
}
