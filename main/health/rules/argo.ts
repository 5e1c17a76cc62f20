/** argoproj.io and batch, policy, apiextensions: health-rules §3, §4.2, §4.8, §4.9. */

import type { HealthStatusCode, KubeObject } from '../../model/index.ts';
import type { Check } from '../compiled/index.ts';
import { type Condition, conditionsOf } from '../conditions.ts';
import { at, health, isFields, need, needList, RuleError, truthy, word } from '../fields.ts';
import {
  always,
  because,
  generation,
  isEmpty,
  join,
  mOrR,
  observed,
  prio,
  scan,
  scanList,
  spec,
  status,
  type Verdict,
  when,
} from './clauses.ts';
import { byValue, oneCondition } from './patterns.ts';

const CODES: ReadonlySet<unknown> = new Set<HealthStatusCode>([
  'Healthy',
  'Progressing',
  'Degraded',
  'Suspended',
  'Missing',
  'Unknown',
]);

/** The object's own message where it has one. */
const messageOr =
  (text: string) =>
  (object: KubeObject): unknown =>
    status(object, 'message') ?? text;

/** A phase that is not listed gives no result; a status that is not there yet waits. */
function byPhase(waiting: string, values: Parameters<typeof byValue>[1]['values']): Check {
  const known = byValue(['status', 'phase'], { values, absent: ['Unknown'] });
  const names = new Set(Object.keys(values));
  return (object) => {
    if (status(object) === undefined) return health('Progressing', waiting);
    const phase = status(object, 'phase');
    return typeof phase === 'string' && names.has(phase) ? known(object) : undefined;
  };
}

export const analysisRun = byPhase('Waiting for analysis run to finish: status has not been reconciled.', {
  Pending: ['Progressing', 'Analysis run is running'],
  Running: ['Progressing', 'Analysis run is running'],
  Successful: ['Healthy', messageOr('Analysis run completed successfully')],
  Failed: ['Degraded', messageOr('Analysis run failed')],
  Error: ['Degraded', messageOr('Analysis run had an error')],
  Inconclusive: ['Unknown', messageOr('Analysis run was inconclusive')],
});

export const experiment = byPhase('Waiting for experiment to finish: status has not been reconciled.', {
  Pending: ['Progressing', 'Experiment is pending'],
  Running: ['Progressing', 'Experiment is running'],
  Successful: ['Healthy', 'Experiment is successful'],
  Failed: ['Degraded', 'Experiment has failed'],
  Error: ['Degraded', 'Experiment had an error'],
});

export const applicationSet = prio(
  [
    when('ErrorOccurred', 'True', 'Degraded'),
    when('ResourcesUpToDate', 'False', 'Degraded'),
    when('RolloutProgressing', 'True', 'Progressing'),
    when('ResourcesUpToDate', 'True', 'Healthy'),
  ],
  always('Progressing', 'Waiting for the status to be reported'),
);

export const cronWorkflow = scan(
  [
    when('SpecError', 'True', 'Degraded'),
    when('SubmissionError', 'True', 'Degraded'),
    when('Completed', 'True', 'Healthy'),
  ],
  always('Healthy', 'CronWorkflow is healthy.'),
);

export const eventBus = oneCondition('Waiting for initialization', { type: 'Deployed', healthy: mOrR, degraded: mOrR });

/** §4.8. */
export const rollout: Check = (object) => {
  const unobserved = health('Progressing', 'Waiting for rollout spec update to be observed');
  if (status(object) === undefined || isUnobserved(object)) return unobserved;
  const phase = status(object, 'phase');
  if (phase !== undefined) {
    if (phase === 'Paused') return health('Suspended', status(object, 'message'));
    if (CODES.has(phase)) return health(phase as HealthStatusCode, status(object, 'message'));
    return health('Unknown', 'Lua returned an invalid health status');
  }
  needList(object, 'status', 'conditions');
  return scanList(
    conditionsOf(object),
    [
      when('InvalidSpec', 'any', 'Degraded'),
      when('Progressing', 'any', 'Degraded', undefined, because('RolloutAborted')),
      when('Progressing', 'any', 'Degraded', undefined, because('ProgressDeadlineExceeded')),
    ],
    object,
    rolloutProgress,
  );
};

function isUnobserved(object: KubeObject): boolean {
  const seen = asNumber(observed(object));
  const wanted = asNumber(generation(object));
  // Old controllers wrote a hash here: what is no number, or ahead, counts as observed.
  if (seen !== undefined && wanted !== undefined && seen < wanted) return true;
  if (spec(object, 'workloadRef') === undefined || at(object, 'metadata', 'annotations') === undefined) return false;
  const noted = asNumber(at(object, 'metadata', 'annotations', 'rollout.argoproj.io/workload-generation'));
  return noted !== asNumber(status(object, 'workloadObservedGeneration'));
}

function asNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

function rolloutProgress(object: KubeObject): Verdict {
  const waiting = (text: string) => health('Progressing', text);
  if (!isEmpty(status(object, 'pauseConditions')) || truthy(spec(object, 'paused'))) {
    return health('Suspended', 'Rollout is paused');
  }
  const hash = status(object, 'currentPodHash');
  if (hash === undefined) return waiting('Waiting for rollout to finish: status has not been reconciled.');
  const desired = counter(spec(object, 'replicas'), 1);
  const updated = counter(status(object, 'updatedReplicas'), 0);
  const available = counter(status(object, 'availableReplicas'), 0);
  const total = counter(status(object, 'replicas'), 0);
  if (updated < desired) return waiting('Waiting for roll out to finish: More replicas need to be updated');
  if (available < updated)
    return waiting('Waiting for roll out to finish: updated replicas are still becoming available');

  const canary = status(object, 'canary');
  const stable = status(object, 'stableRS') ?? (canary === undefined ? '' : at(canary, 'stableRS'));
  if (spec(object, 'strategy', 'blueGreen') !== undefined) {
    if (status(object, 'blueGreen', 'activeSelector') !== hash) return waiting('active service cutover pending');
    if (stable !== '' && stable !== hash) return waiting('waiting for analysis to complete');
  } else if (spec(object, 'strategy', 'canary') !== undefined) {
    if (total > updated) return waiting('Waiting for roll out to finish: old replicas are pending termination');
    if (stable === '' || stable !== hash) return waiting('Waiting for rollout to finish steps');
  }
  return health('Healthy');
}

function counter(value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value !== 'number') throw new RuleError(`attempt to compare number with ${typeof value}`);
  return value;
}

/** §4.2. */
export const customResourceDefinition: Check = (object) => {
  if (at(object, 'metadata', 'deletionTimestamp') !== undefined) return health('Progressing', 'CRD is terminating');
  if (isEmpty(need(object, 'status', 'conditions'))) return health('Progressing', 'Status conditions not found');
  let established = false;
  for (const condition of conditionsOf(object)) {
    const { type } = condition;
    if (type === 'Terminating' && condition.status === 'True') {
      return health('Progressing', `CRD is terminating: ${words(condition)}`);
    }
    if (type === 'NamesAccepted' && condition.status === 'False') {
      return health('Degraded', `CRD names have not been accepted: ${words(condition)}`);
    }
    if (type === 'NonStructuralSchema' && condition.status === 'True') {
      return health('Degraded', `Schema violations found: ${words(condition)}`);
    }
    if (type === 'Established') {
      if (condition.status === 'True') established = true;
      else if (condition.reason === 'Installing') return health('Progressing', 'CRD is being installed');
    }
  }
  return established ? health('Healthy', 'CRD is healthy') : health('Degraded', 'CRD is not established');
};

function words(condition: Condition): string {
  return word(condition.message ?? undefined);
}

/** §4.9. */
export const cronJob: Check = (object) => {
  if (spec(object, 'suspend') === true) return health('Healthy', 'CronJob is Suspended');
  if (status(object) === undefined) return health('Progressing', 'Waiting for CronJob');
  const scheduled = status(object, 'lastScheduleTime');
  const succeeded = status(object, 'lastSuccessfulTime');
  if (scheduled === undefined) return health('Healthy', 'CronJob has not been scheduled yet');
  if (succeeded === undefined) {
    return health('Healthy', 'The CronJob never completed successfully. It may not be healthy');
  }
  if (!isEmpty(status(object, 'active'))) {
    return health('Healthy', 'The job is running. Its last execution may not have been successful');
  }
  if (typeof scheduled !== 'string' || typeof succeeded !== 'string') {
    throw new RuleError(`attempt to compare ${typeof succeeded} with ${typeof scheduled}`);
  }
  return succeeded < scheduled
    ? health('Degraded', 'CronJob has not completed its last execution successfully')
    : health('Healthy', 'CronJob has completed its last execution successfully');
};

export const podDisruptionBudget: Check = (object) => {
  const conditions = conditionsOf(object);
  const blocked = conditions.find(
    (condition) => condition.status === 'False' && condition.reason !== 'InsufficientPods',
  );
  if (blocked !== undefined) return health('Degraded', join`PodDisruptionBudget has ${blocked.reason ?? undefined}`);
  const latest = conditions.at(-1);
  return latest === undefined
    ? health('Progressing', 'Waiting for status')
    : health('Healthy', join`PodDisruptionBudget has ${latest.reason ?? undefined}`);
};

export const volumeSnapshot: Check = (object) => {
  if (truthy(status(object, 'readyToUse'))) return health('Healthy', 'Ready to use');
  const error = status(object, 'error');
  if (error === undefined) return health('Progressing', 'Waiting for status');
  return health('Degraded', isFields(error) ? at(error, 'message') : need(error, 'message'));
};
