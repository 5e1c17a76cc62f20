/** The face of the sync room: what a sync does, in which order, and doing it. See README.md. */

export type { ResultCode } from '../model/index.ts';
export { applyMessage } from './apply-message.ts';
export { clusterHooks, finishHook } from './cluster-hooks.ts';
export { describePlan, type PlanRow } from './describe-plan.ts';
export { type ExecuteOptions, execute, TERMINATE } from './execute.ts';
export { hookObject, hookPhase } from './hooks.ts';
export { Outage } from './outage.ts';
export { plan } from './plan.ts';
export { type PlanHash, planHash } from './plan-hash.ts';
export type * from './ports.ts';
export { isBehind } from './resource-version.ts';
export { type FailedAttempt, type NextAttempt, nextAttempt, retryDelay, selfHealDelay } from './retry.ts';
export type * from './task.ts';
export { WorkTime } from './work-time.ts';
