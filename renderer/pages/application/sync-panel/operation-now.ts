import type { Application, OperationState } from '../../../../preload/contract/index.ts';
import type { PlanRow } from './plan-summary.ts';

/** An operation that is followed. */
export interface Started {
  /** What was planned; undefined when somebody else started it. */
  readonly rows: readonly PlanRow[] | undefined;
  /** Milliseconds since the epoch; operations that began earlier are not meant. */
  readonly at: number;
}

/** The last operation, whether it has ended or not. */
export function lastOperation(app: Application): Started | undefined {
  const state = app.status?.operationState;
  return state && { rows: undefined, at: Date.parse(state.startedAt) };
}

/** The operation that runs already. */
export function startedBefore(app: Application): Started | undefined {
  const state = app.status?.operationState;
  const runs = state !== undefined && state.finishedAt === undefined;
  return runs ? { rows: undefined, at: Date.parse(state.startedAt) } : undefined;
}

/** The state of the operation that is followed; undefined while only an earlier one is known. Its times are in whole seconds. */
export function operationNow(app: Application, { at }: Started): OperationState | undefined {
  const state = app.status?.operationState;
  if (state === undefined) return undefined;
  return Date.parse(state.startedAt) >= Math.floor(at / 1000) * 1000 ? state : undefined;
}

/** The plan that was to be carried out, when it was refused because it does not hold any more. */
export function refusedPlan(app: Application, started: Started): readonly PlanRow[] | undefined {
  const state = operationNow(app, started);
  return state?.finishedAt !== undefined && state.reason === 'PlanOutOfDate' ? started.rows : undefined;
}
