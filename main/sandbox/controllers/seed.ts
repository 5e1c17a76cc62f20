import type { KubeObject } from '../../model/index.ts';
import { SERVER_VERSION } from '../api/discovery.ts';
import type { ClusterState } from '../cluster-state.ts';
import { timestamp } from '../cluster-state.ts';
import { create, update } from '../operations/write.ts';
import { internal } from '../operations/write-options.ts';
import { INGRESS_CLASS } from './ingress.ts';

const NODES = 3;

/** What a new cluster has: namespaces, nodes, a storage class and an Ingress class, the roles that people bind. False for one that has been started before. */
export function seedCluster(state: ClusterState): boolean {
  if (state.store.count('/namespaces') > 0) return false;
  const put = (apiVersion: string, kind: string, name: string, more: object = {}, namespace?: string) => {
    const served = state.kinds.kind(apiVersion, kind)!;
    create(
      state,
      served,
      namespace,
      { apiVersion, kind, metadata: { name, ...(more as { metadata?: object }).metadata }, ...without(more) },
      internal('argosy-sandbox'),
    );
  };
  for (const namespace of ['default', 'kube-system', 'kube-public', 'kube-node-lease'])
    put('v1', 'Namespace', namespace);
  for (let n = 1; n <= NODES; n++) addNode(state, `sandbox-node-${n}`);
  put('storage.k8s.io/v1', 'StorageClass', 'standard', {
    metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: 'argosy-sandbox',
    allowVolumeExpansion: true,
  });
  put('networking.k8s.io/v1', 'IngressClass', INGRESS_CLASS, { spec: { controller: 'argosy.dev/sandbox' } });
  for (const [name, value] of [
    ['system-cluster-critical', 2_000_000_000],
    ['system-node-critical', 2_000_001_000],
  ] as const) {
    put('scheduling.k8s.io/v1', 'PriorityClass', name, {
      value,
      description: `Used for ${name.replace('system-', '')} pods of the sandbox.`,
    });
  }
  const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
  put('rbac.authorization.k8s.io/v1', 'ClusterRole', 'cluster-admin', { rules });
  for (const name of ['admin', 'edit']) put('rbac.authorization.k8s.io/v1', 'ClusterRole', name, { rules });
  put('rbac.authorization.k8s.io/v1', 'ClusterRole', 'view', {
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }],
  });
  put(
    'v1',
    'Service',
    'kubernetes',
    {
      metadata: { labels: { component: 'apiserver', provider: 'kubernetes' } },
      spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, targetPort: 6443 }] },
    },
    'default',
  );
  return true;
}

function without(more: object): object {
  const { metadata: _metadata, ...rest } = more as { metadata?: unknown };
  return rest;
}

function addNode(state: ClusterState, name: string): void {
  const kind = state.kinds.kind('v1', 'Node')!;
  const node = create(
    state,
    kind,
    undefined,
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: {
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'argosy.dev/simulated': 'true',
        },
      },
    },
    internal('kubelet'),
  ).object;
  const room = { cpu: '64', memory: '256Gi', 'ephemeral-storage': '1Ti', pods: '10k' };
  const now = timestamp(state.clock);
  const status = {
    capacity: room,
    allocatable: room,
    addresses: [
      { type: 'InternalIP', address: '127.0.0.1' },
      { type: 'Hostname', address: name },
    ],
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        reason: 'KubeletReady',
        message: 'the node is simulated',
        lastHeartbeatTime: now,
        lastTransitionTime: now,
      },
    ],
    nodeInfo: {
      kubeletVersion: SERVER_VERSION.gitVersion,
      containerRuntimeVersion: 'argosy-sandbox://0',
      operatingSystem: 'linux',
      architecture: 'amd64',
      osImage: 'Argosy sandbox (simulated)',
    },
  };
  update(state, kind, undefined, name, 'status', { ...node, status } as unknown as KubeObject, internal('kubelet'));
}
