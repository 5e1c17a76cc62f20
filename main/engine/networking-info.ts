import { gvkOf, type KubeObject, type ResourceRef } from '../model/index.ts';

/** An address that people can open. `title` '' where nobody gave one. */
export interface ExternalUrl {
  readonly title: string;
  readonly url: string;
}

/** Where traffic goes, as far as one object says (reference §5.1–5.3). Absent parts say nothing. */
export interface NetworkingInfo {
  /** Traffic goes to the Pods of its namespace that carry all of these. */
  readonly targetLabels?: Readonly<Record<string, string>>;
  readonly targetRefs?: readonly ResourceRef[];
  /** Traffic comes from these: a route names its gateway, not the other way round. */
  readonly sourceRefs?: readonly ResourceRef[];
  /** Of a Pod: what a Service selects it by. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Addresses of load balancers. */
  readonly ingress?: readonly string[];
  readonly externalUrls?: readonly ExternalUrl[];
}

type Fields = Readonly<Record<string, unknown>>;

const LINK = 'link.argocd.argoproj.io/';
const IGNORE_DEFAULT_LINKS = 'argocd.argoproj.io/ignore-default-links';
/** What Go reads as true. */
const TRUE: ReadonlySet<unknown> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);

// What one object may bring to every frame; objects are hostile input.
const MOST_LABELS = 64;
const MOST_REFS = 256;
const MOST_URLS = 32;
const LONGEST_TEXT = 512;
const LONGEST_URL = 2048;

export function networkingInfoOf(object: KubeObject): NetworkingInfo | undefined {
  const annotations = record(object.metadata.annotations);
  const derived = TRUE.has(annotations[IGNORE_DEFAULT_LINKS]) ? [] : urlsOf(object);
  const info: NetworkingInfo = {
    ...traffic(object),
    ...filled('externalUrls', [...linksOf(annotations), ...derived].slice(0, MOST_URLS)),
  };
  return Object.keys(info).length === 0 ? undefined : info;
}

function traffic(object: KubeObject): NetworkingInfo {
  const { group, kind } = gvkOf(object);
  const namespace = object.metadata.namespace ?? '';
  const spec = specOf(object);
  switch (`${group}/${kind}`) {
    case '/Pod':
      return labelled('labels', object.metadata.labels);
    case '/Service':
      return { ...labelled('targetLabels', spec['selector']), ...filled('ingress', balancersOf(object)) };
    case 'networking.k8s.io/Ingress':
    case 'extensions/Ingress':
      return {
        ...refs(
          'targetRefs',
          ingressServices(spec).map((name) => service(namespace, name)),
        ),
        ...filled('ingress', balancersOf(object)),
      };
    case 'gateway.networking.k8s.io/HTTPRoute':
    case 'gateway.networking.k8s.io/GRPCRoute':
    case 'gateway.networking.k8s.io/TLSRoute':
    case 'gateway.networking.k8s.io/TCPRoute':
    case 'gateway.networking.k8s.io/UDPRoute':
      return {
        ...refs('targetRefs', routeBackends(spec, namespace)),
        ...refs('sourceRefs', gatewaysOf(spec, namespace)),
      };
    case 'gateway.networking.k8s.io/Gateway':
      return filled(
        'ingress',
        list(statusOf(object)['addresses'])
          .map((address) => text(record(address)['value']))
          .filter(said),
      );
    case 'networking.istio.io/ServiceEntry':
      return labelled('targetLabels', record(spec['workloadSelector'])['labels']);
    case 'networking.istio.io/VirtualService':
      return {
        ...refs('targetRefs', istioHosts(spec, namespace)),
        ...refs('sourceRefs', istioGateways(spec, namespace)),
      };
    default:
      return {};
  }
}

/** Reference §5.2: `https` for every host as soon as one TLS entry names a secret; a rule without a host has the first balancer's. */
function urlsOf(object: KubeObject): readonly ExternalUrl[] {
  const { group, kind } = gvkOf(object);
  if (kind !== 'Ingress' || (group !== 'networking.k8s.io' && group !== 'extensions')) return [];
  const spec = specOf(object);
  const secure = list(spec['tls']).some((entry) => text(record(entry)['secretName']) !== '');
  const [first = ''] = balancersOf(object);
  const urls = new Set<string>();
  for (const rule of list(spec['rules'])) {
    const host = text(record(rule)['host']) || first;
    if (host === '') continue;
    const paths = list(record(record(rule)['http'])['paths']);
    for (const path of paths.length === 0 ? [{}] : paths) {
      const url = `${secure ? 'https' : 'http'}://${host}${text(record(path)['path']).replace(/\*$/, '')}`;
      if (openable(url)) urls.add(url);
    }
  }
  return [...urls].sort().map((url) => ({ title: '', url }));
}

/** `link.argocd.argoproj.io/<name>: url` or `Title|url`; only what a browser may be sent to. */
function linksOf(annotations: Fields): readonly ExternalUrl[] {
  return Object.entries(annotations).flatMap(([name, value]) => {
    if (!name.startsWith(LINK) || typeof value !== 'string') return [];
    const bar = value.indexOf('|');
    const url = value.slice(bar + 1).trim();
    return openable(url) ? [{ title: value.slice(0, Math.max(bar, 0)).trim().slice(0, LONGEST_TEXT), url }] : [];
  });
}

function openable(url: string): boolean {
  if (url.length > LONGEST_URL) return false;
  const parsed = URL.parse(url);
  return parsed !== null && (parsed.protocol === 'https:' || parsed.protocol === 'http:');
}

function ingressServices(spec: Fields): readonly string[] {
  const backends = [
    spec['defaultBackend'] ?? spec['backend'],
    ...list(spec['rules']).flatMap((rule) =>
      list(record(record(rule)['http'])['paths']).map((path) => record(path)['backend']),
    ),
  ].map(record);
  return backends.map((one) => text(record(one['service'])['name']) || text(one['serviceName'])).filter(said);
}

function routeBackends(spec: Fields, namespace: string): readonly ResourceRef[] {
  return list(spec['rules'])
    .flatMap((rule) => list(record(rule)['backendRefs']))
    .map(record)
    .filter((one) => (text(one['kind']) || 'Service') === 'Service' && text(one['group']) === '')
    .map((one) => service(text(one['namespace']) || namespace, text(one['name'])));
}

function gatewaysOf(spec: Fields, namespace: string): readonly ResourceRef[] {
  return list(spec['parentRefs']).map((one) => {
    const parent = record(one);
    return {
      group: typeof parent['group'] === 'string' ? parent['group'] : 'gateway.networking.k8s.io',
      kind: text(parent['kind']) || 'Gateway',
      namespace: text(parent['namespace']) || namespace,
      name: text(parent['name']),
    };
  });
}

function istioHosts(spec: Fields, namespace: string): readonly ResourceRef[] {
  return ['http', 'tcp', 'tls']
    .flatMap((protocol) => list(spec[protocol]))
    .flatMap((rule) => list(record(rule)['route']))
    .map((route) => text(record(record(route)['destination'])['host']))
    .filter((host) => host !== '' && !host.includes('*'))
    .map((host) => {
      const [name = '', where] = host.split('.');
      return service(where ?? namespace, name);
    });
}

function istioGateways(spec: Fields, namespace: string): readonly ResourceRef[] {
  return list(spec['gateways'])
    .map(text)
    .filter((gateway) => gateway !== '' && gateway !== 'mesh')
    .map((gateway) => {
      const slash = gateway.indexOf('/');
      return {
        group: 'networking.istio.io',
        kind: 'Gateway',
        namespace: slash < 0 ? namespace : gateway.slice(0, slash),
        name: gateway.slice(slash + 1),
      };
    });
}

function balancersOf(object: KubeObject): readonly string[] {
  return list(record(statusOf(object)['loadBalancer'])['ingress'])
    .map((one) => text(record(one)['hostname']) || text(record(one)['ip']))
    .filter(said)
    .slice(0, MOST_URLS);
}

function service(namespace: string, name: string): ResourceRef {
  return { group: '', kind: 'Service', namespace, name };
}

function refs<K extends 'targetRefs' | 'sourceRefs'>(name: K, found: readonly ResourceRef[]): NetworkingInfo {
  const unique = new Map<string, ResourceRef>();
  for (const ref of found) {
    if (ref.name === '' || unique.size >= MOST_REFS) continue;
    unique.set(JSON.stringify(ref), ref);
  }
  return filled(name, [...unique.values()]);
}

function labelled<K extends 'labels' | 'targetLabels'>(name: K, value: unknown): NetworkingInfo {
  const entries = Object.entries(record(value)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= LONGEST_TEXT,
  );
  if (entries.length === 0 || entries.length > MOST_LABELS) return {};
  return { [name]: Object.fromEntries(entries) };
}

function filled<K extends keyof NetworkingInfo>(name: K, value: readonly unknown[]): NetworkingInfo {
  return value.length === 0 ? {} : { [name]: value };
}

function specOf(object: KubeObject): Fields {
  return record((object as { spec?: unknown }).spec);
}

function statusOf(object: KubeObject): Fields {
  return record((object as { status?: unknown }).status);
}

function record(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, MOST_REFS) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : '';
}

function said(value: string): boolean {
  return value !== '';
}
