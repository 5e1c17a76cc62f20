import type { SchemaNode } from '../../cluster/index.ts';

/** Small builders, and a Pod-like workload with the merge behaviour of the real one: for unit specs. */

export const text: SchemaNode = { type: 'scalar', scalar: 'string' };
export const integer: SchemaNode = { type: 'scalar', scalar: 'integer' };
export const flag: SchemaNode = { type: 'scalar', scalar: 'boolean' };
export const quantity: SchemaNode = { type: 'scalar', scalar: 'quantity' };
export const anything: SchemaNode = { type: 'any', preserveUnknown: true };

export function object(fields: Readonly<Record<string, SchemaNode>>, more: Partial<SchemaNode> = {}): SchemaNode {
  return { type: 'object', fields: new Map(Object.entries(fields)), ...more };
}

export function map(items: SchemaNode, more: Partial<SchemaNode> = {}): SchemaNode {
  return { type: 'map', items, ...more };
}

export function keyed(items: SchemaNode, ...listKeys: readonly string[]): SchemaNode {
  return { type: 'list', items, listType: 'map', listKeys };
}

export const set: SchemaNode = { type: 'list', items: text, listType: 'set' };

export function atomic(items: SchemaNode): SchemaNode {
  return { type: 'list', items, listType: 'atomic' };
}

export const metadata: SchemaNode = object({
  name: text,
  namespace: text,
  labels: map(text),
  annotations: map(text),
  finalizers: set,
  ownerReferences: keyed(object({ uid: text, name: text }), 'uid'),
  creationTimestamp: { type: 'scalar', scalar: 'date-time' },
});

const container = object({
  name: text,
  image: text,
  args: atomic(text),
  tty: flag,
  env: keyed(
    object({
      name: text,
      value: text,
      valueFrom: object({ fieldRef: object({ apiVersion: text, fieldPath: text }, { mapType: 'atomic' }) }),
    }),
    'name',
  ),
  ports: keyed(
    object({ containerPort: integer, protocol: { ...text, default: 'TCP' }, name: text }),
    'containerPort',
    'protocol',
  ),
  resources: object({ limits: map(quantity), requests: map(quantity) }),
});

export const deployment: SchemaNode = object({
  apiVersion: text,
  kind: text,
  metadata,
  status: object({ replicas: integer }),
  spec: object({
    replicas: integer,
    paused: flag,
    minReadySeconds: integer,
    selector: object({ matchLabels: map(text) }, { mapType: 'atomic' }),
    strategy: object({ type: text, rollingUpdate: object({ maxSurge: { type: 'scalar', scalar: 'int-or-string' } }) }),
    template: object({
      metadata,
      spec: object({
        hostNetwork: flag,
        automountServiceAccountToken: flag,
        nodeSelector: map(text, { mapType: 'atomic' }),
        containers: keyed(container, 'name'),
        tolerations: atomic(object({ key: text, operator: text, value: text })),
        securityContext: object({ runAsUser: integer }),
        volumes: keyed(object({ name: text, emptyDir: object({ medium: text }) }), 'name'),
      }),
    }),
  }),
});

export const configMap: SchemaNode = object({ apiVersion: text, kind: text, metadata, data: map(text) });
export const secret: SchemaNode = object({
  apiVersion: text,
  kind: text,
  metadata,
  type: text,
  data: map({ type: 'scalar', scalar: 'byte' }),
  stringData: map(text),
});
