/** Databases, search and storage: health-rules §3, §4.10, §4.11, §4.15, §4.28. */

import type { HealthStatusCode, KubeObject } from '../../model/index.ts';
import { annotation } from '../../model/index.ts';
import type { Check } from '../compiled/index.ts';
import { conditionsOf } from '../conditions.ts';
import { at, health, isFields, listAt, need, needList, RuleError, truthy, word } from '../fields.ts';
import { always, first, join, prio, some, spec, status, type Verdict, when } from './clauses.ts';
import { byValue, itself } from './patterns.ts';

/** The end of a text that asks for a bug report, as users of Argo CD know it. */
export const REPORT =
  ' Ensure your ArgoCD is current and then check for/file a bug report: https://github.com/argoproj/argo-cd/issues';

export const zalandoPostgres = byValue(['status', 'PostgresClusterStatus'], {
  values: { Running: ['Healthy', itself], Creating: ['Progressing', itself], Updating: ['Progressing', itself] },
  other: ['Degraded', itself],
  absent: ['Progressing', 'Waiting for postgres cluster status...'],
});

export function clickHouse(noun: string): Check {
  return byValue(['status', 'status'], {
    values: {
      Completed: ['Healthy', `${noun} installation completed successfully`],
      InProgress: ['Progressing', `${noun} installation in progress`],
    },
    other: ['Degraded', (_object, value) => `${noun} status: ${value}`],
    absent: ['Progressing', `${noun} status not yet available`],
  });
}

export const atlasMigration: Check = (object) => {
  const ready = first(object, 'Ready');
  if (ready === undefined) return health('Progressing', 'Waiting for Atlas Operator');
  if (ready.status === 'True') return health('Healthy', ready.reason);
  return health(ready.reason === 'Reconciling' ? 'Progressing' : 'Degraded', ready.reason);
};

export const atlasSchema: Check = (object) => {
  const ready = first(object, 'Ready');
  if (ready === undefined) return health('Progressing', 'Waiting for Atlas Operator');
  if (ready.status === 'True') return health('Healthy', ready.reason);
  const busy = ready.message === 'Reconciling' || ready.message === 'GettingDevDB';
  return health(busy ? 'Progressing' : 'Degraded', ready.reason);
};

const NO_INFO = health('Progressing', 'No status info available');

export const mariadbBackup: Check = (object) => {
  if (status(object, 'conditions') === undefined) return NO_INFO;
  const conditions = conditionsOf(object);
  const failed = conditions.find((condition) => condition.status === 'False');
  if (failed !== undefined) {
    const degraded = failed.reason === 'CronJobScheduled' && failed.message === 'Failed';
    return health(
      degraded ? 'Degraded' : 'Progressing',
      join`${failed.reason ?? undefined} ${failed.message ?? undefined}`,
    );
  }
  const latest = conditions.at(-1);
  if (latest === undefined) return health('Healthy');
  return health('Healthy', join`${latest.reason ?? undefined} ${latest.message ?? undefined}`);
};

export const mariadbObject: Check = (object) => {
  const ready = first(object, 'Ready');
  if (ready !== undefined) return health(ready.status === 'True' ? 'Healthy' : 'Degraded', ready.message);
  const latest = conditionsOf(object).at(-1);
  return latest === undefined ? NO_INFO : health('Progressing', latest.message);
};

export const mariadb: Check = (object) => {
  if (status(object, 'conditions') === undefined) return NO_INFO;
  const conditions = conditionsOf(object);
  const failed = conditions.find((condition) => condition.status === 'False');
  if (failed !== undefined) return health(failed.reason === 'Failed' ? 'Degraded' : 'Progressing', failed.message);
  return health('Healthy', conditions.at(-1)?.message);
};

export const mariadbSqlJob: Check = (object) => {
  const conditions = conditionsOf(object);
  const told = (condition: (typeof conditions)[number]) =>
    join`${condition.reason ?? undefined} ${condition.message ?? undefined}`;
  for (const condition of conditions) {
    if (condition.status !== 'True') continue;
    if (condition.reason === 'JobComplete') return health('Healthy', told(condition));
    if (condition.reason === 'JobFailed') return health('Degraded', told(condition));
  }
  const latest = conditions.at(-1);
  return latest === undefined ? NO_INFO : health('Progressing', told(latest));
};

export const perconaMongo: Check = (object) => {
  if (status(object) === undefined) return health('Unknown', 'Cluster status is unknown');
  const text = join`${status(object, 'ready')}/${status(object, 'size')} node(s) are ready`;
  const codes: Readonly<Record<string, HealthStatusCode>> = {
    initializing: 'Progressing',
    ready: 'Healthy',
    error: 'Degraded',
    stopping: 'Progressing',
    paused: 'Suspended',
  };
  const state = status(object, 'state');
  return health(typeof state === 'string' && Object.hasOwn(codes, state) ? codes[state]! : 'Unknown', text);
};

export const perconaXtraDb: Check = (object) => {
  const nodes = () => join`${status(object, 'ready')}/${status(object, 'size')} node(s) are ready`;
  switch (status(object, 'state')) {
    case 'initializing':
      return health('Progressing', nodes());
    case 'ready':
      return health('Healthy', nodes());
    case 'paused':
      return health('Unknown', 'Cluster is paused');
    case 'stopping':
      return health('Degraded', `Cluster is stopping (${nodes()})`);
    case 'error':
      return health('Degraded', `Cluster is on error: ${needList(object, 'status', 'message').map(word).join(', ')}`);
    default:
      return health('Unknown', `Cluster status is unknown.${REPORT}`);
  }
};

const CNPG_PHASES: ReadonlyMap<unknown, HealthStatusCode> = new Map<unknown, HealthStatusCode>([
  ['Cluster in healthy state', 'Healthy'],
  ['Setting up primary', 'Progressing'],
  ['Creating a new replica', 'Progressing'],
  ['Upgrading cluster', 'Progressing'],
  ['Waiting for the instances to become active', 'Progressing'],
  ['Promoting to primary cluster', 'Progressing'],
  ['Switchover in progress', 'Degraded'],
  ['Failing over', 'Degraded'],
  ['Upgrading Postgres major version', 'Degraded'],
  ['Cluster upgrade delayed', 'Degraded'],
  ['Waiting for user action', 'Degraded'],
  ['Primary instance is being restarted in-place', 'Degraded'],
  ['Primary instance is being restarted without a switchover', 'Degraded'],
  ['Cluster cannot execute instance online upgrade due to missing architecture binary', 'Degraded'],
  ['Online upgrade in progress', 'Degraded'],
  ['Applying configuration', 'Degraded'],
  ['Unable to create required cluster objects', 'Suspended'],
  ['Cluster cannot proceed to reconciliation due to an unknown plugin being required', 'Suspended'],
  ['Cluster has incomplete or invalid image catalog', 'Suspended'],
  ['Cluster is unrecoverable and needs manual intervention', 'Suspended'],
]);

/** §4.28. */
export const cnpgCluster: Check = (object) => {
  if (annotation(object, 'cnpg.io/reconciliationLoop') === 'disabled') {
    return health('Suspended', 'Cluster reconciliation is suspended');
  }
  if (need(object, 'status', 'conditions') === undefined) return health('Progressing', status(object, 'phaseReason'));
  const hibernation = first(object, 'cnpg.io/hibernation');
  if (hibernation !== undefined) {
    return health(hibernation.status === 'True' ? 'Suspended' : 'Degraded', hibernation.message);
  }
  return health(CNPG_PHASES.get(status(object, 'phase')) ?? 'Unknown', status(object, 'phaseReason'));
};

/** §4.15. */
export const elasticsearch: Check = (object) => {
  const unknown = health('Unknown', `Elasticsearch Cluster status is unknown.${REPORT}`);
  const available = status(object, 'availableNodes');
  if (typeof available !== 'number') return unknown;
  let wanted = 0;
  for (const set of needList(object, 'spec', 'nodeSets')) {
    const count = at(set, 'count');
    if (typeof count !== 'number') throw new RuleError('attempt to perform arithmetic on a nil value');
    wanted += count;
  }
  if (available < wanted) {
    return health(
      'Progressing',
      `The desired amount of availableNodes is ${wanted} but the current amount is ${available}`,
    );
  }
  const phase = status(object, 'phase');
  const colour = status(object, 'health');
  if (available !== wanted || phase === undefined || colour === undefined) return unknown;
  const check = 'Check the status of indices, replicas and shards';
  if (phase === 'Ready') {
    if (colour === 'green') return health('Healthy', 'Elasticsearch Cluster status is Green');
    if (colour === 'yellow') return health('Progressing', `Elasticsearch Cluster status is Yellow. ${check}`);
    return colour === 'red' ? health('Degraded', `Elasticsearch Cluster status is Red. ${check}`) : unknown;
  }
  if (phase === 'ApplyingChanges' || phase === 'MigratingData') {
    return health('Progressing', `Elasticsearch phase is ${phase}`);
  }
  return phase === 'Invalid' ? health('Degraded', 'Elasticsearch phase is Invalid') : unknown;
};

export const beat: Check = (object) => {
  const colour = status(object, 'health');
  const expected = status(object, 'expectedNodes');
  const unknown = health('Unknown', `Elastic Beat status is unknown.${REPORT}`);
  if (colour === undefined && expected === undefined) return unknown;
  const progressing = health('Progressing', 'Elastic Beat phase is progressing');
  switch (colour) {
    case undefined:
      return progressing;
    case 'red':
      return health('Degraded', 'Elastic Beat status is Red');
    case 'green':
      return health('Healthy', 'Elastic Beat status is Green');
    case 'yellow': {
      const available = status(object, 'availableNodes');
      if (available === undefined || expected === undefined) return progressing;
      const text = join`Elastic Beat status is deploying, there is ${available} instance(s) on ${expected} expected`;
      return health('Progressing', text);
    }
    default:
      return unknown;
  }
};

export const logstash = byValue(['status', 'health'], {
  values: {
    green: ['Healthy', 'Logstash status is Green'],
    yellow: ['Progressing', 'Logstash status is Yellow'],
    red: ['Degraded', 'Logstash status is Red'],
  },
  absent: ['Progressing', 'Waiting for Logstash'],
});

export const rookCassandra: Check = (object) => {
  const waiting = health('Progressing', 'Waiting for Cassandra Cluster');
  const racks = status(object, 'racks');
  if (racks === undefined) return waiting;
  const unfinished = Object.values(isFields(racks) || Array.isArray(racks) ? racks : {}).some((rack) => {
    const members = at(rack, 'members');
    const ready = at(rack, 'readyMembers');
    return members !== undefined && ready !== undefined && members !== ready;
  });
  return unfinished ? waiting : health('Healthy');
};

/** §4.11. */
export const cephCluster: Check = (object) => {
  if (status(object) === undefined) return health('Progressing', 'Waiting for status to be reported');
  let code: HealthStatusCode = 'Progressing';
  const parts: string[] = [];
  const ceph = status(object, 'ceph', 'health');
  if (ceph !== undefined) {
    if (ceph === 'HEALTH_ERR' || ceph === 'HEALTH_WARN') code = 'Degraded';
    else if (ceph === 'HEALTH_OK') code = 'Healthy';
    const details = cephDetails(status(object, 'ceph', 'details'));
    parts.push(join`Ceph health is ${ceph}` + (details === '' ? '' : ` (${details})`));
  }
  const state = status(object, 'state');
  if (state !== undefined && code === 'Healthy') {
    parts.push(join`Ceph cluster state is ${state}`);
    if (state === 'Error') code = 'Degraded';
    else if (state !== 'Created' && state !== 'Connected') code = 'Progressing';
  }
  const message = status(object, 'message');
  if (message !== undefined) parts.push(word(message));
  return health(code, parts.filter((part) => part !== '').join(' - '));
};

function cephDetails(details: unknown): string {
  if (!isFields(details)) return '';
  const messages: string[] = [];
  for (const key of Object.keys(details).sort()) {
    const message = at(details, key, 'message');
    if (message !== undefined) messages.push(word(message));
  }
  return messages.join('; ');
}

export const cephObjectStore: Check = (object) => {
  const phase = status(object, 'phase');
  const endpoint = status(object, 'info', 'endpoint');
  const suffix = endpoint === undefined || endpoint === '' ? '' : join` - endpoint: ${endpoint}`;
  if (phase === undefined) return health('Progressing', `Waiting for status to be reported${suffix}`);
  const code = phase === 'Ready' ? 'Healthy' : phase === 'Failure' ? 'Degraded' : 'Progressing';
  return health(code, join`Ceph object store phase is ${phase}` + suffix);
};

const MINIO_FAILURES: ReadonlySet<unknown> = new Set([
  'Statefulset not controlled by operator',
  'Another MinIO Tenant already exists in the namespace',
  'Tenant credentials are not set properly',
  'Different versions across MinIO Pools',
  'Pool Decommissioning Not Allowed',
]);

export const minioTenant: Check = (object) => {
  const state = status(object, 'currentState');
  if (state === undefined) return NO_INFO;
  if (state === 'Initialized') return health('Healthy', state);
  return health(MINIO_FAILURES.has(state) ? 'Degraded' : 'Progressing', state);
};

export const solrCloud: Check = (object) => {
  const nodes = status(object, 'solrNodes');
  if (nodes === undefined) return health('Progressing', 'Waiting for solr to exist');
  return listAt(object, 'status', 'solrNodes').every((node) => truthy(at(node, 'ready')))
    ? health('Healthy', 'Solr is ready')
    : health('Progressing', 'Not all replicas are ready');
};

export const zookeeper: Check = (object): Verdict => {
  const ready = status(object, 'readyReplicas');
  return status(object) !== undefined && ready !== 0 && ready === status(object, 'replicas')
    ? health('Healthy', 'All ZK Nodes have joined the ensemble')
    : health('Progressing', 'Waiting for ZK Nodes to join the ensemble');
};

export const objectBucketClaim: Check = (object) => {
  if (status(object) === undefined) return health('Progressing', 'Waiting for status to be reported');
  const phase = status(object, 'phase');
  if (phase === undefined) return health('Progressing', 'Waiting for phase to be reported');
  const code = phase === 'Bound' ? 'Healthy' : phase === 'Failed' ? 'Degraded' : 'Progressing';
  return health(code, join`Object bucket claim phase is ${phase}`);
};

export const storageCluster = prio(
  [
    when('Degraded', 'True', 'Degraded'),
    when('Progressing', 'True', 'Progressing'),
    when('Available', 'True', 'Healthy'),
  ],
  always('Unknown', 'StorageCluster is in an unknown state.'),
);

/** §4.10. */
export const dataVolume: Check = (object) => {
  let code: HealthStatusCode = 'Progressing';
  let text: unknown = 'No status available';
  const phase = status(object, 'phase');
  if (phase !== undefined) {
    text = phase;
    if (phase === 'Succeeded') return health('Healthy', text);
    if (phase === 'Paused') return health('Suspended', text);
    if (phase === 'Failed' || phase === 'Unknown') code = 'Degraded';
  }
  const failed = conditionsOf(object).find(
    (condition) => condition.type === 'Running' && condition.status === 'False' && condition.reason === 'Error',
  );
  return failed === undefined ? health(code, text) : health('Degraded', failed.message);
};

export const astraBackup: Check = (object) => {
  const state = status(object, 'state');
  if (state === undefined) return health('Progressing', 'No status available');
  if (state === 'Completed') return health('Healthy', `${object.kind} Completed`);
  if (state === 'Running') return health('Progressing', `${object.kind} Running`);
  return health('Degraded', state);
};

const astraState = (word_: string) => (object: KubeObject) => `${object.kind} ${word_}`;

export const astraAppVault = byValue(['status', 'state'], {
  values: {
    available: ['Healthy', astraState('Available')],
    Available: ['Healthy', astraState('Available')],
    failed: ['Degraded', astraState('Failed')],
    Failed: ['Degraded', astraState('Failed')],
  },
  absent: ['Progressing', 'No status available'],
});

export const astraExecHook: Check = (object) => {
  const enabled = spec(object, 'enabled');
  if (enabled === true) return health('Healthy', `${object.kind} enabled`);
  return enabled === false
    ? health('Suspended', `${object.kind} disabled`)
    : health('Progressing', 'No status available');
};

export const astraSchedule: Check = (object) => {
  const scheduled = status(object, 'lastScheduleTime');
  return health(
    'Healthy',
    scheduled === undefined
      ? 'Protection policy not yet executed'
      : join`Protection policy lastScheduleTime: ${scheduled}`,
  );
};

export const tridentBackend: Check = (object) => {
  const outcome = status(object, 'lastOperationStatus');
  if (status(object, 'phase') === 'Bound' && outcome === 'Success') return health('Healthy', status(object, 'message'));
  if (outcome === 'Failed') return health('Degraded', status(object, 'message'));
  return health('Progressing', 'Waiting for backend creation');
};

const tridentMessage = (object: KubeObject) => status(object, 'message');

export const tridentOrchestrator = byValue(['status', 'status'], {
  values: {
    Installed: ['Healthy', tridentMessage],
    Failed: ['Degraded', tridentMessage],
    Error: ['Degraded', tridentMessage],
  },
  absent: ['Progressing', 'Waiting for trident installation'],
});

export const rabbitCluster: Check = (object) => {
  if (some(object, 'ReconcileSuccess', 'False')) {
    return health(
      'Degraded',
      conditionsOf(object).find((c) => c.type === 'ReconcileSuccess' && c.status === 'False')?.message,
    );
  }
  const latest = (type: string) => conditionsOf(object).findLast((condition) => condition.type === type)?.status;
  const available = latest('ClusterAvailable');
  const ready = latest('AllReplicasReady');
  if (available === 'Unknown' || ready === 'Unknown') {
    return health('Progressing', 'Waiting for RabbitMQ cluster readiness (conditions unknown)');
  }
  if (available === 'False') return health('Progressing', 'Waiting for RabbitMQ cluster formation');
  if (ready === 'False') return health('Progressing', 'Waiting for RabbitMQ instances ready');
  return available === 'True' && ready === 'True'
    ? health('Healthy', 'RabbitMQ cluster ready')
    : health('Progressing', 'Waiting for RabbitMQ Operator');
};
