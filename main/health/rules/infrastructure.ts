/** Clusters, machines, clouds: health-rules §3, §4.1, §4.12, §4.13, §4.20, §4.22–4.24. */

import type { HealthStatusCode, KubeObject } from '../../model/index.ts';
import type { Check } from '../compiled/index.ts';
import { conditionList, conditionsOf } from '../conditions.ts';
import { at, health, needList, truthy, word } from '../fields.ts';
import {
  always,
  because,
  generation,
  isEmpty,
  isOutdated,
  join,
  last,
  observed,
  scan,
  scanList,
  some,
  spec,
  status,
  type Verdict,
  when,
} from './clauses.ts';
import { byValue } from './patterns.ts';

/** §4.1: Google's config connector. */
export const configConnector: Check = (object) => {
  const seen = observed(object);
  const fresh = seen === undefined || seen === generation(object);
  const { kind } = object;
  const healthy = status(object, 'healthy');
  if ((kind === 'ConfigConnector' || kind === 'ConfigConnectorContext') && healthy !== undefined && fresh) {
    return healthy === true ? health('Healthy', `${kind} is healthy`) : health('Degraded', `${kind} is not healthy`);
  }
  const waiting = always('Progressing', 'Update in progress');
  if (!fresh) return waiting(object);
  return scanList(
    conditionsOf(object),
    [
      when(undefined, 'True', 'Healthy', undefined, because('UpToDate')),
      when(undefined, 'any', 'Degraded', undefined, because('UpdateFailed')),
      when(undefined, 'any', 'Degraded', undefined, because('DependencyNotFound')),
      when(undefined, 'any', 'Suspended', undefined, because('DependencyNotReady')),
    ],
    object,
    waiting,
  );
};

export const awsController = scan(
  [
    when('ACK.Terminal', 'True', 'Degraded'),
    when('Ready', 'False', 'Progressing'),
    when('Ready', 'True', 'Healthy', ''),
  ],
  always('Progressing', 'Waiting for resource to be ready'),
);

export const clusterApiCluster: Check = (object) => {
  if (truthy(spec(object, 'paused'))) return health('Suspended', 'Cluster is paused');
  const serious = conditionsOf(object).find(
    (condition) => condition.type === 'Ready' && condition.status === 'False' && condition['severity'] !== 'Info',
  );
  if (serious !== undefined) return health('Degraded', serious.message);
  const phase = status(object, 'phase');
  if (phase === 'Provisioned') return health('Healthy', 'Cluster is running');
  return phase === 'Failed' ? health('Degraded') : health('Progressing', 'Waiting for clusters');
};

export const machine: Check = (object) => {
  const phase = status(object, 'phase');
  if (phase === 'Running') return health('Healthy', 'Machine is running');
  const failed = conditionsOf(object).find((condition) => condition.type === 'Ready' && condition.status === 'False');
  return health(
    phase === 'Failed' ? 'Degraded' : 'Progressing',
    failed === undefined ? 'Condition is unknown' : failed.message,
  );
};

const machineDeploymentPhase = byValue(['status', 'phase'], {
  values: {
    Running: ['Healthy', 'Machines are running under this deployment'],
    ScalingUp: ['Progressing', 'Cluster is spawning machines'],
    ScalingDown: ['Progressing', 'Cluster is stopping machines'],
    Failed: ['Degraded', 'MachineDeployment is failed'],
  },
  absent: ['Progressing', 'Waiting for machines'],
});

export const machineDeployment: Check = (object) =>
  truthy(spec(object, 'paused')) ? health('Suspended', 'MachineDeployment is paused') : machineDeploymentPhase(object);

export const machineHealthCheck: Check = (object) => {
  const healthy = status(object, 'currentHealthy');
  if (healthy === undefined) return health('Progressing');
  return health(healthy === status(object, 'expectedMachines') ? 'Healthy' : 'Degraded');
};

/** §4.12: conditions are told and never change the status. */
export const machinePool: Check = (object) => {
  const phase = status(object, 'phase');
  let code: HealthStatusCode = 'Progressing';
  let text = '';
  if (phase !== undefined) {
    text = join`MachinePool is ${phase}`;
    if (phase === 'Running' || phase === 'Scaling') code = 'Healthy';
    else if (phase === 'Failed' || phase === 'Unknown') code = 'Degraded';
  }
  const missing = conditionsOf(object)
    .filter((condition) => condition.type !== undefined && condition.type !== null && condition.status === 'False')
    .map((condition) => {
      const reason = condition.reason ?? undefined;
      return join`Not ${condition.type}` + (reason === undefined ? '' : join` (${reason})`);
    });
  return health(code, missing.length === 0 ? text : `${text}: ${missing.join(', ')}`);
};

/** §4.13. */
export const awsManagedControlPlane: Check = (object) => {
  const provisioning = health('Progressing', 'Provisioning...');
  if (status(object) === undefined) return provisioning;
  if (isOutdated(object)) return health('Progressing', 'Waiting for the control plane spec to be reconciled');
  const failure = status(object, 'failureMessage');
  if (failure !== undefined && failure !== '') return health('Degraded', failure);
  if (status(object, 'conditions') === undefined) return provisioning;
  if (some(object, 'EKSControlPlaneUpdating', 'True')) return health('Progressing', 'EKS control plane is updating');
  let errors = '';
  for (const condition of conditionsOf(object)) {
    if (condition.type === 'Ready' && condition.status === 'True') return health('Healthy', 'Control plane is ready');
    if (condition.status === 'False' && condition['severity'] === 'Error')
      errors += `${word(condition.message ?? undefined)} `;
  }
  if (errors !== '') return health('Degraded', errors);
  return health(
    'Progressing',
    status(object, 'ready') === false
      ? 'Control plane is not ready (.status.ready is false)'
      : 'Control plane is not ready',
  );
};

export const gardenerShoot = byValue(['metadata', 'labels', 'shoot.gardener.cloud/status'], {
  values: {
    healthy: ['Healthy', 'Component state: Healthy'],
    progressing: ['Progressing', 'Component state: Update in progress'],
    unhealthy: ['Degraded', 'Component state: Unhealthy'],
    unknown: ['Unknown', 'Component state: Unknown'],
  },
  absent: ['Progressing', 'Update in progress'],
});

/** §4.22. */
export const nodeClaim: Check = (object) => {
  if (isOutdated(object)) return health('Progressing', 'Waiting for NodeClaim spec to be reconciled');
  const conditions = conditionsOf(object);
  const disrupting = conditions.find((condition) => condition.type === 'Disrupting' && condition.status === 'True');
  if (disrupting !== undefined) return health('Suspended', disrupting.message);
  const ready = conditions.find(
    (condition) => condition.type === 'Ready' && (condition.status === 'True' || condition.status === 'False'),
  );
  if (ready !== undefined) return health(ready.status === 'True' ? 'Healthy' : 'Degraded', ready.message);
  if (some(object, 'Initialized', 'True')) return health('Progressing', 'Node initialized, waiting for Ready');
  if (some(object, 'Registered', 'True')) return health('Progressing', 'Node registered, waiting for initialization');
  if (some(object, 'Launched', 'True')) return health('Progressing', 'Node launched, waiting for registration');
  return health('Progressing', 'Waiting for NodeClaim to be launched');
};

/** §4.23. */
export const virtualMachine: Check = (object) => {
  let code: HealthStatusCode = 'Progressing';
  let text: unknown = 'No status available';
  for (const condition of conditionsOf(object)) {
    if (condition.type === 'Paused' && condition.status === 'True') return health('Suspended', 'Paused');
    if (condition.type !== 'Ready') continue;
    if (condition.status === 'True') {
      code = 'Healthy';
      text = 'Running';
    } else if (truthy(status(object, 'created'))) {
      text = 'Starting';
    } else {
      code = 'Suspended';
      text = 'Stopped';
    }
  }
  return health(code, status(object, 'printableStatus') ?? text);
};

const VMI_PHASES: ReadonlyMap<unknown, HealthStatusCode> = new Map<unknown, HealthStatusCode>([
  ['Failed', 'Degraded'],
  ['Pending', 'Progressing'],
  ['Scheduling', 'Progressing'],
  ['Scheduled', 'Progressing'],
  ['Succeeded', 'Suspended'],
  ['Unknown', 'Unknown'],
]);

/** §4.24. */
export const virtualMachineInstance: Check = (object) => {
  const phase = status(object, 'phase');
  const known = VMI_PHASES.get(phase);
  if (known !== undefined) return health(known, phase);
  let verdict: Verdict = health('Progressing', phase ?? 'No status available');
  for (const condition of conditionsOf(object)) {
    if (condition.type === 'Ready') {
      verdict = condition.status === 'True' ? health('Healthy', 'Running') : health('Degraded', condition.message);
    } else if (condition.type === 'Paused' && condition.status === 'True') {
      return health('Suspended', condition.message);
    }
  }
  return verdict;
};

export const nodeNetworkPolicy: Check = (object) => {
  const codes: ReadonlyMap<unknown, HealthStatusCode> = new Map<unknown, HealthStatusCode>([
    ['Available', 'Healthy'],
    ['Degraded', 'Degraded'],
    ['Progressing', 'Progressing'],
    ['Ignored', 'Suspended'],
  ]);
  for (const condition of conditionsOf(object)) {
    const code = condition.status === 'True' ? codes.get(condition.type) : undefined;
    if (code === undefined) continue;
    const message = condition.message ?? '';
    return health(code, message === '' ? condition.reason : join`${condition.reason ?? undefined}: ${message}`);
  }
  return health('Progressing', 'Waiting for policy to be applied');
};

/** §4.20. */
export const iamRole: Check = (object) => {
  const named = (field: string) => word(status(object, field) ?? '<none>');
  const who = `'${named('roleName')}' with ARN '${named('roleARN')}' and ID '${named('roleID')}'`;
  switch (status(object, 'state')) {
    case 'Ready':
      return health(
        'Healthy',
        `Role '${named('roleName')}' exists with ARN '${named('roleARN')}' and ID '${named('roleID')}'.`,
      );
    case 'Error':
    case 'RolesMaxLimitReached':
    case 'PolicyNotAllowed':
    case 'RoleNameNotAvailable': {
      const retries = status(object, 'retryCount');
      const retry = typeof retries === 'number' && retries > 0 ? `(retry ${retries}) ` : '';
      const why = status(object, 'errorDescription');
      const reason = why === undefined ? '' : join` Reconciliation error was: ${why}`;
      return health('Degraded', `Failed to reconcile the Iamrole ${retry}for role ${who}.${reason}`);
    }
    default:
      return health('Progressing', 'Waiting for Iamrole to be reconciled');
  }
};

export const crossplaneProvider: Check = (object) => {
  if (status(object, 'conditions') === undefined) return health('Progressing', 'Waiting for provider to be installed');
  const installed = last(object, 'Installed');
  const healthy = last(object, 'Healthy');
  const text = join`${installed?.reason ?? undefined} ${healthy?.reason ?? undefined}`;
  return health(installed?.status === 'True' && healthy?.status === 'True' ? 'Healthy' : 'Degraded', text);
};

export const clusterStackInstall: Check = (object) => {
  const ready = conditionList(status(object, 'conditionedStatus', 'conditions')).filter((c) => c.type === 'Ready');
  const done = ready.find((condition) => condition.status === 'True');
  if (done !== undefined) return health('Healthy', done.reason);
  const latest = ready.at(-1);
  return health('Progressing', latest === undefined ? 'Waiting for stack to be installed' : latest.reason);
};

/** §4.35. */
export const karmadaBinding: Check = (object) => {
  const insufficient = health('Progressing', 'Current resource status is insufficient');
  if (status(object) === undefined) return insufficient;
  const clusters = spec(object, 'clusters');
  const told = status(object, 'aggregatedStatus');
  const wanted = Array.isArray(clusters) ? clusters.length : 0;
  const strict = object.kind === 'ClusterResourceBinding';
  if (strict ? wanted === 0 : clusters !== undefined && wanted === 0) return insufficient;
  if (isEmpty(told) || !Array.isArray(told)) return insufficient;
  if (clusters !== undefined && told.length !== wanted) return insufficient;
  for (const item of told) {
    const found = at(item, 'health');
    if (found === 'Unhealthy' || (found === 'Unknown' && at(item, 'applied') !== true)) {
      return health('Degraded', 'Current resource status is unhealthy');
    }
  }
  return health('Healthy');
};

export const managedCertificate: Check = (object) => {
  const domains = status(object, 'domainStatus');
  if (Array.isArray(domains) && domains.some((domain) => at(domain, 'status') === 'FailedNotVisible')) {
    return health('Degraded', 'At least one certificate has failed to be provisioned');
  }
  return status(object, 'certificateStatus') === 'Active'
    ? health('Healthy', 'All certificates are active')
    : health('Progressing', 'At least one certificate is still being provisioned');
};

/** DeploymentConfig: how many of its two signs are there. */
export const deploymentConfig: Check = (object) => {
  const waiting = health('Progressing', 'replication controller is waiting for pods to run');
  const replicas = status(object, 'replicas');
  if (status(object, 'conditions') === undefined || replicas === undefined) return waiting;
  const signs = conditionsOf(object).filter(
    ({ type, status: state, reason }) =>
      state === 'True' &&
      (type === 'Available' || (type === 'Progressing' && reason === 'NewReplicationControllerAvailable')),
  ).length;
  if (signs === 2 || replicas === 0) return health('Healthy', 'replication controller successfully rolled out');
  return signs === 1 ? waiting : health('Degraded', 'Deployment config is degraded');
};

export const openshiftRoute: Check = (object) => {
  const waiting = health('Progressing', 'Route is still getting admitted');
  const entries = status(object, 'ingress');
  if (!Array.isArray(entries)) return waiting;
  let admitted = 0;
  let refused = 0;
  for (const entry of entries) {
    for (const condition of conditionList(needList(entry, 'conditions'))) {
      if (condition.type !== 'Admitted') continue;
      if (condition.status === 'True') admitted += 1;
      else if (condition.status === 'False') refused += 1;
    }
  }
  if (admitted === entries.length) return health('Healthy', 'Route is healthy');
  return refused > 0 ? health('Degraded', 'Route is degraded') : waiting;
};

export const ingressController = scan(
  [
    when('Degraded', 'True', 'Degraded'),
    when('DeploymentReplicasAllAvailable', 'False', 'Progressing'),
    when('Progressing', 'True', 'Progressing', (condition) => condition.reason),
    when('Available', 'True', 'Healthy', 'IngressController is available'),
  ],
  always('Progressing', 'Status of IngressController is not known yet'),
);

/** §4.26. */
export const olmSubscription: Check = (object: KubeObject) => {
  if (status(object, 'conditions') === undefined) {
    return health('Progressing', 'An install plan for a subscription is pending installation');
  }
  const conditions = conditionsOf(object);
  const manual =
    spec(object, 'installPlanApproval') === 'Manual' &&
    status(object, 'installedCSV') !== undefined &&
    conditions.some((c) => c.type === 'InstallPlanPending' && c.status === 'True' && c.reason === 'RequiresApproval');
  let text = '';
  let pending = 0;
  let bad = 0;
  for (const [index, condition] of conditions.entries()) {
    const { type } = condition;
    if (manual && type === 'InstallPlanPending') continue;
    text += join`${index + 1}: ${type ?? undefined} | ${condition.status ?? undefined}\n`;
    if (type === 'InstallPlanPending' && condition.status === 'True') pending += 1;
    else if (type === 'InstallPlanMissing') {
      if (condition.reason !== 'ReferencedInstallPlanNotFound') bad += 1;
    } else if (
      (type === 'CatalogSourcesUnhealthy' || type === 'InstallPlanFailed' || type === 'ResolutionFailed') &&
      condition.status === 'True'
    ) {
      bad += 1;
    }
  }
  const state = status(object, 'state');
  if (state === undefined) {
    pending += 1;
    text += '.status.state not yet known\n';
  } else if (state === 'UpgradePending' && manual) {
    text += ".status.state is 'UpgradePending' (manual InstallPlan approval pending; treated as healthy)\n";
  } else {
    text += `.status.state is '${word(state)}'\n`;
    if (state === '' || state === 'UpgradeAvailable' || state === 'UpgradePending') pending += 1;
    else if (state === 'UpgradeFailed') bad += 1;
  }
  return health(bad > 0 ? 'Degraded' : pending > 0 ? 'Progressing' : 'Healthy', text);
};
