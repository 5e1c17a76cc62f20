import type { KubeObject } from '../../../../../preload/contract/index.ts';
import type { TreeNode } from './tree-source.ts';

/** Objects that route, and workloads whose Pods are routed to. Beyond this many the picture would be all routes. */
export const MOST_MANIFESTS = 300;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Where traffic flows, as far as the live manifests say: Ingress → Service by name, HTTPRoute and GRPCRoute → Service and Gateway → route by
 * reference, Service → Pods by selector (reference §5.3). A Pod's labels are taken from the template of the workload that owns it. Keys are
 * `group/Kind/namespace/name`; values are uids.
 */
export function routesOf(
  manifests: readonly KubeObject[],
  nodes: readonly TreeNode[],
): ReadonlyMap<string, readonly string[]> {
  const uids = new Map<string, string>();
  const children = new Map<string, TreeNode[]>();
  for (const node of nodes) {
    uids.set(keyOf(node.ref.group, node.ref.kind, node.ref.namespace, node.ref.name), node.uid);
    for (const parent of node.parents) {
      const known = children.get(parent);
      if (known) known.push(node);
      else children.set(parent, [node]);
    }
  }
  const objects = manifests.slice(0, MOST_MANIFESTS).map((object) => describe(object));
  const labelled = objects.flatMap((object) => {
    const labels = object.kind === 'Pod' ? object.labels : templateLabels(object.spec);
    const uid = uids.get(object.key);
    return labels === undefined || uid === undefined || uid === '' ? [] : [{ ...object, labels, uid }];
  });
  const routes = new Map<string, readonly string[]>();
  const add = (from: string, to: readonly (string | undefined)[]): void => {
    const known = [...new Set([...(routes.get(from) ?? []), ...to.flatMap((uid) => (uid ? [uid] : []))])];
    if (known.length > 0) routes.set(from, known);
  };
  for (const { group, kind, namespace, key, spec } of objects) {
    if (kind === 'Ingress') {
      add(
        key,
        ingressBackends(spec).map((service) => uids.get(keyOf('', 'Service', namespace, service))),
      );
    } else if (kind === 'HTTPRoute' || kind === 'GRPCRoute') {
      for (const backend of list(spec['rules']).flatMap((rule) => list(record(rule)['backendRefs']))) {
        const { name, namespace: where } = record(backend);
        add(key, [uids.get(keyOf('', 'Service', text(where) || namespace, text(name)))]);
      }
      const uid = uids.get(key);
      for (const gateway of list(spec['parentRefs'])) {
        const { name, namespace: where } = record(gateway);
        add(keyOf(group, 'Gateway', text(where) || namespace, text(name)), [uid]);
      }
    } else if (kind === 'Service' && group === '') {
      const selector = Object.entries(record(spec['selector']));
      // No selector selects nothing: its endpoints are kept by somebody else.
      if (selector.length === 0) continue;
      const selected = labelled.filter(
        (one) => one.namespace === namespace && selector.every(([name, value]) => one.labels[name] === value),
      );
      for (const { uid, kind: target } of selected) add(key, target === 'Pod' ? [uid] : podsBelow(uid, children));
    }
  }
  return routes;
}

function describe(object: KubeObject) {
  const { apiVersion, kind, metadata } = object;
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const namespace = metadata.namespace ?? '';
  const { spec } = object as unknown as { spec?: unknown };
  return {
    group,
    kind,
    namespace,
    key: keyOf(group, kind, namespace, metadata.name ?? ''),
    labels: record(metadata.labels),
    spec: record(spec),
  };
}

function templateLabels(spec: Fields): Fields | undefined {
  const template = record(spec['template']);
  return template['metadata'] === undefined ? undefined : record(record(template['metadata'])['labels']);
}

function ingressBackends(spec: Fields): readonly string[] {
  const services: string[] = [];
  const take = (backend: unknown): void => {
    const name = text(record(record(backend)['service'])['name']);
    if (name !== '') services.push(name);
  };
  take(spec['defaultBackend']);
  for (const rule of list(spec['rules'])) {
    for (const path of list(record(record(rule)['http'])['paths'])) take(record(path)['backend']);
  }
  return services;
}

const MOST_PODS = 256;

function podsBelow(uid: string, children: ReadonlyMap<string, readonly TreeNode[]>): readonly string[] {
  const pods: string[] = [];
  const seen = new Set([uid]);
  const work = [uid];
  for (let at = work.pop(); at !== undefined && pods.length < MOST_PODS; at = work.pop()) {
    for (const child of children.get(at) ?? []) {
      if (seen.has(child.uid)) continue;
      seen.add(child.uid);
      if (child.ref.kind === 'Pod') pods.push(child.uid);
      else work.push(child.uid);
    }
  }
  return pods;
}

function keyOf(group: string, kind: string, namespace: string, name: string): string {
  return `${group}/${kind}/${namespace}/${name}`;
}

function record(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
