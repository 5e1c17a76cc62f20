import type { Application, Input } from '../../../../preload/contract/index.ts';

export interface RollbackChoices {
  readonly prune: boolean;
  readonly hooks: boolean;
  readonly hold: boolean;
  readonly reason: string;
  readonly releaseOnNewCommit: boolean;
  /** The revisions that are left are never synced again. */
  readonly never: boolean;
}

/** Automation would undo a rollback that is not held, so that holding is what is offered first. */
export function firstChoices(prune: boolean): RollbackChoices {
  return { prune, hooks: false, hold: true, reason: '', releaseOnNewCommit: false, never: false };
}

/** A rollback that was refused because its plan did not hold any more. */
export interface OutdatedRollback {
  /** Of the history. */
  readonly id: number;
  readonly choices: RollbackChoices;
}

/**
 * The rollback that the last operation was to be, with all that was chosen for it, when what was shown is not what it would do. Its hold was set
 * before the operation and stands, so that it is asked for no second time unless somebody has released it since.
 */
export function outdatedRollback({ status }: Application): OutdatedRollback | undefined {
  const state = status?.operationState;
  const sync = state?.operation.sync;
  const id = sync?.rolledBackTo;
  if (state?.reason !== 'PlanOutOfDate' || state.finishedAt === undefined || id === undefined) return undefined;
  // An entry that has left the history cannot be gone back to.
  if (status?.history?.some((entry) => entry.id === id) !== true) return undefined;
  const hold = status.hold?.kind === 'rollback' ? status.hold : undefined;
  return {
    id,
    choices: {
      ...firstChoices(sync?.prune === true),
      hooks: sync?.syncStrategy?.apply === undefined,
      reason: hold?.reason ?? '',
      releaseOnNewCommit: hold?.releaseOnNewCommit === true,
    },
  };
}

export function isAutomated(app: Application): boolean {
  const automated = app.spec.syncPolicy?.automated;
  return automated !== undefined && automated.enabled !== false;
}

export type RollbackProblem = 'reason' | 'auto-sync';

/** Why it cannot be begun; the engine refuses a rollback of an automated application that is not held (reference §11). */
export function rollbackProblem(app: Application, choices: RollbackChoices): RollbackProblem | undefined {
  if (choices.hold) return choices.reason.trim() === '' ? 'reason' : undefined;
  return isAutomated(app) && app.status?.hold?.kind !== 'rollback' ? 'auto-sync' : undefined;
}

export function rollbackRequest(
  name: string,
  id: number,
  choices: RollbackChoices,
  planHash: string | undefined,
): Input<'app.rollback'> {
  return {
    name,
    id,
    prune: choices.prune,
    hooks: choices.hooks,
    ...(choices.hold
      ? { hold: { reason: choices.reason.trim(), releaseOnNewCommit: choices.releaseOnNewCommit } }
      : {}),
    refuse: choices.never,
    ...(planHash === undefined ? {} : { planHash }),
  };
}

/** The words after `argosy` that do the same. */
export function rollbackCommand(
  commandName: string,
  id: number,
  choices: RollbackChoices,
  planHash: string | undefined,
): readonly string[] {
  return [
    'app',
    'rollback',
    commandName,
    String(id),
    ...(choices.prune ? ['--prune'] : []),
    ...(choices.hooks ? ['--hooks'] : []),
    ...(choices.hold ? ['--hold', choices.reason.trim()] : []),
    ...(choices.hold && choices.releaseOnNewCommit ? ['--release-on-new-commit'] : []),
    ...(choices.never ? ['--never-again'] : []),
    ...(planHash === undefined ? [] : ['--plan', planHash]),
  ];
}
