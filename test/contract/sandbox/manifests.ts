/** Objects as people write them: what the two servers are given alike. */

type Fields = Readonly<Record<string, unknown>>;

export interface Sample {
  readonly path: string;
  readonly object: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: Fields & { readonly name: string };
    readonly [field: string]: unknown;
  };
  readonly clusterScoped?: boolean;
}

const containers = [
  {
    name: 'web',
    image: 'registry.example/web:1.0',
    ports: [{ containerPort: 80 }, { name: 'metrics', containerPort: 9090, protocol: 'TCP' }],
    env: [
      { name: 'A', value: '' },
      { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'C', valueFrom: { configMapKeyRef: { name: 'settings', key: 'c' } } },
    ],
    resources: { limits: { cpu: '1000m', memory: '1024Mi' }, requests: { cpu: 0.5 } },
    livenessProbe: { httpGet: { port: 80 }, initialDelaySeconds: 0 },
    readinessProbe: { tcpSocket: { port: 'metrics' }, periodSeconds: 5 },
    lifecycle: { preStop: { httpGet: { port: 80, path: '' } } },
    volumeMounts: [{ name: 'config', mountPath: '/config', readOnly: false }],
  },
  { name: 'side', image: 'registry.example/side', tty: false, command: [], args: ['a'] },
];
const podSpec = {
  hostNetwork: false,
  initContainers: [{ name: 'init', image: 'registry.example/init:latest' }],
  containers,
  volumes: [
    { name: 'config', configMap: { name: 'settings' } },
    { name: 'secret', secret: { secretName: 'keys', items: [{ key: 'a', path: 'a' }] } },
    { name: 'scratch' },
    { name: 'host', hostPath: { path: '/x' } },
    { name: 'down', downwardAPI: { items: [{ path: 'l', fieldRef: { fieldPath: 'metadata.labels' } }] } },
  ],
  nodeSelector: {},
  tolerations: [],
  serviceAccountName: 'robot',
};
const template = (name: string, spec: Fields = podSpec) => ({
  metadata: { labels: { app: name }, creationTimestamp: null },
  spec,
});

const named = (
  apiVersion: string,
  kind: string,
  path: string,
  name: string,
  more: Fields,
  clusterScoped = false,
): Sample => {
  const { metadata, ...rest } = more as { metadata?: Fields };
  return { path, clusterScoped, object: { apiVersion, kind, metadata: { name, ...metadata }, ...rest } };
};

export const samples = (suffix: string): readonly Sample[] => [
  named('v1', 'ConfigMap', '/api/v1/{ns}/configmaps', 'settings', {
    metadata: { labels: { a: 'b' }, annotations: {} },
    data: { c: 'd', e: '' },
    binaryData: { f: 'AAEC' },
    immutable: false,
  }),
  named('v1', 'Secret', '/api/v1/{ns}/secrets', 'keys', { stringData: { a: 'b' }, data: { c: 'ZA==' } }),
  named('v1', 'ServiceAccount', '/api/v1/{ns}/serviceaccounts', 'robot', { automountServiceAccountToken: false }),
  named('v1', 'Service', '/api/v1/{ns}/services', 'web', { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } }),
  named('v1', 'Service', '/api/v1/{ns}/services', 'named', {
    spec: {
      selector: { app: 'web' },
      ports: [
        { name: 'a', port: 80, targetPort: 'http' },
        { name: 'b', port: 443, protocol: 'UDP', targetPort: 8443 },
      ],
      sessionAffinity: 'ClientIP',
    },
  }),
  named('v1', 'Service', '/api/v1/{ns}/services', 'headless', { spec: { clusterIP: 'None', ports: [{ port: 80 }] } }),
  named('v1', 'Service', '/api/v1/{ns}/services', 'outside', {
    spec: { type: 'ExternalName', externalName: 'example.com' },
  }),
  named('v1', 'Service', '/api/v1/{ns}/services', 'balanced', {
    spec: { type: 'LoadBalancer', selector: {}, ports: [{ port: 80 }], loadBalancerSourceRanges: ['10.0.0.0/8'] },
  }),
  named('apps/v1', 'Deployment', '/apis/apps/v1/{ns}/deployments', 'web', {
    spec: { replicas: 0, selector: { matchLabels: { app: 'web' } }, template: template('web') },
  }),
  named('apps/v1', 'Deployment', '/apis/apps/v1/{ns}/deployments', 'recreate', {
    spec: {
      replicas: 0,
      paused: false,
      minReadySeconds: 0,
      selector: { matchLabels: { app: 'r' } },
      strategy: { type: 'Recreate' },
      template: template('r', {
        containers: [{ name: 'a', image: 'b@sha256:0123456789012345678901234567890123456789012345678901234567890123' }],
      }),
    },
  }),
  named('apps/v1', 'ReplicaSet', '/apis/apps/v1/{ns}/replicasets', 'set', {
    spec: { replicas: 0, selector: { matchLabels: { app: 'set' } }, template: template('set') },
  }),
  named('apps/v1', 'StatefulSet', '/apis/apps/v1/{ns}/statefulsets', 'db', {
    spec: {
      replicas: 0,
      serviceName: 'db',
      selector: { matchLabels: { app: 'db' } },
      template: template('db'),
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1024Mi' } } },
        },
      ],
    },
  }),
  named('apps/v1', 'DaemonSet', '/apis/apps/v1/{ns}/daemonsets', 'agent', {
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: template('agent', { ...podSpec, nodeSelector: { nowhere: 'x' } }),
    },
  }),
  named('batch/v1', 'Job', '/apis/batch/v1/{ns}/jobs', 'once', {
    spec: {
      suspend: true,
      template: { metadata: { labels: { a: 'b' } }, spec: { ...podSpec, restartPolicy: 'Never' } },
    },
  }),
  named('batch/v1', 'CronJob', '/apis/batch/v1/{ns}/cronjobs', 'nightly', {
    spec: {
      schedule: '0 3 * * *',
      jobTemplate: { spec: { template: { spec: { ...podSpec, restartPolicy: 'OnFailure' } } } },
    },
  }),
  named('v1', 'Pod', '/api/v1/{ns}/pods', 'alone', { spec: { ...podSpec, nodeSelector: { nowhere: 'x' } } }),
  named('v1', 'PersistentVolumeClaim', '/api/v1/{ns}/persistentvolumeclaims', 'data', {
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      storageClassName: 'none-such',
    },
  }),
  named('networking.k8s.io/v1', 'Ingress', '/apis/networking.k8s.io/v1/{ns}/ingresses', 'web', {
    spec: {
      rules: [
        {
          host: 'a.example.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
          },
        },
      ],
      tls: [{ hosts: ['a.example.com'], secretName: 'tls' }],
    },
  }),
  named('networking.k8s.io/v1', 'NetworkPolicy', '/apis/networking.k8s.io/v1/{ns}/networkpolicies', 'closed', {
    spec: { podSelector: {}, ingress: [{ ports: [{ port: 80 }], from: [{ podSelector: {} }] }] },
  }),
  named('policy/v1', 'PodDisruptionBudget', '/apis/policy/v1/{ns}/poddisruptionbudgets', 'web', {
    spec: { minAvailable: '50%', selector: { matchLabels: { app: 'none' } } },
  }),
  named('autoscaling/v2', 'HorizontalPodAutoscaler', '/apis/autoscaling/v2/{ns}/horizontalpodautoscalers', 'web', {
    spec: {
      maxReplicas: 3,
      scaleTargetRef: { kind: 'Deployment', name: 'none', apiVersion: 'apps/v1' },
      behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
    },
  }),
  named('rbac.authorization.k8s.io/v1', 'Role', '/apis/rbac.authorization.k8s.io/v1/{ns}/roles', 'reader', {
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  }),
  named('rbac.authorization.k8s.io/v1', 'Role', '/apis/rbac.authorization.k8s.io/v1/{ns}/roles', 'empty', {}),
  named(
    'rbac.authorization.k8s.io/v1',
    'RoleBinding',
    '/apis/rbac.authorization.k8s.io/v1/{ns}/rolebindings',
    'reader',
    {
      roleRef: { kind: 'Role', name: 'reader', apiGroup: '' },
      subjects: [
        { kind: 'ServiceAccount', name: 'robot' },
        { kind: 'User', name: 'me' },
      ],
    },
  ),
  named('coordination.k8s.io/v1', 'Lease', '/apis/coordination.k8s.io/v1/{ns}/leases', 'lock', {
    spec: { holderIdentity: 'me', leaseDurationSeconds: 15, renewTime: '2026-01-01T00:00:00.123456Z' },
  }),
  named('v1', 'LimitRange', '/api/v1/{ns}/limitranges', 'limits', {
    spec: { limits: [{ type: 'Container', max: { cpu: '2' }, min: { cpu: '100m' } }] },
  }),
  named('v1', 'ResourceQuota', '/api/v1/{ns}/resourcequotas', 'quota', {
    spec: { hard: { pods: '1000', 'requests.cpu': '100' } },
  }),
  named('discovery.k8s.io/v1', 'EndpointSlice', '/apis/discovery.k8s.io/v1/{ns}/endpointslices', 'slice', {
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.1.1.1'] }],
    ports: [{ port: 80 }],
  }),
  named('v1', 'Endpoints', '/api/v1/{ns}/endpoints', 'hand', {
    subsets: [{ addresses: [{ ip: '10.1.1.1' }], ports: [{ port: 80 }] }],
  }),
  named(
    'storage.k8s.io/v1',
    'StorageClass',
    '/apis/storage.k8s.io/v1/storageclasses',
    `fast-${suffix}`,
    { provisioner: 'example.com/fast', parameters: { a: 'b' } },
    true,
  ),
  named(
    'scheduling.k8s.io/v1',
    'PriorityClass',
    '/apis/scheduling.k8s.io/v1/priorityclasses',
    `high-${suffix}`,
    { value: 1000 },
    true,
  ),
  named(
    'rbac.authorization.k8s.io/v1',
    'ClusterRole',
    '/apis/rbac.authorization.k8s.io/v1/clusterroles',
    `all-${suffix}`,
    { rules: [], aggregationRule: { clusterRoleSelectors: [{ matchLabels: { none: suffix } }] } },
    true,
  ),
  named(
    'v1',
    'PersistentVolume',
    '/api/v1/persistentvolumes',
    `volume-${suffix}`,
    {
      spec: {
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteOnce'],
        hostPath: { path: '/x' },
        storageClassName: 'none-such',
      },
    },
    true,
  ),
  named(
    'networking.k8s.io/v1',
    'IngressClass',
    '/apis/networking.k8s.io/v1/ingressclasses',
    `class-${suffix}`,
    { spec: { controller: 'example.com/c' } },
    true,
  ),
  named(
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
    `hook-${suffix}`,
    {
      webhooks: [
        {
          name: 'a.example.com',
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
          clientConfig: { service: { namespace: 'x', name: 'y' } },
          rules: [
            { apiGroups: ['none.example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['nothing'] },
          ],
        },
      ],
    },
    true,
  ),
  named(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    `things.${suffix}.example.com`,
    {
      spec: {
        group: `${suffix}.example.com`,
        scope: 'Namespaced',
        names: { plural: 'things', kind: 'Thing' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: { spec: { type: 'object', properties: { size: { type: 'integer', default: 1 } } } },
              },
            },
          },
        ],
      },
    },
    true,
  ),
];
