/** Kafka, Numaflow and Numaplane: health-rules P11, P12, §4.21 and the rows of platform.confluent.io. */

import type { KubeObject } from '../../model/index.ts';
import type { Check } from '../compiled/index.ts';
import { type Condition, conditionsOf } from '../conditions.ts';
import { at, health, isFields, need, RuleError } from '../fields.ts';
import { generation, observed, some, status } from './clauses.ts';

/** §4.21. */
export const banzaiKafka: Check = (object) => {
  const state = status(object, 'state');
  if (state === 'ClusterRollingUpgrading') return health('Progressing', 'Kafka Cluster is Rolling Upgrading.');
  const brokers = status(object, 'brokersState');
  if (isFields(brokers)) {
    if (!Object.values(brokers).every(isGoodBroker)) {
      return health('Degraded', 'Broker Config is out of Sync or CruiseControlState is not Ready');
    }
    const topic = status(object, 'cruiseControlTopicStatus');
    if (topic === 'CruiseControlTopicReady' && state === 'ClusterRunning') {
      return health('Healthy', 'Kafka Brokers, CruiseControl and cluster are in Healthy State.');
    }
    if ((topic === undefined || topic === 'CruiseControlTopicNotReady') && state === 'ClusterReconciling') {
      return health('Progressing', 'Kafka Cluster is Reconciling.');
    }
  }
  return health('Progressing', 'Waiting for KafkaCluster');
};

function isGoodBroker(broker: unknown): boolean {
  if (at(broker, 'configurationState') !== 'ConfigInSync') return false;
  const scaling = need(broker, 'gracefulActionState', 'cruiseControlState');
  return scaling === 'GracefulUpscaleSucceeded' || scaling === 'GracefulDownscaleSucceeded';
}

export const confluent: Check = (object) => {
  const phase = status(object, 'phase');
  if (phase === 'RUNNING') return health('Healthy', `${object.kind} running`);
  return health('Progressing', phase === 'PROVISIONING' ? `${object.kind} provisioning` : `Waiting for ${object.kind}`);
};

export const confluentConnector: Check = (object) => {
  const state = status(object, 'state');
  const failed = status(object, 'failedTasksCount');
  if (state === 'CREATED' && status(object, 'connectorState') === 'RUNNING' && failed === undefined) {
    return health('Healthy', 'Connector running');
  }
  if (state === 'ERROR') {
    const condition = conditionsOf(object)[0];
    return health('Degraded', condition === undefined ? 'No conditions available' : condition.message);
  }
  if (state !== undefined && failed !== undefined) {
    if (typeof failed !== 'number') throw new RuleError(`attempt to compare number with ${typeof failed}`);
    if (failed > 0) return health('Degraded', 'Connector has failed tasks');
  }
  return health('Progressing', 'Waiting for Kafka Connector');
};

const RESULT_STATE = 'numaplane.numaproj.io/progressive-result-state';

export interface NumaflowForm {
  /** Whether the label of a failed progressive upgrade counts. */
  readonly progressive: boolean;
  /** The text for a bad state; default the message of the last condition that is False. */
  readonly bad?: string;
  readonly paused: Readonly<Record<string, string>>;
}

/** P11. */
export function numaflow(form: NumaflowForm): Check {
  const paused = new Map(Object.entries(form.paused));
  return (object) => {
    const waiting = health('Progressing', `Waiting for ${object.kind} status`);
    if (status(object) === undefined || generation(object) !== observed(object)) return waiting;
    const phase = status(object, 'phase');
    const failed = conditionsOf(object).filter((condition) => condition.status === 'False');
    const upgradeFailed = form.progressive && at(object, 'metadata', 'labels', RESULT_STATE) === 'failed';
    if (phase === 'Failed') return health('Degraded', status(object, 'message'));
    if (upgradeFailed) return health('Degraded', 'Failed progressive upgrade');
    if (failed.length > 0) return health('Degraded', form.bad ?? failed.at(-1)?.message);
    const text = typeof phase === 'string' ? paused.get(phase) : undefined;
    if (text !== undefined) return health('Healthy', text);
    return phase === 'Running' ? health('Healthy', `${object.kind} is healthy`) : waiting;
  };
}

export interface NumaplaneForm {
  readonly progressive: boolean;
  /** Whether a reason of ChildResourcesHealthy=False means failure. */
  readonly failure: (reason: unknown) => boolean;
  readonly pause?: string;
  readonly unknown: string;
}

/** P12. */
export function numaplane(form: NumaplaneForm): Check {
  return (object) => {
    if (status(object) === undefined || generation(object) !== observed(object)) {
      return health('Progressing', 'Not yet reconciled');
    }
    if (isUpgrading(object) && !(form.progressive && some(object, 'ProgressiveUpgradeSucceeded', 'False'))) {
      return health('Progressing', 'Update in progress');
    }
    const unhealthy = (condition: Condition) =>
      condition.type === 'ChildResourcesHealthy' && condition.status === 'False';
    if (conditionsOf(object).some((condition) => unhealthy(condition) && condition.reason === 'Progressing')) {
      return health('Progressing', 'Child Progressing');
    }
    if (status(object, 'phase') === 'Failed') return health('Degraded', status(object, 'message'));
    for (const condition of conditionsOf(object)) {
      if (unhealthy(condition) && form.failure(condition.reason)) return health('Degraded', condition.message);
      if (form.progressive && condition.type === 'ProgressiveUpgradeSucceeded' && condition.status === 'False') {
        return health('Degraded', 'Progressive upgrade failed');
      }
    }
    const { pause } = form;
    if (pause !== undefined && some(object, pause, 'True')) {
      return health('Healthy', conditionsOf(object).find((c) => c.type === pause && c.status === 'True')?.message);
    }
    return some(object, 'ChildResourcesHealthy', 'True')
      ? health('Healthy', 'Healthy')
      : health('Unknown', form.unknown);
  };
}

function isUpgrading(object: KubeObject): boolean {
  const upgrade = status(object, 'upgradeInProgress');
  return (upgrade !== undefined && upgrade !== '') || status(object, 'phase') === 'Pending';
}
