import { type Application, ArgosyError, type Hold, type RevisionHistory, revisionsOf } from '../model/index.ts';
import { applicationPlan } from './application-plan.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import { changedPlan } from './attempt.ts';
import { comparedForSync } from './compared-for-sync.ts';
import type { Applications, RollbackChoice, RollbackPlan, RollbackRequest } from './engine.ts';
import { activeHold, refusedError, refusedMark, withHold } from './hold.ts';
import { offerOf } from './offer.ts';
import type { AppRecord } from './record.ts';
import { entryOf, leaving, leftRevisions, refuseSame, rollbackOperation, rollbackSync } from './rollback-operation.ts';
import { timestamp } from './timestamps.ts';

/** A pause that nobody would remember is a mistake in its time. */
const LONGEST_PAUSE_MS = 366 * 24 * 3_600_000;

/** Going back, and keeping automation away (reference §11; ux.md §3). */
export function createRollbacks(
  ports: ApplicationsPorts,
): Pick<Applications, 'rollbackPlan' | 'rollback' | 'pause' | 'release'> {
  const { records, loop, reconciler, clock } = ports;

  return {
    async rollbackPlan(key, choice, signal = NEVER) {
      return planOf(records.get(key), choice, signal);
    },

    async rollback(key, request, signal = NEVER) {
      const record = records.get(key);
      const entry = permitted(record.app, request);
      // Before anything is held or refused; the operation looks once more before it writes.
      if (request.planHash !== undefined) {
        const { hash } = await planOf(record, request, signal);
        if (hash !== request.planHash) throw changedPlan(record.app);
        signal.throwIfAborted();
        // It took a while: automation may have been switched on meanwhile, or the entry be gone.
        if (permitted(records.get(key).app, request).id !== entry.id) throw changedPlan(record.app);
      }
      const sync = {
        ...rollbackSync(record.app, entry, request),
        ...(request.planHash === undefined ? {} : { planHash: request.planHash }),
      };
      const by = ports.person();
      const left = leftRevisions(record.app);
      loop.operate(record, rollbackOperation(sync, { username: by }), (status) =>
        leaving(status, {
          entry,
          left,
          hold: request.hold,
          refuse: request.refuse ? (request.hold?.reason ?? `rolled back to deployment ${entry.id}`) : undefined,
          by,
          now: timestamp(clock.now()),
          offer: offerOf(record, reconciler),
        }),
      );
      return record.app;
    },

    async pause(key, { reason, until }) {
      const record = records.get(key);
      const { app } = record;
      const now = clock.now();
      if (app.metadata.deletionTimestamp !== undefined) {
        throw new ArgosyError('FailedPrecondition', 'application is deleting', { subject: key, reason: 'Deleting' });
      }
      if (activeHold(app, now)?.kind === 'rollback') {
        throw new ArgosyError(
          'FailedPrecondition',
          `application ${app.metadata.name} is held by a rollback already: automation leaves it alone`,
          { subject: key, advice: `Release it first with \`argosy app release ${app.metadata.name}\`.` },
        );
      }
      const hold: Hold = {
        kind: 'pause',
        reason: reasonFrom(reason),
        by: ports.person(),
        since: timestamp(now),
        ...(until === undefined ? {} : { until: untilFrom(until, now) }),
      };
      records.put(record, { ...app, status: withHold(app.status, hold) });
      return record.app;
    },

    async release(key, { allow }) {
      const record = records.get(key);
      const { app } = record;
      const marks = app.status?.refusedRevisions ?? [];
      if (app.status?.hold === undefined && !(allow && marks.length > 0)) {
        const { name } = app.metadata;
        throw new ArgosyError('FailedPrecondition', `application ${name} is neither held nor paused`, {
          subject: key,
          advice:
            marks.length === 0
              ? `See \`argosy app get ${name}\`.`
              : `Some revisions are refused; \`argosy app release ${name} --allow\` allows them again.`,
        });
      }
      const { refusedRevisions, ...status } = withHold(app.status, undefined);
      const kept = allow || refusedRevisions === undefined ? status : { ...status, refusedRevisions };
      records.put(record, { ...app, status: kept });
      loop.refresh(record, 3, 'all');
      return record.app;
    },
  };

  /** The entry to go back to, when nothing is in the way. */
  function permitted(app: Application, request: RollbackRequest): RevisionHistory {
    refuseRollback(app, request.hold !== undefined, clock.now());
    const entry = entryOf(app, request.id);
    const mark = refusedMark(app, revisionsOf(entry));
    if (mark) throw refusedError(app, mark);
    if (request.refuse) refuseSame(app, entry, leftRevisions(app));
    return entry;
  }

  async function planOf(record: AppRecord, choice: RollbackChoice, signal: AbortSignal): Promise<RollbackPlan> {
    const entry = entryOf(record.app, choice.id);
    const sync = rollbackSync(record.app, entry, choice);
    const compared = await comparedForSync(reconciler, record, sync, signal);
    return { ...(await applicationPlan(ports, compared, sync, signal)), entry };
  }
}

const NEVER = new AbortController().signal;

/** The refusals of reference §11. */
function refuseRollback(app: Application, holds: boolean, now: number): void {
  const { name } = app.metadata;
  if (app.metadata.deletionTimestamp !== undefined) {
    throw new ArgosyError('FailedPrecondition', 'application is deleting', { subject: name, reason: 'Deleting' });
  }
  const automated = app.spec.syncPolicy?.automated;
  if (!automated || automated.enabled === false || holds) return;
  // A pause ends by itself, and automation would undo the rollback then.
  if (activeHold(app, now)?.kind === 'rollback') return;
  throw new ArgosyError('FailedPrecondition', 'rollback cannot be initiated when auto-sync is enabled', {
    subject: name,
    reason: 'AutomationOn',
    advice: `Repeat with \`--hold REASON\`: automation then leaves the application alone until \`argosy app release ${name}\`. Or undo the commits in Git with \`argosy app revert ${name}\`.`,
  });
}

function reasonFrom(text: string): string {
  const reason = text.trim();
  if (reason !== '') return reason;
  throw new ArgosyError('InvalidArgument', 'a pause needs a reason', {
    advice: 'Say why with `--reason`: whoever looks at the application reads it.',
  });
}

function untilFrom(text: string, now: number): string {
  const until = Date.parse(text);
  const wrong = Number.isNaN(until)
    ? `${JSON.stringify(text.slice(0, 60))} is no time`
    : until <= now
      ? `${text} is over already`
      : until - now > LONGEST_PAUSE_MS
        ? `${text} is more than a year away`
        : undefined;
  if (wrong === undefined) return timestamp(until);
  throw new ArgosyError('InvalidArgument', `an application cannot be paused until then: ${wrong}`, {
    advice:
      'Give a time within a year, such as 2026-12-24T18:00:00Z, or none: it then lasts until somebody releases it.',
  });
}
