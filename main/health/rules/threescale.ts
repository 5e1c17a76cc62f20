/** capabilities.3scale.net and apps.3scale.net: health-rules §3 and §4.3. The texts name the kind. */

import type { HealthStatusCode } from '../../model/index.ts';
import type { Check } from '../compiled/index.ts';
import { conditionsOf } from '../conditions.ts';
import { health, isFields } from '../fields.ts';
import { mOr, status } from './clauses.ts';
import { positiveFlags } from './patterns.ts';

type Flag = readonly [type: string, code: HealthStatusCode, text: string];

const ready: Flag = ['Ready', 'Healthy', 'is ready'];
const synced: Flag = ['Synced', 'Healthy', 'is synced'];
const invalid: Flag = ['Invalid', 'Degraded', 'configuration is invalid'];
const orphan: Flag = ['Orphan', 'Degraded', 'references non-existing resources'];
const failed: Flag = ['Failed', 'Degraded', 'synchronization failed'];

function flags(kind: string, ...rows: readonly Flag[]): Check {
  return positiveFlags(
    rows.map(([type, code, text]) => [type, code, text.startsWith('3cale') ? text : `3scale ${kind} ${text}`] as const),
    waiting(kind),
  );
}

const waiting = (kind: string) => `Waiting for 3scale ${kind} status...`;

const isId = (value: unknown): boolean => typeof value === 'number' && value > 0;

const application: Check = (object) => {
  if (status(object, 'state') === 'suspended') return health('Suspended', '3scale Application is suspended');
  for (const condition of conditionsOf(object)) {
    if (condition.type !== 'Ready') continue;
    if (condition.status === 'True') return health('Healthy', '3scale Application is ready');
    if (!isId(status(object, 'adminId'))) return health('Degraded', mOr('3scale Application is not ready')(condition));
  }
  return health('Progressing', waiting('Application'));
};

const developerUserFlags = flags('DeveloperUser', ready, invalid, orphan, failed);

const developerUser: Check = (object) =>
  status(object, 'developerUserState') === 'suspended'
    ? health('Suspended', '3scale Developer user is waiting for admin approval')
    : developerUserFlags(object);

const tenant: Check = (object) => {
  const conditions = conditionsOf(object).filter((condition) => condition.type === 'Ready');
  const known = isId(status(object, 'tenantId')) && isId(status(object, 'adminId'));
  if (known && conditions.some((condition) => condition.status === 'True')) {
    return health('Healthy', '3scale Tenant is ready');
  }
  const broken = conditions.find((condition) => condition.status !== 'True');
  if (broken !== undefined) return health('Degraded', mOr('3scale Tenant is degraded')(broken));
  return health('Progressing', waiting('Tenant'));
};

const apiManager: Check = (object) => {
  const available = health('Healthy', '3scale APIManager is available');
  const deployments = status(object, 'deployments');
  if (isFields(deployments) && deployments['ready'] !== undefined) {
    if ((deployments['starting'] ?? undefined) === undefined && (deployments['stopped'] ?? undefined) === undefined) {
      return available;
    }
  }
  for (const condition of conditionsOf(object)) {
    if (condition.type !== 'Available') continue;
    if (condition.status === 'True') return available;
    const reason = condition.reason;
    if (typeof reason === 'string' && reason !== '') {
      return health('Degraded', `3scale APIManager is degraded: ${reason}`);
    }
  }
  return health('Progressing', 'Waiting for 3scale APIManager status...');
};

export const threescaleRules: Readonly<Record<string, Check>> = {
  'apps.3scale.net/APIManager': apiManager,
  'capabilities.3scale.net/ActiveDoc': flags('ActiveDoc', ready, invalid, orphan, failed),
  'capabilities.3scale.net/Application': application,
  'capabilities.3scale.net/ApplicationAuth': flags('ApplicationAuth', ready, ['Failed', 'Degraded', 'failed']),
  'capabilities.3scale.net/Backend': flags('Backend', synced, invalid, failed),
  'capabilities.3scale.net/CustomPolicyDefinition': flags('CustomPolicyDefinition', ready, invalid, failed),
  'capabilities.3scale.net/DeveloperAccount': flags('DeveloperAccount', ready, invalid, failed, [
    'Waiting',
    'Suspended',
    'is waiting for approval',
  ]),
  'capabilities.3scale.net/DeveloperUser': developerUser,
  'capabilities.3scale.net/OpenAPI': flags('OpenAPI', ready, invalid, ['Failed', 'Degraded', 'reconciliation failed']),
  'capabilities.3scale.net/Product': flags('Product', synced, invalid, orphan, failed),
  'capabilities.3scale.net/ProxyConfigPromote': flags(
    'ProxyConfigPromote',
    ready,
    ['In-progress', 'Progressing', 'is in progress'],
    // The spelling is upstream's.
    ['Failed', 'Degraded', '3cale ProxyConfigPromote failed'],
  ),
  'capabilities.3scale.net/Tenant': tenant,
};
