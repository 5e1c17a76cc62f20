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
