import { at, EMPTY, type Fact, isObject, type Rule } from './facts.ts';
import { CLAIM, POD_SPEC } from './pods.ts';

const TEMPLATE = at('spec.template.spec', POD_SPEC);

/** A counter of a forgotten API version that is still kept. */
export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

function templateLabels(spec: unknown): object | undefined {
  const template = isObject(spec) && isObject(spec['template']) ? spec['template'] : {};
  const labels = isObject(template['metadata']) ? template['metadata']['labels'] : undefined;
  return isObject(labels) ? labels : undefined;
}

/** The labels of the template, for an object that has none of its own. */
const labelsOfTemplate: Rule = (_holder, now, { spec }) => now ?? structuredClone(templateLabels(spec));

/** The same map, no copy: what is added to the labels of the template when the Job is stored shows on the Job too, as on a real server. */
const mapOfTemplate: Rule = (_holder, now, { spec }) => now ?? templateLabels(spec);

export const DEPLOYMENT: readonly Fact[] = [
  ['spec.replicas', 1],
  ['spec.strategy+.type', 'RollingUpdate'],
  ['spec.strategy{type=RollingUpdate}.rollingUpdate+.maxSurge', '25%'],
  ['spec.strategy{type=RollingUpdate}.rollingUpdate+.maxUnavailable', '25%'],
  ['spec.progressDeadlineSeconds', 600],
  ['spec.revisionHistoryLimit', 10],
  ...TEMPLATE,
];

export const REPLICA_SET: readonly Fact[] = [['spec.replicas', 1], ...TEMPLATE];

export const REPLICATION_CONTROLLER: readonly Fact[] = [
  ['spec.replicas', 1],
  ['spec.selector', labelsOfTemplate],
  ['metadata.labels', labelsOfTemplate],
  ...TEMPLATE,
];

export const STATEFUL_SET: readonly Fact[] = [
  ['spec.replicas', 1],
  ['spec.podManagementPolicy', 'OrderedReady'],
  ['spec.updateStrategy+.type', 'RollingUpdate'],
  ['spec.updateStrategy{type=RollingUpdate}.rollingUpdate+.partition', 0],
  ['spec.persistentVolumeClaimRetentionPolicy+.whenScaled', 'Retain'],
  ['spec.persistentVolumeClaimRetentionPolicy+.whenDeleted', 'Retain'],
  ['spec.revisionHistoryLimit', 10],
  ['spec.volumeClaimTemplates[].kind', 'PersistentVolumeClaim'],
  ['spec.volumeClaimTemplates[].apiVersion', 'v1'],
  ['spec.volumeClaimTemplates[].status+.phase', 'Pending'],
  ...at('spec.volumeClaimTemplates[].spec', CLAIM),
  ...TEMPLATE,
];

export const DAEMON_SET: readonly Fact[] = [
  ['metadata.annotations', (_holder, now) => ({ [TEMPLATE_GENERATION]: '0', ...(isObject(now) ? now : {}) })],
  ['spec.updateStrategy+.type', 'RollingUpdate'],
  ['spec.updateStrategy{type=RollingUpdate}.rollingUpdate+.maxSurge', 0],
  ['spec.updateStrategy{type=RollingUpdate}.rollingUpdate+.maxUnavailable', 1],
  ['spec.revisionHistoryLimit', 10],
  ...TEMPLATE,
];

const MANY = 2 ** 31 - 1;

export const JOB: readonly Fact[] = [
  // Who says neither wants one Pod; who says how many at once, as many as it takes.
  ['spec{!parallelism}{!completions}.completions', 1],
  ['spec.parallelism', 1],
  ['spec{!backoffLimitPerIndex}.backoffLimit', 6],
  ['spec{backoffLimitPerIndex}.backoffLimit', MANY],
  ['spec{!podFailurePolicy}.podReplacementPolicy', 'TerminatingOrFailed'],
  ['spec{podFailurePolicy}.podReplacementPolicy', 'Failed'],
  ['spec.completionMode', 'NonIndexed'],
  ['spec.manualSelector', false],
  ['spec.suspend', false],
  ['metadata.labels', mapOfTemplate],
  ...TEMPLATE,
];

/** Of the Job in it only the Pods: the rest is filled in when a Job is made of it. */
export const CRON_JOB: readonly Fact[] = [
  ['spec.suspend', false],
  ['spec.concurrencyPolicy', 'Allow'],
  ['spec.failedJobsHistoryLimit', 1],
  ['spec.successfulJobsHistoryLimit', 3],
  ...at('spec.jobTemplate.spec.template.spec', POD_SPEC),
];

export const POD_TEMPLATE = at('template.spec', POD_SPEC);

const FAST = { type: 'Percent', value: 100, periodSeconds: 15 };
const USE = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } };

export const AUTOSCALER: readonly Fact[] = [
  ['spec.minReplicas', 1],
  ['{apiVersion=autoscaling/v1}.spec.targetCPUUtilizationPercentage', 80],
  ['{!apiVersion=autoscaling/v1}.spec.metrics', [USE], EMPTY],
  ['spec.behavior.scaleUp+.policies', [{ type: 'Pods', value: 4, periodSeconds: 15 }, FAST]],
  ['spec.behavior.scaleUp.selectPolicy', 'Max'],
  ['spec.behavior.scaleUp.stabilizationWindowSeconds', 0],
  ['spec.behavior.scaleDown+.policies', [FAST]],
  ['spec.behavior.scaleDown.selectPolicy', 'Max'],
];
