/** Addresses and ports of Services, and the names and selectors that Jobs give themselves. In place. */

import type { KubeObject } from '../../model/index.ts';
import { invalid, invalidValue, StatusError } from '../api/status-error.ts';
import type { ClusterState } from '../cluster-state.ts';
import type { Kind } from './kind.ts';

interface Service extends KubeObject {
  readonly spec: {
    readonly type: string;
    readonly selector?: object;
    readonly allocateLoadBalancerNodePorts?: boolean;
    readonly ports?: readonly { readonly port: number; readonly protocol: string; nodePort?: number | undefined }[];
    clusterIP?: string | undefined;
    clusterIPs?: readonly string[] | undefined;
    ipFamilies?: readonly string[] | undefined;
    ipFamilyPolicy?: string | undefined;
    internalTrafficPolicy?: string;
  };
}

type Labels = Readonly<Record<string, string>>;

interface Job {
  readonly metadata: { readonly uid: string; readonly name: string; labels?: Labels };
  readonly spec: {
    readonly manualSelector?: boolean;
    readonly template: { readonly metadata: { labels?: Labels } };
    selector?: { matchLabels?: Labels };
  };
}

const FIRST_NODE_PORT = 30_000;
const LAST_NODE_PORT = 32_767;

export function allocate(state: ClusterState, kind: Kind, object: KubeObject, current: KubeObject | undefined): void {
  if (kind.kind === 'Service' && kind.group === '')
    allocateService(state, kind, object as Service, current as Service | undefined);
  if (kind.kind === 'Job' && kind.group === 'batch' && current === undefined) labelJob(object as unknown as Job);
}

function allocateService(state: ClusterState, kind: Kind, service: Service, current: Service | undefined): void {
  const { spec } = service;
  if (spec.type === 'ExternalName') {
    for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy'] as const)
      delete spec[field];
    return;
  }
  const before = current?.spec;
  // A PUT that says nothing of the addresses keeps them.
  if (before !== undefined && before.type !== 'ExternalName') {
    spec.clusterIP ??= before.clusterIP;
    spec.clusterIPs ??= before.clusterIPs;
    spec.ipFamilies ??= before.ipFamilies;
    spec.ipFamilyPolicy ??= before.ipFamilyPolicy;
  }
  const others: Service[] = [];
  for (const { object } of state.store.all('/services'))
    if (object.metadata.uid !== service.metadata.uid) others.push(object as Service);
  if (spec.clusterIP === undefined || spec.clusterIP === '') {
    const used = new Set(others.map((each) => each.spec.clusterIP));
    for (let n = 2; n < 65_534 && spec.clusterIP === undefined; n++) {
      const address = `10.96.${n >> 8}.${n & 255}`;
      if (!used.has(address)) spec.clusterIP = address;
    }
  } else if (spec.clusterIP !== 'None' && others.some((each) => each.spec.clusterIP === spec.clusterIP)) {
    throw invalid(kind, service.metadata.name!, [
      invalidValue(
        'spec.clusterIPs',
        [spec.clusterIP],
        `failed to allocate IP ${spec.clusterIP}: provided IP is already allocated`,
      ),
    ]);
  }
  spec.clusterIPs ??= [spec.clusterIP!];
  // Without a selector nothing says of what family the addresses of a headless Service will be.
  const unknown = spec.clusterIP === 'None' && spec.selector === undefined;
  spec.ipFamilies ??= unknown ? ['IPv4', 'IPv6'] : ['IPv4'];
  spec.ipFamilyPolicy ??= unknown ? 'RequireDualStack' : 'SingleStack';
  const nodePorts =
    spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
  if (!nodePorts) {
    if (spec.type === 'ClusterIP' && before !== undefined && before.type !== 'ClusterIP')
      for (const port of spec.ports ?? []) delete port.nodePort;
    return;
  }
  const used = new Set(others.flatMap((each) => (each.spec.ports ?? []).map((port) => port.nodePort)));
  for (const port of spec.ports ?? []) {
    if (port.nodePort === undefined) {
      const kept = (before?.ports ?? []).find(
        (each) => each.port === port.port && each.protocol === port.protocol,
      )?.nodePort;
      port.nodePort = kept;
      for (let n = FIRST_NODE_PORT; n <= LAST_NODE_PORT && port.nodePort === undefined; n++)
        if (!used.has(n)) port.nodePort = n;
      if (port.nodePort === undefined) throw new StatusError(500, 'InternalError', 'no node port is free');
    } else if (used.has(port.nodePort)) {
      throw invalid(kind, service.metadata.name!, [
        invalidValue('spec.ports[0].nodePort', port.nodePort, 'provided port is already allocated'),
      ]);
    }
    used.add(port.nodePort);
  }
}

function labelJob(job: Job): void {
  if (job.spec.manualSelector === true) return;
  const { uid, name } = job.metadata;
  // Labels that were taken from the template are the same map: what comes to one comes to the other.
  const shared = job.metadata.labels !== undefined && job.metadata.labels === job.spec.template.metadata.labels;
  job.spec.selector ??= {};
  job.spec.selector.matchLabels = { ...job.spec.selector.matchLabels, 'batch.kubernetes.io/controller-uid': uid };
  job.spec.template.metadata.labels = {
    ...job.spec.template.metadata.labels,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  if (shared) job.metadata.labels = job.spec.template.metadata.labels;
}
