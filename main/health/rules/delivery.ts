/** Delivery tools, functions and batch work: health-rules §3, §4.14, §4.29, §4.34. */

import type { HealthStatusCode, KubeObject } from '../../model/index.ts';
import type { Check } from '../compiled/index.ts';
import { conditionsOf } from '../conditions.ts';
import { at, health, isFields, need, needList, RuleError, truthy, word } from '../fields.ts';
import { always, generation, join, observed, scanList, spec, status, when } from './clauses.ts';

export const flaggerCanary: Check = (object) => {
  if (status(object) === undefined) return health('Unknown', 'No status');
  const phase = word(status(object, 'phase'));
  const codes: Readonly<Record<string, HealthStatusCode>> = {
    Failed: 'Degraded',
    Progressing: 'Progressing',
    Finalising: 'Progressing',
    Promoting: 'Progressing',
    Succeeded: 'Healthy',
    Initialized: 'Healthy',
  };
  const weight = status(object, 'canaryWeight');
  const parts: string[] = [];
  const heavy = typeof weight === 'string' && weight.trim() !== '' ? Number(weight) : weight;
  if (typeof heavy !== 'number' || Number.isNaN(heavy)) throw new RuleError('attempt to compare nil with number');
  if (heavy > 0) parts.push(join`Canary Weight: ${weight} %`);
  for (const condition of needList(object, 'status', 'conditions')) parts.push(word(at(condition, 'message')));
  const told = parts.reduce((text, part) => (text === '' ? part : `${text} --- ${part}`), '');
  return health(Object.hasOwn(codes, phase) ? codes[phase]! : 'Unknown', `${phase} --- ${told}`);
};

export const flinkDeployment: Check = (object) => {
  const reconciliation = status(object, 'reconciliationStatus');
  if (reconciliation !== undefined) {
    if (truthy(at(reconciliation, 'success')) || at(reconciliation, 'state') === 'DEPLOYED') return health('Healthy');
    const manager = status(object, 'jobManagerDeploymentStatus');
    if (manager === 'DEPLOYED_NOT_READY' || manager === 'DEPLOYING')
      return health('Progressing', 'Waiting for deploying');
    if (manager === 'ERROR') return health('Degraded', at(reconciliation, 'error'));
  }
  return health('Progressing', 'Waiting for Flink operator');
};

/** §4.14. */
export const spinApp: Check = (object) => {
  if (status(object) === undefined) return health('Progressing', 'Waiting for status to be available');
  let busy: unknown;
  let available = false;
  let unavailable: unknown = '';
  for (const condition of conditionsOf(object)) {
    const message = condition.message ?? undefined;
    if (condition.type === 'Progressing') {
      if (condition.status === 'False') {
        const words = typeof message === 'string' ? message.toLowerCase() : '';
        if (condition.reason === 'ProgressDeadlineExceeded' || words.includes('timeout') || words.includes('failed')) {
          return health('Degraded', message ?? 'Application deployment has failed');
        }
      } else if (condition.status === 'True') {
        busy = message ?? 'Application progress status';
      }
    } else if (condition.type === 'Available') {
      available = condition.status === 'True';
      if (!available) unavailable = message ?? 'Application is not available';
    }
  }
  if (!available) return health('Degraded', unavailable);
  const ready = status(object, 'readyReplicas') ?? 0;
  const wanted = spec(object, 'replicas') ?? 1;
  if (typeof ready !== 'number' || typeof wanted !== 'number')
    throw new RuleError('attempt to compare values that are no numbers');
  if (ready < wanted) return health('Progressing', `Waiting for replicas to be ready (${ready}/${wanted})`);
  return busy === undefined
    ? health('Healthy', `Application is healthy with ${ready}/${wanted} replicas ready`)
    : health('Progressing', busy);
};

export const knativeService: Check = (object) => {
  if (!Array.isArray(status(object, 'conditions'))) return health('Progressing', 'Waiting for status update.');
  let good = 0;
  let failed = 0;
  let unknown = 0;
  let text = '';
  for (const condition of conditionsOf(object)) {
    const { type } = condition;
    if (condition.status === 'True') {
      if (type === 'ConfigurationsReady' || type === 'RoutesReady' || type === 'Ready') good += 1;
      continue;
    }
    if (condition.status === 'False') failed += 1;
    else if (condition.status === 'Unknown') unknown += 1;
    else continue;
    const reason = condition.reason ?? '';
    const message = condition.message ?? '';
    text += join`${type} is ${condition.status}`;
    if (reason !== '') text += join`, since ${reason}.`;
    if (message !== '') text += join` ${message}`;
    text += '\n';
  }
  if (good === 3 && failed === 0 && unknown === 0) return health('Healthy', 'Knative Service is healthy.');
  return health(failed > 0 ? 'Degraded' : 'Progressing', text);
};

/** §4.29. */
export const inferenceService: Check = (object) => {
  const model = status(object, 'modelStatus');
  const transition = model === undefined ? undefined : at(model, 'transitionStatus');
  let busy = false;
  let broken = false;
  let text = '';
  if (model !== undefined && transition !== 'UpToDate') {
    if (transition === 'InProgress') busy = true;
    else broken = true;
    text = join`0: transitionStatus | ${transition}`;
  }
  if (!Array.isArray(status(object, 'conditions'))) {
    return health('Progressing', 'Waiting for InferenceService to report status...');
  }
  let failed = 0;
  for (const [index, condition] of conditionsOf(object).entries()) {
    const { type } = condition;
    if (type === 'Stopped' && condition.status === 'True') return health('Suspended', 'InferenceService is Stopped');
    if (condition.status === 'Unknown' || (condition.status === 'False' && type !== 'Stopped')) failed += 1;
    if (condition.status === 'True' || type === 'Stopped') continue;
    const reason = condition.reason ?? '';
    const message = condition.message ?? '';
    text += join` | ${index + 1}: ${type} | ${condition.status}`;
    if (reason !== '') text += join` | ${reason}`;
    if (message !== '') text += join` | ${message}`;
  }
  if (broken) return health('Degraded', text);
  return !busy && failed === 0 ? health('Healthy', 'InferenceService is healthy.') : health('Progressing', text);
};

const SPARK_STATES: ReadonlyMap<unknown, readonly [HealthStatusCode, string]> = new Map<
  unknown,
  readonly [HealthStatusCode, string]
>([
  ['', ['Progressing', 'SparkApplication was added, enqueuing it for submission']],
  ['SUBMITTED', ['Progressing', 'SparkApplication was submitted successfully']],
  ['COMPLETED', ['Healthy', 'SparkApplication was Completed']],
  ['PENDING_RERUN', ['Progressing', 'SparkApplication is Pending Rerun']],
  ['INVALIDATING', ['Missing', 'SparkApplication is in InvalidatingState']],
  [
    'SUCCEEDING',
    [
      'Progressing',
      `The driver pod has been completed successfully. The executor pods terminate and are cleaned up.\n${' '.repeat(32)}Under this circumstances, we assume the executor pod are completed.`,
    ],
  ],
  [
    'UNKNOWN',
    [
      'Progressing',
      'SparkApplication is in UnknownState because either driver pod or one or all executor pods in unknown state  ',
    ],
  ],
]);

/** §4.34. */
export const sparkApplication: Check = (object) => {
  const waiting = health('Progressing', 'Waiting for Executor pods');
  if (status(object) === undefined) return waiting;
  const state = need(object, 'status', 'applicationState', 'state');
  const known = SPARK_STATES.get(state);
  if (known !== undefined) return health(known[0], known[1]);
  if (state === 'FAILED' || state === 'SUBMISSION_FAILED' || state === 'FAILING') {
    return health('Degraded', status(object, 'applicationState', 'errorMessage'));
  }
  const executors = status(object, 'executorState');
  if (state !== 'RUNNING' || !isFields(executors)) return waiting;
  const running = Object.values(executors).filter((executor) => executor === 'RUNNING').length;
  const wanted = spec(object, 'executor', 'instances');
  const healthy = health('Healthy', 'SparkApplication is Running');
  if (wanted !== undefined && wanted === running) return healthy;
  const range = sparkRange(object);
  if (range !== undefined) return range.from <= running && running <= range.to ? healthy : waiting;
  return spec(object, 'dynamicAllocation') === undefined && wanted === undefined && running >= 1 ? healthy : waiting;
};

function sparkRange(object: KubeObject): { readonly from: number; readonly to: number } | undefined {
  const own = spec(object, 'dynamicAllocation');
  if (truthy(at(own, 'enabled'))) return rangeOf(at(own, 'minExecutors'), at(own, 'maxExecutors'));
  for (const prefix of ['spark.streaming.dynamicAllocation', 'spark.dynamicAllocation']) {
    if (spec(object, 'sparkConf', `${prefix}.enabled`) !== 'true') continue;
    const setting = (name: string) => spec(object, 'sparkConf', `${prefix}.${name}`);
    return rangeOf(setting('minExecutors'), setting('maxExecutors'));
  }
  return undefined;
}

function rangeOf(from: unknown, to: unknown) {
  return { from: Number(from ?? 0) || 0, to: to === undefined ? Number.POSITIVE_INFINITY : Number(to) };
}

export const spotDeployment: Check = (object) => {
  if (status(object, 'conditions') === undefined) return undefined;
  return scanList(
    conditionsOf(object),
    [
      when('InvalidSpec', 'any', 'Degraded'),
      when('Progressing', 'any', 'Degraded', undefined, (c) => c.reason === 'RolloutAborted'),
      when('Progressing', 'any', 'Degraded', undefined, (c) => c.reason === 'ProgressDeadlineExceeded'),
      when('Paused', 'True', 'Suspended', 'Rollout is paused'),
    ],
    object,
    () =>
      status(object, 'phase') === 'Progressing'
        ? health('Progressing', 'Waiting for rollout to finish steps')
        : health('Healthy'),
  );
};

export const pulumiStack: Check = (object) => {
  if (status(object) === undefined || observed(object) !== generation(object)) {
    return health('Progressing', 'Waiting for the operator to observe the latest spec change');
  }
  return scanList(
    conditionsOf(object),
    [when('Stalled', 'True', 'Degraded'), when('Reconciling', 'True', 'Progressing'), when('Ready', 'True', 'Healthy')],
    object,
    always('Progressing', 'Waiting for the stack to be reconciled'),
  );
};

export const openFaas: Check = (object) =>
  scanList(
    conditionsOf(object),
    [
      when('Ready', 'False', 'Degraded'),
      when('Stalled', 'True', 'Degraded'),
      when('Ready', 'True', 'Healthy', undefined, hasReplicas),
      when('Ready', 'True', 'Suspended', 'No replicas available'),
    ],
    object,
    always('Progressing', 'Waiting for Function'),
  );

function hasReplicas(_condition: unknown, object: KubeObject): boolean {
  const replicas = status(object, 'replicas');
  return typeof replicas === 'number' && replicas > 0;
}

const JOB_CODES: ReadonlyMap<unknown, HealthStatusCode> = new Map<unknown, HealthStatusCode>([
  ['successful', 'Healthy'],
  ['failed', 'Degraded'],
  ['error', 'Degraded'],
  ['canceled', 'Degraded'],
  ['new', 'Progressing'],
  ['pending', 'Progressing'],
  ['waiting', 'Progressing'],
  ['running', 'Progressing'],
]);

export const ansibleJob: Check = (object) => {
  const found = status(object, 'ansibleJobResult', 'status');
  const code = JOB_CODES.get(found);
  if (code === undefined) return health('Progressing', 'Waiting for AnsibleJob');
  return health(code, join`${found} job - ${status(object, 'ansibleJobResult', 'url')}`);
};

export function keptn(field: 'status' | 'overallStatus'): Check {
  return (object) => {
    const found = need(object, 'status', field);
    if (found === 'Succeeded') return health('Healthy', `${object.kind} is healthy`);
    return found === 'Failed'
      ? health('Degraded', `${object.kind} is degraded`)
      : health('Progressing', `${object.kind} is progressing`);
  };
}

export const keptnAnalysis: Check = (object) => {
  const pass = need(object, 'status', 'pass');
  if (pass === true) return health('Healthy', 'Analysis is healthy');
  if (status(object, 'warning') === true) return health('Healthy', 'Analysis is healthy with warnings');
  return pass === false ? health('Degraded', 'Analysis is degraded') : health('Progressing', 'Analysis is progressing');
};

export const keptnMetric: Check = (object) => {
  const error = need(object, 'status', 'errMsg') ?? '';
  if (error !== '') return health('Degraded', 'KeptnMetric is degraded');
  return status(object, 'value') === undefined
    ? health('Progressing', 'KeptnMetric is progressing')
    : health('Healthy', 'KeptnMetric is healthy');
};

/** OpenClusterManagement: §4.27 and the rows of policy.open-cluster-management.io. */
const REPORTED = health('Progressing', 'Waiting for the status to be reported');

export const ocmCertificatePolicy: Check = (object) => {
  const compliant = status(object, 'compliant');
  if (compliant === undefined) return REPORTED;
  return compliant === 'Compliant'
    ? health('Healthy', 'All certificates found comply with the policy')
    : health('Degraded', 'At least once certificate does not comply with the policy');
};

export const ocmConfigurationPolicy: Check = (object) => {
  const compliant = status(object, 'compliant');
  if (compliant === undefined) return REPORTED;
  if (status(object, 'lastEvaluatedGeneration') !== generation(object)) {
    return health('Progressing', 'Waiting for the status to be updated');
  }
  if (status(object, 'compliancyDetails') === undefined) return health('Progressing', 'Waiting for compliance');
  const told: string[] = [];
  for (const detail of needList(object, 'status', 'compliancyDetails')) {
    const conditions = at(detail, 'conditions');
    if (!Array.isArray(conditions)) continue;
    for (const condition of conditions) {
      const type = at(condition, 'type');
      const message = at(condition, 'message');
      if (type !== undefined && message !== undefined) told.push(join`${type} - ${message}`);
    }
  }
  return health(compliant === 'Compliant' ? 'Healthy' : 'Degraded', told.join('; '));
};

export const ocmOperatorPolicy: Check = (object) => {
  if (status(object, 'conditions') === undefined) return REPORTED;
  const seen = observed(object);
  if (seen !== undefined && seen !== generation(object)) {
    return health('Progressing', 'Waiting for the status to be updated');
  }
  const compliant = conditionsOf(object).find((condition) => condition.type === 'Compliant');
  if (compliant === undefined) return health('Progressing', 'Waiting for the compliance condition');
  return health(compliant.status === 'True' ? 'Healthy' : 'Degraded', compliant.message);
};

export const ocmPolicy: Check = (object) => {
  if (truthy(spec(object, 'disabled'))) return health('Healthy', 'Policy is disabled');
  if (status(object) === undefined) return REPORTED;
  const compliant = status(object, 'compliant');
  const clusters = status(object, 'status');
  const placement = status(object, 'placement');
  if (compliant === undefined) {
    const placed = Array.isArray(placement) && placement.length > 0;
    return clusters === undefined && placed ? health('Healthy', 'No clusters match this policy') : REPORTED;
  }
  const code = compliant === 'Compliant' ? 'Healthy' : 'Degraded';
  if (clusters !== undefined)
    return health(
      code,
      nonCompliant(clusters, 'clusters', (entry) => at(entry, 'clustername')),
    );
  const details = status(object, 'details');
  if (details === undefined) return health(code);
  return health(
    code,
    nonCompliant(details, 'templates', (entry) => at(entry, 'templateMeta', 'name')),
  );
};

function nonCompliant(list: unknown, noun: string, nameOf: (entry: unknown) => unknown): string {
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  const names = entries.filter((entry) => at(entry, 'compliant') !== 'Compliant').map((entry) => word(nameOf(entry)));
  return names.length === 0 ? `All ${noun} are compliant` : `NonCompliant ${noun}: ${names.join(', ')}`;
}
