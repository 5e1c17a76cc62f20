import { at, EMPTY, type Fact, filledFrom, GONE, isObject, same } from './facts.ts';
import { CLAIM } from './pods.ts';

/** `stringData` is for writing only: its texts go into `data`. */
export const SECRET: readonly Fact[] = [
  ['type', 'Opaque'],
  [
    '{stringData}.data',
    ({ stringData }, now) => ({
      ...(isObject(now) ? now : {}),
      ...Object.fromEntries(
        Object.entries(isObject(stringData) ? stringData : {}).map(([name, text]) => [
          name,
          Buffer.from(String(text)).toString('base64'),
        ]),
      ),
    }),
  ],
  ['stringData', () => GONE],
];

export const NAMESPACE: readonly Fact[] = [
  [
    'metadata{name}.labels',
    ({ name }, now) => ({ ...(isObject(now) ? now : {}), 'kubernetes.io/metadata.name': name }),
  ],
  ['status+.phase', 'Active'],
];

export const NODE: readonly Fact[] = [['status.allocatable', same('capacity')]];

export const LIMIT_RANGE: readonly Fact[] = [
  ['spec.limits[]{type=Container}.default', filledFrom('max')],
  ['spec.limits[]{type=Container}.defaultRequest', filledFrom('default')],
  ['spec.limits[]{type=Container}.defaultRequest', filledFrom('min')],
];

export const PERSISTENT_VOLUME_CLAIM: readonly Fact[] = [['status+.phase', 'Pending'], ...at('spec', CLAIM)];

export const PERSISTENT_VOLUME: readonly Fact[] = [
  ['status+.phase', 'Pending'],
  ['spec.persistentVolumeReclaimPolicy', 'Retain'],
  ['spec.volumeMode', 'Filesystem'],
  ['spec.hostPath.type', ''],
];

export const STORAGE_CLASS: readonly Fact[] = [
  ['reclaimPolicy', 'Delete'],
  ['volumeBindingMode', 'Immediate'],
];

export const PRIORITY_CLASS: readonly Fact[] = [['preemptionPolicy', 'PreemptLowerPriority']];

const RBAC = 'rbac.authorization.k8s.io';

export const BINDING: readonly Fact[] = [
  ['roleRef.apiGroup', RBAC, EMPTY],
  ['subjects[]{kind=User|Group}.apiGroup', RBAC],
];

const WEBHOOK: readonly Fact[] = [
  ['failurePolicy', 'Fail'],
  ['matchPolicy', 'Equivalent'],
  ['timeoutSeconds', 10],
  ['objectSelector', {}],
  ['namespaceSelector', {}],
  ['rules[].scope', '*'],
  ['clientConfig.service.port', 443],
];

export const VALIDATING_WEBHOOKS = at('webhooks[]', WEBHOOK);
export const MUTATING_WEBHOOKS = at('webhooks[]', [...WEBHOOK, ['reinvocationPolicy', 'Never']]);

export const ADMISSION_POLICY: readonly Fact[] = [
  ['spec.failurePolicy', 'Fail'],
  ['spec.matchConstraints.matchPolicy', 'Equivalent'],
  ['spec.matchConstraints.objectSelector', {}],
  ['spec.matchConstraints.namespaceSelector', {}],
  ['spec.matchConstraints.resourceRules[].scope', '*'],
];

export const CUSTOM_RESOURCE_DEFINITION: readonly Fact[] = [
  ['spec.names.singular', ({ kind }) => String(kind ?? '').toLowerCase(), EMPTY],
  ['spec.names.listKind', ({ kind }) => (kind === undefined || kind === '' ? undefined : `${String(kind)}List`), EMPTY],
  ['spec.conversion', { strategy: 'None' }],
  ['spec.conversion.webhook.clientConfig.service.port', 443],
];
