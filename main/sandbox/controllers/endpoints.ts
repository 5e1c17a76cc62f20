import type { KubeObject } from '../../model/index.ts';
import { deepEqual } from '../../model/index.ts';
import type { Labels } from '../kinds/stored/existing.ts';
import type { Service, ServicePort } from '../kinds/stored/network.ts';
import type { Pod } from '../kinds/stored/pod.ts';
import { type Desk, hash, isPodReady } from './desk.ts';
import { ownedBy } from './owned.ts';
import { MANAGER } from './pods.ts';
import { Reconciler } from './reconciler.ts';

const SLICE_MANAGER = 'endpointslice-controller.k8s.io';

/** Endpoints and EndpointSlices of Services that select Pods, and addresses of load balancers. */
export function startEndpoints(desk: Desk): Reconciler {
  return new Reconciler(desk.state, {
    name: 'Endpoints',
    *concerns(change) {
      if (change.storage === '/services') yield change.key;
      else if (change.storage === '/pods') {
        const { namespace } = change.stored.object.metadata;
        for (const service of desk.in('/services', namespace)) {
          if (
            selects(service, change.stored.object) ||
            (change.previous !== undefined && selects(service, change.previous.object))
          )
            yield `${namespace}/${service.metadata.name}`;
        }
      }
    },
    sync(key) {
      const service = desk.get('/services', key);
      if (service === undefined || service.metadata.deletionTimestamp !== undefined) {
        const endpoints = desk.get('/endpoints', key);
        if (
          service === undefined &&
          endpoints !== undefined &&
          endpoints.metadata.labels?.['endpoints.kubernetes.io/managed-by'] === 'endpoint-controller'
        )
          desk.remove(endpoints);
        return undefined;
      }
      balance(desk, service);
      if (service.spec.selector !== undefined && service.spec.type !== 'ExternalName') publish(desk, key, service);
      return undefined;
    },
  });
}

function selects(service: Service, pod: KubeObject): boolean {
  const { selector } = service.spec;
  if (selector === undefined) return false;
  return Object.entries(selector).every(([name, value]) => pod.metadata.labels?.[name] === value);
}

function balance(desk: Desk, service: Service): void {
  if (service.spec.type !== 'LoadBalancer' || (service.status?.loadBalancer?.ingress ?? []).length > 0) return;
  // The cluster's own address, told apart by what is already unique: the last two numbers of the Service's address.
  const [, , high = '0', low = '1'] = (service.spec.clusterIP ?? '').split('.');
  desk.setStatus(
    service,
    { ...service.status, loadBalancer: { ingress: [{ ip: `198.18.${high}.${low}`, ipMode: 'VIP' }] } },
    'argosy-sandbox',
  );
}

function publish(desk: Desk, key: string, service: Service): void {
  const pods = [...desk.in('/pods', service.metadata.namespace)]
    .filter(
      (pod) =>
        selects(service, pod) &&
        pod.status?.podIP !== undefined &&
        pod.status.phase !== 'Failed' &&
        pod.status.phase !== 'Succeeded',
    )
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const target = (pod: Pod) => ({
    kind: 'Pod',
    namespace: pod.metadata.namespace,
    name: pod.metadata.name,
    uid: pod.metadata.uid,
  });
  const ports = (service.spec.ports ?? []).flatMap(({ name, protocol, targetPort }) => {
    const port = portOf(targetPort, pods[0]);
    return port === undefined ? [] : [{ ...(name === undefined ? {} : { name }), port, protocol }];
  });
  const serving = (pod: Pod) =>
    service.spec.publishNotReadyAddresses === true || (isPodReady(pod) && pod.metadata.deletionTimestamp === undefined);
  const addresses = (list: readonly Pod[]) =>
    list.map((pod) => ({ ip: pod.status?.podIP, nodeName: pod.spec.nodeName, targetRef: target(pod) }));
  const ready = pods.filter(serving);
  const unready = pods.filter((pod) => !serving(pod) && pod.metadata.deletionTimestamp === undefined);
  const headless: Labels = service.spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {};
  const subsets =
    ready.length + unready.length === 0
      ? undefined
      : [
          {
            ...(ready.length === 0 ? {} : { addresses: addresses(ready) }),
            ...(unready.length === 0 ? {} : { notReadyAddresses: addresses(unready) }),
            ports,
          },
        ];
  put(desk, '/endpoints', key, {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name: service.metadata.name,
      namespace: service.metadata.namespace,
      labels: { ...service.metadata.labels, ...headless, 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' },
    },
    ...(subsets === undefined ? {} : { subsets }),
  });
  const [known] = desk.dependents(service, 'discovery.k8s.io/endpointslices');
  const name = known?.metadata.name ?? `${service.metadata.name}-${hash(service.metadata.uid).slice(0, 5)}`;
  put(desk, 'discovery.k8s.io/endpointslices', `${service.metadata.namespace}/${name}`, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name,
      namespace: service.metadata.namespace,
      generateName: `${service.metadata.name}-`,
      labels: {
        ...service.metadata.labels,
        ...headless,
        'endpointslice.kubernetes.io/managed-by': SLICE_MANAGER,
        'kubernetes.io/service-name': service.metadata.name,
      },
      ownerReferences: [ownedBy(service)],
    },
    addressType: 'IPv4',
    endpoints: pods.map((pod) => ({
      addresses: [pod.status?.podIP],
      conditions: {
        ready: serving(pod),
        serving: isPodReady(pod),
        terminating: pod.metadata.deletionTimestamp !== undefined,
      },
      nodeName: pod.spec.nodeName,
      targetRef: target(pod),
    })),
    ports: ports.map((port) => ({ name: port.name ?? '', port: port.port, protocol: port.protocol })),
  });
}

function portOf(targetPort: ServicePort['targetPort'], pod: Pod | undefined): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  for (const container of pod?.spec.containers ?? [])
    for (const each of container.ports ?? []) if (each.name === targetPort) return each.containerPort;
  return undefined;
}

function put(
  desk: Desk,
  storage: '/endpoints' | 'discovery.k8s.io/endpointslices',
  key: string,
  wanted: KubeObject & { readonly kind: 'Endpoints' | 'EndpointSlice' },
): void {
  const known = desk.get(storage, key);
  if (known === undefined) {
    desk.create(wanted, MANAGER);
    return;
  }
  const same =
    deepEqual(known.metadata.labels, wanted.metadata.labels) &&
    ['subsets', 'endpoints', 'ports'].every((field) => deepEqual(known[field] ?? [], wanted[field] ?? []));
  if (same) return;
  desk.write(known, { ...wanted, metadata: { ...known.metadata, labels: wanted.metadata.labels } }, '', MANAGER);
}
