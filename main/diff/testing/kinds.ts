import type { KindChoices, Place } from './choices.ts';

/** Kinds of the oracle's property tests: the built-in ones that GitOps repositories hold, and a custom resource. */

const at = (place: string, ...values: readonly unknown[]): Place => ({ at: place, values });

const META: readonly Place[] = [
  at('metadata.labels.app', 'web', 'shop', undefined),
  at('metadata.labels.example~com/team', undefined, 'blue', 'red', ''),
  at('metadata.annotations.note', undefined, 'one', 'two', ''),
  at('metadata.annotations', undefined, undefined, undefined, {}, null),
  at('metadata.finalizers', undefined, undefined, undefined, ['example.com/a'], ['example.com/b', 'example.com/a'], []),
];

const podTemplate = (root: string, restartPolicy: readonly unknown[]): readonly Place[] => [
  at(`${root}.metadata.labels.app`, 'web'),
  at(`${root}.metadata.labels.tier`, undefined, 'front', 'back'),
  at(`${root}.metadata.annotations.checksum`, undefined, 'a', 'b'),
  at(`${root}.metadata.creationTimestamp`, undefined, null),
  at(`${root}.spec.restartPolicy`, ...restartPolicy),
  at(`${root}.spec.containers[name=web].image`, 'web:1', 'web:2'),
  at(
    `${root}.spec.containers[name=side]`,
    undefined,
    undefined,
    { image: 'side:1' },
    { image: 'side:1', command: ['run'] },
  ),
  at(`${root}.spec.containers[name=web].args`, undefined, ['a'], ['a', 'b'], []),
  at(`${root}.spec.containers[name=web].env[name=A]`, undefined, { value: 'x' }, { value: '' }, {}),
  at(
    `${root}.spec.containers[name=web].env[name=B]`,
    undefined,
    { value: 'y' },
    {
      valueFrom: { fieldRef: { fieldPath: 'metadata.name' } },
    },
    { valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: false } } },
  ),
  at(`${root}.spec.containers[name=web].env[name=C].value`, undefined, '1', '2'),
  at(`${root}.spec.containers[name=web].ports[containerPort=80]`, undefined, {}, { protocol: 'TCP' }, { name: 'http' }),
  at(`${root}.spec.containers[name=web].ports[containerPort=53]`, undefined, undefined, {
    protocol: 'UDP',
    name: 'dns',
  }),
  at(`${root}.spec.containers[name=web].resources.limits.cpu`, undefined, '1', '1000m', 1, '0.5'),
  at(`${root}.spec.containers[name=web].resources.limits.memory`, undefined, '1Gi', '1024Mi', '1073741824'),
  at(`${root}.spec.containers[name=web].resources`, undefined, undefined, undefined, {}),
  at(`${root}.spec.containers[name=web].imagePullPolicy`, undefined, undefined, 'Always', 'IfNotPresent'),
  at(`${root}.spec.containers[name=web].tty`, undefined, undefined, false, true),
  at(
    `${root}.spec.containers[name=web].securityContext`,
    undefined,
    undefined,
    {},
    { allowPrivilegeEscalation: false },
    {
      capabilities: { drop: ['ALL'] },
    },
  ),
  at(
    `${root}.spec.containers[name=web].readinessProbe`,
    undefined,
    undefined,
    { httpGet: { path: '/', port: 80 } },
    {
      httpGet: { path: '/ready', port: 'http', scheme: 'HTTP' },
      periodSeconds: 10,
    },
    { tcpSocket: { port: 80 }, initialDelaySeconds: 0 },
  ),
  at(
    `${root}.spec.containers[name=web].volumeMounts[mountPath=/tmp]`,
    undefined,
    { name: 'tmp' },
    { name: 'tmp', readOnly: false },
    {
      name: 'tmp',
      subPath: '',
    },
  ),
  at(`${root}.spec.volumes[name=tmp]`, { emptyDir: {} }, { emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } }),
  at(
    `${root}.spec.volumes[name=cfg]`,
    undefined,
    { configMap: { name: 'c' } },
    {
      configMap: { name: 'c', defaultMode: 420, items: [{ key: 'k', path: 'p' }] },
    },
    { projected: { sources: [{ serviceAccountToken: { path: 't' } }, { configMap: { name: 'c' } }] } },
  ),
  at(`${root}.spec.hostNetwork`, undefined, undefined, false),
  at(`${root}.spec.automountServiceAccountToken`, undefined, undefined, false, true),
  at(`${root}.spec.nodeSelector`, undefined, { disk: 'ssd' }, { disk: 'ssd', zone: 'a' }, {}),
  at(
    `${root}.spec.tolerations`,
    undefined,
    [],
    [{ key: 'a', operator: 'Exists' }],
    [{ key: 'a', operator: 'Equal', value: 'x', effect: 'NoSchedule' }, { operator: 'Exists' }],
  ),
  at(`${root}.spec.securityContext`, undefined, undefined, {}, { runAsUser: 1000 }, { runAsNonRoot: false }),
  at(`${root}.spec.terminationGracePeriodSeconds`, undefined, undefined, 30, 60, 0),
  at(`${root}.spec.serviceAccountName`, undefined, undefined, 'robot', ''),
  at(`${root}.spec.imagePullSecrets`, undefined, [{ name: 'r' }], [{ name: 'r' }, { name: 'q' }]),
  at(`${root}.spec.topologySpreadConstraints`, undefined, undefined, [
    {
      maxSkew: 1,
      topologyKey: 'zone',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: { app: 'web' } },
    },
  ]),
  at(`${root}.spec.affinity`, undefined, undefined, {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 1, podAffinityTerm: { topologyKey: 'zone', labelSelector: { matchLabels: { app: 'web' } } } },
      ],
    },
  }),
];

const ALWAYS = [undefined, 'Always'];

export const KINDS: readonly KindChoices[] = [
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    plural: 'configmaps',
    namespaced: true,
    places: [
      ...META,
      at('data.a', '1', '2', undefined, ''),
      at('data.b', undefined, 'x\ny\n', 'z'),
      at('data.constructor', undefined, undefined, 'c'),
      at('data', undefined, undefined, undefined, undefined, {}, null),
      at('binaryData.c', undefined, undefined, 'AAEC', 'AAED'),
      at('immutable', undefined, undefined, undefined, false),
    ],
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    plural: 'secrets',
    namespaced: true,
    places: [
      ...META,
      at('type', undefined, 'Opaque'),
      at('data.a', 'eA==', 'eQ==', undefined, ''),
      at('data.b', undefined, undefined, 'eA==', 'eHh4'),
      at('stringData.a', undefined, undefined, 'x', 'y'),
      at('stringData.c', undefined, 'z', ''),
    ],
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    plural: 'deployments',
    namespaced: true,
    places: [
      ...META,
      at('spec.selector.matchLabels.app', 'web'),
      at('spec.replicas', undefined, 0, 1, 0),
      at('spec.paused', undefined, undefined, false, true),
      at('spec.minReadySeconds', undefined, undefined, 0, 5),
      at('spec.revisionHistoryLimit', undefined, 10, 3, 0),
      at('spec.progressDeadlineSeconds', undefined, undefined, 600),
      at(
        'spec.strategy',
        undefined,
        undefined,
        { type: 'Recreate' },
        { type: 'RollingUpdate' },
        {
          type: 'RollingUpdate',
          rollingUpdate: { maxSurge: '50%', maxUnavailable: 0 },
        },
        { rollingUpdate: { maxSurge: 1 } },
        { type: 'Recreate', rollingUpdate: null },
        {},
      ),
      ...podTemplate('spec.template', ALWAYS),
    ],
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    plural: 'statefulsets',
    namespaced: true,
    places: [
      ...META,
      at('spec.serviceName', 'web'),
      at('spec.selector.matchLabels.app', 'web'),
      at('spec.replicas', undefined, 0, 1),
      at('spec.podManagementPolicy', undefined, 'OrderedReady'),
      at(
        'spec.updateStrategy',
        undefined,
        { type: 'OnDelete' },
        { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      ),
      at('spec.persistentVolumeClaimRetentionPolicy', undefined, { whenDeleted: 'Delete' }),
      at(
        'spec.volumeClaimTemplates',
        [
          {
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        ],
        [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata: { name: 'data' },
            spec: {
              accessModes: ['ReadWriteOnce'],
              volumeMode: 'Filesystem',
              resources: { requests: { storage: '1024Mi' } },
            },
          },
        ],
      ),
      ...podTemplate('spec.template', ALWAYS),
    ],
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    plural: 'daemonsets',
    namespaced: true,
    places: [
      ...META,
      at('spec.selector.matchLabels.app', 'web'),
      at(
        'spec.updateStrategy',
        undefined,
        { type: 'OnDelete' },
        { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
        {
          rollingUpdate: { maxUnavailable: '10%' },
        },
      ),
      ...podTemplate('spec.template', ALWAYS),
    ],
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    plural: 'jobs',
    namespaced: true,
    // The template of a Job cannot change: every choice of it is fixed.
    places: [
      ...META,
      at('spec.suspend', true),
      at('spec.backoffLimit', undefined, 6, 2),
      at('spec.activeDeadlineSeconds', undefined, 100, 200),
      at('spec.ttlSecondsAfterFinished', undefined, 0, 60),
      at('spec.parallelism', undefined, 1, 3),
      at('spec.completions', undefined, 1),
      ...podTemplate('spec.template', ['Never'])
        .filter((place) => place.at.endsWith('.image'))
        .map((p) => ({ ...p, values: p.values.slice(0, 1) })),
      at('spec.template.spec.restartPolicy', 'Never'),
      at('spec.template.metadata.labels.tier', undefined, 'x'),
      at('spec.template.metadata.creationTimestamp', undefined, null),
    ],
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    plural: 'cronjobs',
    namespaced: true,
    places: [
      ...META,
      at('spec.schedule', '0 0 1 1 *', '5 5 5 5 *'),
      at('spec.suspend', undefined, true, false),
      at('spec.concurrencyPolicy', undefined, 'Allow', 'Forbid'),
      at('spec.successfulJobsHistoryLimit', undefined, 3, 0),
      at('spec.startingDeadlineSeconds', undefined, 0, 10),
      at('spec.timeZone', undefined, 'Etc/UTC'),
      at('spec.jobTemplate.spec.backoffLimit', undefined, 6, 1),
      ...podTemplate('spec.jobTemplate.spec.template', ['Never', 'OnFailure']),
    ],
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    plural: 'services',
    namespaced: true,
    places: [
      ...META,
      at('spec.selector.app', 'web', 'shop'),
      at('spec.selector.tier', undefined, 'front'),
      at('spec.type', undefined, undefined, 'ClusterIP', 'NodePort', 'LoadBalancer'),
      at(
        'spec.ports[port=80]',
        {},
        { targetPort: 8080, name: 'http' },
        { name: 'http', targetPort: 'web', protocol: 'TCP' },
        {
          name: 'http',
        },
      ),
      at(
        'spec.ports[port=443]',
        undefined,
        undefined,
        { name: 'https' },
        { name: 'https', targetPort: 443, appProtocol: 'https' },
      ),
      at('spec.ports[port=53]', undefined, undefined, { name: 'dns', protocol: 'UDP' }),
      at('spec.sessionAffinity', undefined, 'None', 'ClientIP'),
      at('spec.clusterIP', undefined, undefined, undefined, ''),
      at('spec.internalTrafficPolicy', undefined, 'Cluster', 'Local'),
      at('spec.publishNotReadyAddresses', undefined, false, true),
      at('spec.externalIPs', undefined, undefined, ['1.2.3.4'], []),
      at('spec.ipFamilyPolicy', undefined, undefined, 'SingleStack'),
    ],
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    plural: 'ingresses',
    namespaced: true,
    places: [
      ...META,
      at('spec.ingressClassName', undefined, 'nginx', 'other'),
      at(
        'spec.defaultBackend',
        { service: { name: 'web', port: { number: 80 } } },
        { service: { name: 'web', port: { name: 'http' } } },
      ),
      at(
        'spec.rules',
        undefined,
        [{ host: 'a.example.com' }],
        [
          {
            host: 'a.example.com',
            http: {
              paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
            },
          },
        ],
        [
          {
            http: {
              paths: [
                { pathType: 'ImplementationSpecific', backend: { service: { name: 'web', port: { number: 80 } } } },
              ],
            },
          },
        ],
      ),
      at('spec.tls', undefined, [{ hosts: ['a.example.com'], secretName: 't' }], [{ hosts: ['a.example.com'] }], []),
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    plural: 'roles',
    namespaced: true,
    places: [
      ...META,
      at(
        'rules',
        undefined,
        [],
        [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
        [
          { apiGroups: [''], resources: ['pods'], verbs: ['get'], resourceNames: [] },
          { apiGroups: ['apps'], resources: ['*'], verbs: ['*'] },
        ],
        null,
      ),
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    plural: 'rolebindings',
    namespaced: true,
    places: [
      ...META,
      at('roleRef', { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' }),
      at(
        'subjects',
        undefined,
        [],
        [{ kind: 'ServiceAccount', name: 'a', namespace: 'b' }],
        [{ kind: 'User', name: 'u' }],
        [
          { kind: 'Group', name: 'g', apiGroup: 'rbac.authorization.k8s.io' },
          { kind: 'ServiceAccount', name: 'a', namespace: 'b' },
        ],
      ),
    ],
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    plural: 'networkpolicies',
    namespaced: true,
    places: [
      ...META,
      at(
        'spec.podSelector',
        {},
        { matchLabels: { app: 'web' } },
        { matchExpressions: [{ key: 'a', operator: 'Exists' }] },
      ),
      at('spec.policyTypes', undefined, ['Ingress'], ['Ingress', 'Egress']),
      at(
        'spec.ingress',
        undefined,
        [],
        [{}],
        [{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }],
        [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: [] } }], ports: [{ port: 'http', protocol: 'TCP' }] }],
      ),
      at('spec.egress', undefined, undefined, [], [{ to: [{ namespaceSelector: { matchLabels: { a: 'b' } } }] }]),
    ],
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    plural: 'horizontalpodautoscalers',
    namespaced: true,
    places: [
      ...META,
      at('spec.scaleTargetRef', { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }),
      at('spec.minReplicas', undefined, 1, 2),
      at('spec.maxReplicas', 3, 5),
      at(
        'spec.metrics',
        undefined,
        [],
        [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
        [{ type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1000Mi' } } }],
      ),
      at(
        'spec.behavior',
        undefined,
        undefined,
        { scaleDown: { stabilizationWindowSeconds: 60 } },
        {
          scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] },
        },
      ),
    ],
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    plural: 'poddisruptionbudgets',
    namespaced: true,
    places: [
      ...META,
      at('spec.selector.matchLabels.app', 'web', 'shop'),
      at('spec.minAvailable', 1, 0, '50%'),
      at('spec.unhealthyPodEvictionPolicy', undefined, 'AlwaysAllow'),
    ],
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    plural: 'persistentvolumeclaims',
    namespaced: true,
    places: [
      ...META,
      at('spec.accessModes', ['ReadWriteOnce']),
      at('spec.resources.requests.storage', '1Gi', '1024Mi'),
      at('spec.storageClassName', 'slow'),
      at('spec.volumeMode', undefined, 'Filesystem'),
      at('spec.volumeName', undefined, ''),
    ],
  },
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    namespaced: false,
    places: [
      ...META,
      at('spec.group', 'oracle.example.com'),
      at('spec.scope', 'Namespaced'),
      at('spec.names.plural', 'NAME'),
      at('spec.names.kind', 'KIND'),
      at('spec.names.singular', undefined, 'SINGULAR'),
      at('spec.names.shortNames', undefined, ['x'], ['x', 'y'], []),
      at('spec.preserveUnknownFields', undefined, false),
      at('spec.conversion', undefined, { strategy: 'None' }),
      at(
        'spec.versions',
        ...[undefined, 'Size'].map((column) => [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
              },
            },
            ...(column === undefined
              ? {}
              : { additionalPrinterColumns: [{ name: column, type: 'string', jsonPath: '.spec.size' }] }),
          },
        ]),
      ),
    ],
  },
  {
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    plural: 'widgets',
    namespaced: true,
    places: [
      ...META,
      at('spec.size', undefined, '1', '1000m', 1),
      at('spec.on', undefined, true, false),
      at('spec.level', undefined, 3, 4, null),
      at('spec.nick', undefined, null, 'n'),
      at('spec.parts[name=a]', undefined, {}, { weight: 1 }, { weight: 2, tags: ['x'] }),
      at('spec.parts[name=b]', undefined, { weight: 1, mode: 'slow' }, { mode: 'fast' }),
      at('spec.colors', undefined, ['red'], ['red', 'blue'], ['blue', 'red'], []),
      at('spec.steps', undefined, [{ run: 'a' }], [{ run: 'a' }, { run: 'b', retries: 2 }], []),
      at('spec.free', undefined, {}, { a: { b: 1 } }, { a: { b: 1, c: [1, { d: 2 }] } }, { a: null }),
      at('spec.whole', undefined, { a: '1' }, { a: '1', b: '2' }, {}),
      at('spec.template', undefined, undefined, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'x', labels: { a: 'b' } },
        data: { k: 'v' },
      }),
      at('spec.nested.deep.on', undefined, true, false),
      at('spec.nested', undefined, undefined, {}),
      at('spec.when', undefined, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00+00:00'),
    ],
  },
];

const text = { type: 'string' };
const integer = { type: 'integer' };

/** The custom resource above: defaults, keys, sets, atomic values, unknown fields, embedded resources. */
export const WIDGETS = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget', singular: 'widget' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  size: { 'x-kubernetes-int-or-string': true },
                  on: { type: 'boolean' },
                  level: { ...integer, default: 3 },
                  nick: { ...text, nullable: true },
                  parts: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                    items: {
                      type: 'object',
                      required: ['name'],
                      properties: {
                        name: text,
                        weight: integer,
                        mode: { ...text, default: 'slow' },
                        tags: { type: 'array', items: text },
                      },
                    },
                  },
                  colors: { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
                  steps: {
                    type: 'array',
                    items: { type: 'object', properties: { run: text, retries: { ...integer, default: 1 } } },
                  },
                  free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  whole: { type: 'object', 'x-kubernetes-map-type': 'atomic', additionalProperties: text },
                  template: {
                    type: 'object',
                    'x-kubernetes-embedded-resource': true,
                    'x-kubernetes-preserve-unknown-fields': true,
                  },
                  nested: {
                    type: 'object',
                    default: {},
                    properties: {
                      deep: { type: 'object', default: {}, properties: { on: { type: 'boolean', default: true } } },
                    },
                  },
                  when: { ...text, format: 'date-time' },
                },
              },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      },
    ],
  },
};
