/** Metrics, logs, traces, meshes and names: health-rules §3, §4.19, §4.25. */

import type { HealthStatusCode } from '../../model/index.ts';
import type { Check } from '../compiled/index.ts';
import { conditionsOf } from '../conditions.ts';
import { at, health, needList, RuleError, truthy, word } from '../fields.ts';
import {
  always,
  generation,
  isOutdated,
  join,
  last,
  mOr,
  mOrR,
  prio,
  scan,
  spec,
  status,
  type Verdict,
  when,
} from './clauses.ts';
import { byValue } from './patterns.ts';

export const prometheus: Check = (object) => {
  const available = last(object, 'Available');
  if (available === undefined) return health('Progressing', 'Waiting for initialization');
  if (available.status === 'True') return health('Healthy', 'All instances are available');
  return health(available.reason === 'SomePodsNotReady' ? 'Progressing' : 'Degraded', mOrR(available));
};

export const grafana: Check = (object) => {
  const stage = status(object, 'stage');
  const outcome = status(object, 'stageStatus');
  if (outcome === undefined) return health('Progressing', 'Waiting for Grafana status info');
  if (outcome === 'failed') return health('Degraded', join`Failed at stage ${stage}`);
  return stage === 'complete' && outcome === 'success' ? health('Healthy') : health('Progressing', stage);
};

/** §4.19. */
export const grafanaContent: Check = (object) => {
  let code: HealthStatusCode = 'Progressing';
  let text = '';
  for (const condition of conditionsOf(object)) {
    if (condition.status === undefined || condition.status === null) continue;
    if (text !== '') text += ', ';
    const { type, reason, message } = condition;
    if (reason !== undefined && reason !== null) {
      text += word(reason);
      if (type !== undefined && type !== null) {
        text += join` for ${type}`;
        if (message !== undefined && message !== null) text += join` because ${message}`;
      }
    }
    if (condition.status === 'False') return health('Degraded', text);
    if (condition.status === 'True') code = 'Healthy';
  }
  return health(code, text);
};

export const grafanaDatasource: Check = (object) => {
  if (status(object) === undefined || status(object, 'uid') === '') return health('Progressing');
  return truthy(status(object, 'NoMatchingInstances'))
    ? health('Degraded', "can't find matching grafana instance")
    : health('Healthy');
};

/** §4.25. */
export const openTelemetryCollector: Check = (object) => {
  if (status(object) === undefined) return health('Progressing', 'Waiting for OpenTelemetry Collector status');
  const mode = spec(object, 'mode');
  const replicas = status(object, 'scale', 'statusReplicas');
  if (replicas === undefined) {
    return mode === 'sidecar'
      ? health('Healthy', 'Collector is running in sidecar mode')
      : health('Progressing', 'Scale status not available');
  }
  const found = /(\d+)\/(\d+)/.exec(word(replicas).slice(0, 1_000));
  if (found === null) return health('Progressing', join`Unable to parse replica status: ${replicas}`);
  const [ready, wanted] = [Number(found[1]), Number(found[2])];
  if (ready === 0) {
    return mode === 'daemonset' && wanted === 0
      ? health('Healthy', 'DaemonSet has no eligible nodes (0/0)')
      : health('Degraded', 'No replicas are ready');
  }
  return ready === wanted
    ? health('Healthy', 'All replicas are ready')
    : health('Progressing', 'Replicas are starting up');
};

export const victoriaMetrics: Check = (object): Verdict => {
  if (status(object) === undefined || isOutdated(object)) {
    return health('Progressing', 'Waiting for the operator to reconcile');
  }
  const reason = status(object, 'reason') ?? '';
  const told = (text: string) => (reason === '' ? text : reason);
  switch (status(object, 'updateStatus')) {
    case 'operational':
      return health('Healthy', 'All components are operational');
    case 'expanding':
      return health('Progressing', told('Reconciliation in progress'));
    case 'paused':
      return health('Suspended', told('Reconciliation is paused'));
    case 'failed':
      return health('Degraded', told('Reconciliation failed'));
    default:
      return health('Progressing', 'Waiting for the operator to report status');
  }
};

export const datadogMetric = prio(
  [
    when('Error', 'True', 'Degraded', (condition) => {
      const message = mOr('DatadogMetric reported an error')(condition);
      const reason = condition.reason ?? '';
      return reason === '' ? message : join`${reason}: ${message}`;
    }),
    when('Valid', 'False', 'Degraded', mOr('DatadogMetric is not valid')),
  ],
  always('Healthy', 'DatadogMetric is healthy'),
);

const humioState = (state: string) => `Component state: ${state}.`;

export const humioObject = byValue(['status', 'state'], {
  values: {
    Exists: ['Healthy', humioState('Exists')],
    NotFound: ['Missing', humioState('NotFound')],
    ConfigError: ['Degraded', humioState('ConfigError')],
    Unknown: ['Unknown', humioState('Unknown')],
  },
  absent: ['Progressing', 'Update in progress'],
});

const HUMIO_CLUSTER: ReadonlyMap<unknown, readonly [HealthStatusCode, string]> = new Map<
  unknown,
  readonly [HealthStatusCode, string]
>([
  ['Running', ['Healthy', 'Cluster is in a healthy running state']],
  ['Restarting', ['Progressing', 'Cluster pods are being restarted']],
  ['Upgrading', ['Progressing', 'Cluster pods are being upgraded']],
  ['ConfigError', ['Degraded', 'User-provided cluster specification resulted in a configuration error']],
  ['Pending', ['Progressing', 'Cluster is waiting on resources to be provisioned']],
  ['Unknown', ['Unknown', humioState('Unknown')]],
]);

export const humioCluster: Check = (object) => {
  if (status(object) === undefined) throw new RuleError("attempt to index a non-table object(nil) with key 'state'");
  const row = HUMIO_CLUSTER.get(status(object, 'state'));
  if (row === undefined) return health('Progressing', 'Update in progress');
  return health(row[0], status(object, 'message') ?? row[1]);
};

export const istioOperator: Check = (object) => {
  switch (status(object, 'status')) {
    case 0:
    case 'NONE':
      return health('Unknown', 'Component is not present.');
    case 1:
    case 'UPDATING':
      return health('Progressing', 'Component is being updated to a different version.');
    case 2:
    case 'RECONCILING':
      return health(
        'Progressing',
        'Controller has started but not yet completed reconciliation loop for the component.',
      );
    case 3:
    case 'HEALTHY':
      return health('Healthy', 'Component is healthy.');
    case 4:
    case 'ERROR':
      return health('Degraded', 'Component is in an error state.');
    default:
      return health('Progressing', 'Waiting for Istio Control Plane');
  }
};

export const kiali = scan(
  [
    when('Successful', 'True', 'Healthy'),
    when('Failure', 'True', 'Degraded'),
    when('Running', 'any', 'Progressing', undefined, (condition) => condition.reason === 'Running'),
  ],
  always('Progressing', 'Waiting for Kiali'),
);

export const contourExtension: Check = (object) => {
  for (const condition of conditionsOf(object)) {
    if ((condition.observedGeneration ?? undefined) !== generation(object) || condition.type !== 'Valid') continue;
    if (condition.status === 'True') return health('Healthy', condition.message);
    if (condition.status === 'False') return health('Degraded', condition.message);
  }
  return health('Progressing', 'Waiting for status');
};

export const contourProxy: Check = (object) => {
  const description = status(object, 'description');
  if (status(object, 'conditions') === undefined) {
    return health('Progressing', status(object, 'currentStatus') === undefined ? 'Waiting for status' : description);
  }
  let verdict = health('Progressing', 'Waiting for status');
  for (const condition of conditionsOf(object)) {
    if ((condition.observedGeneration ?? undefined) !== generation(object)) continue;
    if (condition.type === 'Valid' && condition.status === 'True') return health('Healthy', description);
    if (spec(object, 'includes') !== undefined && condition.status === 'False') {
      verdict = health('Healthy', 'HTTPProxy inclusions cannot be health checked');
    } else if (condition.type === 'Valid' && condition.status === 'False') {
      return health('Degraded', description);
    }
  }
  return verdict;
};

export const dnsServiceInstance: Check = (object) => {
  const adopted = last(object, 'Adopted');
  if (adopted?.status === 'False') return health('Degraded', adopted.message);
  const advertised = last(object, 'Advertised');
  if (advertised?.reason === 'AdvertiseError' || advertised?.reason === 'UnadvertiseError') {
    return health('Degraded', advertised.message);
  }
  const discoverable = last(object, 'Discoverable');
  if (discoverable?.reason === 'DiscoveryError') return health('Unknown', discoverable.message);
  return health(discoverable?.status === 'True' ? 'Healthy' : 'Progressing', discoverable?.message);
};

/** The Keycloak operator appends: the oldest matching condition wins. */
export const keycloak: Check = (object) => {
  if (status(object, 'conditions') === undefined) {
    return health('Progressing', 'Waiting for Keycloak status conditions to exist');
  }
  const stamp = (condition: { readonly [field: string]: unknown }) => {
    const at_ = condition['lastTransitionTime'];
    return typeof at_ === 'string' ? at_ : '\uffff';
  };
  const sorted = [...conditionsOf(object)].sort((a, b) => (stamp(a) < stamp(b) ? -1 : stamp(a) > stamp(b) ? 1 : 0));
  for (const condition of sorted) {
    if (condition.type === 'Ready' && condition.status === 'True') return health('Healthy');
    if (condition.type === 'HasErrors' && condition.status === 'True') {
      return health('Degraded', join`Has Errors: ${condition.message ?? undefined}`);
    }
  }
  return health('Progressing');
};

/** The successor of kubernetes-external-secrets writes everything into one text. */
export const oldExternalSecret: Check = (object) => {
  if (status(object) === undefined) return health('Progressing', 'Waiting for ExternalSecret.');
  const text = status(object, 'status');
  if (typeof text !== 'string') throw new RuleError('bad argument #1 to find (string expected, got nil)');
  if (text === 'SUCCESS') return health('Healthy', 'Fetched ExternalSecret.');
  return text.startsWith('ERROR')
    ? health('Degraded', text.replaceAll('ERROR, ', ''))
    : health('Progressing', 'Waiting for ExternalSecret.');
};

export const clusterExternalSecret: Check = (object) => {
  const waiting = health('Progressing', 'Waiting for ClusterExternalSecret');
  if (status(object, 'conditions') === undefined) return waiting;
  const latest = needList(object, 'status', 'conditions').at(-1);
  if (latest === undefined) throw new RuleError("attempt to index a non-table object(nil) with key 'type'");
  if (at(latest, 'status') !== 'True') return waiting;
  switch (at(latest, 'type')) {
    case 'Ready':
      return health('Healthy', at(latest, 'message'));
    case 'PartiallyReady':
    case 'NotReady':
      return health('Degraded', at(latest, 'message'));
    default:
      return waiting;
  }
};
