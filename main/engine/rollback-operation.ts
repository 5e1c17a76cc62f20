import {
  type Application,
  type ApplicationStatus,
  ArgosyError,
  deepEqual,
  type Hold,
  type Operation,
  type OperationInitiator,
  type RevisionHistory,
  revisionsOf,
  type SyncOperation,
} from '../model/index.ts';
import type { RollbackChoice } from './engine.ts';
import { type Offer, shortRevisions, withHold, withRefused } from './hold.ts';

/** The entry to go back to: by its id, or the one before the newest (reference §11). Throws InvalidArgument, FailedPrecondition. */
export function entryOf(app: Application, id: number | undefined): RevisionHistory {
  const { name } = app.metadata;
  const history = app.status?.history ?? [];
  const advice = `See \`argosy app history ${name}\`.`;
  if (id === undefined && history.length < 2) {
    throw new ArgosyError(
      'InvalidArgument',
      `application ${name} has ${history.length === 0 ? 'no deployment' : 'one deployment'} in its history: there is none before the newest`,
      { subject: name, advice },
    );
  }
  const entry = id === undefined ? history.at(-2) : history.find((one) => one.id === id);
  if (entry === undefined) {
    throw new ArgosyError('InvalidArgument', `application ${name} does not have deployment with id ${id}`, {
      subject: name,
      advice,
    });
  }
  if (entry.source === undefined && (entry.sources ?? []).length === 0) {
    throw new ArgosyError(
      'FailedPrecondition',
      `deployment ${entry.id} of application ${name} has no source: Argo CD v0.11 or older has written it`,
      { subject: name, advice: 'Choose a later deployment.' },
    );
  }
  if (revisionsOf(entry).length === 0) {
    throw new ArgosyError('FailedPrecondition', `deployment ${entry.id} of application ${name} names no revision`, {
      subject: name,
      advice: 'Choose another deployment.',
    });
  }
  return entry;
}

/**
 * The sync that goes back: the revisions and the complete sources of the entry, so that its parameters come back too; the options of the spec, which
 * itself stays as it is (reference §11).
 */
export function rollbackSync(app: Application, entry: RevisionHistory, choice: RollbackChoice): SyncOperation {
  const options = app.spec.syncPolicy?.syncOptions;
  const multiple = entry.sources !== undefined && entry.sources.length > 0;
  return {
    ...(multiple
      ? { revisions: revisionsOf(entry), sources: entry.sources }
      : { revision: revisionsOf(entry)[0]!, source: entry.source! }),
    prune: choice.prune,
    ...(choice.hooks ? {} : { syncStrategy: { apply: {} } }),
    ...(options === undefined ? {} : { syncOptions: options }),
    rolledBackTo: entry.id,
  };
}

/** Never tried again by itself, whatever the spec says of retries (reference §11). */
export function rollbackOperation(sync: SyncOperation, initiatedBy: OperationInitiator): Operation {
  return { sync, initiatedBy, retry: { limit: 0 } };
}

/** What an application leaves when it is rolled back now: what was synced last, whether that went well or not. */
export function leftRevisions(app: Application): readonly string[] {
  const { operationState: state, history, sync } = app.status ?? {};
  const tried = state?.operation.sync;
  const real = tried?.dryRun !== true && (tried?.manifests ?? []).length === 0 && state?.phase !== 'Error';
  const candidates = [real ? revisionsOf(state?.syncResult) : [], revisionsOf(history?.at(-1)), revisionsOf(sync)];
  return candidates.find((revisions) => revisions.length > 0) ?? [];
}

export interface Leaving {
  readonly entry: RevisionHistory;
  readonly left: readonly string[];
  readonly hold: { readonly reason: string; readonly releaseOnNewCommit: boolean } | undefined;
  /** Why what is left is refused from now on; undefined: it is not. */
  readonly refuse: string | undefined;
  readonly by: string;
  /** RFC 3339. */
  readonly now: string;
  /** What Git offers now, where it is known. */
  readonly offer: Offer | undefined;
}

/** The status of an application whose rollback begins: held, and what is left refused, if that is wished. */
export function leaving(status: ApplicationStatus, wish: Leaving): ApplicationStatus {
  const { entry, left, hold, by, now, offer } = wish;
  const to = revisionsOf(entry);
  let next = status;
  if (hold !== undefined) {
    next = withHold(next, {
      kind: 'rollback',
      reason: hold.reason,
      by,
      since: now,
      left,
      to,
      ...offeredFields(status, offer),
      releaseOnNewCommit: hold.releaseOnNewCommit,
    });
  } else if (next.hold?.kind === 'rollback') {
    // It was held already and goes on: where it went to now is no new commit either.
    next = withHold(next, { ...next.hold, to });
  }
  if (wish.refuse === undefined) return next;
  const target = objectsOf(status, left, offer);
  return withRefused(next, {
    revisions: left,
    // A commit that changed nothing here has the objects of the entry: refusing them would refuse the entry.
    ...(target === undefined || target === entry.target ? {} : { target }),
    reason: wish.refuse,
    by,
    since: now,
  });
}

/** A cluster or repository that cannot be reached now was compared before: what Git had offered then is no new commit. */
function offeredFields(status: ApplicationStatus, offer: Offer | undefined): Partial<Hold> {
  if (offer !== undefined) return { offered: offer.revisions, offeredTarget: offer.target };
  const compared = revisionsOf(status.sync);
  return compared.length === 0 ? {} : { offered: compared };
}

function objectsOf(
  status: ApplicationStatus,
  revisions: readonly string[],
  offer: Offer | undefined,
): string | undefined {
  if (offer !== undefined && deepEqual(offer.revisions, revisions)) return offer.target;
  return status.history?.findLast((one) => deepEqual(revisionsOf(one), revisions))?.target;
}

/** Refusing what is left makes no sense when the entry is just that. */
export function refuseSame(app: Application, entry: RevisionHistory, left: readonly string[]): void {
  if (left.length > 0 && !deepEqual(left, revisionsOf(entry))) return;
  throw new ArgosyError(
    'InvalidArgument',
    left.length === 0
      ? `nothing is known of what application ${app.metadata.name} would leave: there is nothing to refuse`
      : `deployment ${entry.id} is ${shortRevisions(left)} as well: refusing what is left would refuse it too`,
    { subject: app.metadata.name, advice: 'Roll back to an earlier deployment, or without refusing.' },
  );
}
