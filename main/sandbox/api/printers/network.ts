import type {
  EndpointSlice,
  Endpoints,
  Ingress,
  IngressClass,
  NetworkPolicy,
  Service,
} from '../../kinds/stored/network.ts';
import { age, firstThree, labelsText, orNone, type Printer, printer, selectorCell } from './printer.ts';

/** Where a load balancer is reached. */
function entrances({ status }: Service | Ingress): string {
  return (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname).join(',');
}

function externally(service: Service): string {
  const { type, externalIPs, externalName } = service.spec;
  const own = (externalIPs ?? []).join(',');
  if (type === 'ExternalName') return externalName ?? '';
  if (type === 'LoadBalancer') return [entrances(service), own].filter((each) => each !== '').join(',') || '<pending>';
  return orNone(own);
}

function addressesOf({ subsets }: Endpoints): readonly string[] {
  return (subsets ?? []).flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => `${ip}:${port}`)),
  );
}

export const NETWORK: Readonly<Record<string, Printer>> = {
  '/Service': printer<Service>((service, now) => {
    const { metadata, spec } = service;
    const ports = (spec.ports ?? []).map(
      ({ port, nodePort, protocol }) => `${port}${nodePort === undefined ? '' : `:${nodePort}`}/${protocol}`,
    );
    return [
      metadata.name,
      spec.type,
      spec.type === 'ExternalName' ? '<none>' : (spec.clusterIPs?.[0] ?? spec.clusterIP ?? '<none>'),
      externally(service),
      orNone(ports.join(',')),
      age(service, now),
      labelsText(spec.selector),
    ];
  }),
  '/Endpoints': printer<Endpoints>((endpoints, now) => [
    endpoints.metadata.name,
    firstThree(addressesOf(endpoints), '<none>'),
    age(endpoints, now),
  ]),
  'discovery.k8s.io/EndpointSlice': printer<EndpointSlice>((slice, now) => [
    slice.metadata.name,
    slice.addressType,
    firstThree(
      (slice.ports ?? []).map(({ port }) => String(port ?? '*')),
      '<unset>',
    ),
    firstThree(
      (slice.endpoints ?? []).flatMap(({ addresses }) => addresses),
      '<unset>',
    ),
    age(slice, now),
  ]),
  'networking.k8s.io/Ingress': printer<Ingress>((ingress, now) => {
    const { metadata, spec } = ingress;
    const hosts = new Set((spec.rules ?? []).flatMap(({ host }) => (host ? [host] : [])));
    return [
      metadata.name,
      orNone(spec.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class']),
      firstThree([...hosts], '*'),
      entrances(ingress),
      (spec.tls ?? []).length > 0 ? '80, 443' : '80',
      age(ingress, now),
    ];
  }),
  'networking.k8s.io/IngressClass': printer<IngressClass>((each, now) => {
    const { controller, parameters } = each.spec;
    const group = parameters?.apiGroup ? `.${parameters.apiGroup}` : '';
    return [
      each.metadata.name,
      controller ?? '',
      parameters === undefined ? '<none>' : `${parameters.kind}${group}/${parameters.name}`,
      age(each, now),
    ];
  }),
  'networking.k8s.io/NetworkPolicy': printer<NetworkPolicy>((policy, now) => [
    policy.metadata.name,
    selectorCell(policy.spec.podSelector),
    age(policy, now),
  ]),
};
