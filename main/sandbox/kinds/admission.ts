/** What the default admission plugins do to an object that is created. In place. */

import type { KubeObject } from '../../model/index.ts';
import type { ClusterState } from '../cluster-state.ts';
import type { Kind } from './kind.ts';
import { randomSuffix } from './names.ts';

type Amounts = Readonly<Record<string, string>>;

interface Meta {
  readonly namespace?: string;
  annotations?: Readonly<Record<string, string>>;
  finalizers?: readonly string[];
}

interface Container {
  readonly name: string;
  readonly resources: { requests?: Amounts; limits?: Amounts };
  volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
}

interface PodSpec {
  readonly automountServiceAccountToken?: boolean;
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  serviceAccountName?: string;
  serviceAccount?: string;
  tolerations?: readonly Toleration[];
  volumes?: readonly object[];
  priorityClassName?: string | undefined;
  priority?: number;
  preemptionPolicy?: string;
}

interface Toleration {
  readonly key?: string;
  readonly effect?: string;
}

/** What is looked at before it is stored; each kind has some of the fields. */
interface Admitted {
  readonly metadata: Meta;
  readonly spec: PodSpec & { storageClassName?: string; ingressClassName?: string | undefined };
}

interface LimitRange extends KubeObject {
  readonly spec: {
    readonly limits?: readonly {
      readonly type: string;
      readonly defaultRequest?: Amounts;
      readonly default?: Amounts;
    }[];
  };
}

interface PriorityClass extends KubeObject {
  readonly value: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
}

export function admit(state: ClusterState, kind: Kind, given: KubeObject): void {
  const object = given as unknown as Admitted;
  switch (`${kind.group}/${kind.kind}`) {
    case '/Pod':
      admitPod(state, object);
      break;
    case '/PersistentVolumeClaim':
      if (object.spec.storageClassName === undefined) {
        const standard = defaultClass(state);
        if (standard !== undefined) object.spec.storageClassName = standard;
      }
      addFinalizer(object, 'kubernetes.io/pvc-protection');
      break;
    case '/PersistentVolume':
      addFinalizer(object, 'kubernetes.io/pv-protection');
      break;
    case 'networking.k8s.io/Ingress':
      if (
        object.spec.ingressClassName === undefined &&
        object.metadata.annotations?.['kubernetes.io/ingress.class'] === undefined
      ) {
        for (const { object: each } of state.store.all('networking.k8s.io/ingressclasses')) {
          if (each.metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true')
            object.spec.ingressClassName = each.metadata.name;
        }
      }
      break;
    default:
      break;
  }
}

function addFinalizer(object: Admitted, name: string): void {
  const finalizers = object.metadata.finalizers ?? [];
  if (!finalizers.includes(name)) object.metadata.finalizers = [...finalizers, name];
}

function defaultClass(state: ClusterState): string | undefined {
  for (const { object } of state.store.all('storage.k8s.io/storageclasses')) {
    if (object.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true')
      return object.metadata.name;
  }
  return undefined;
}

const NOT_READY = {
  key: 'node.kubernetes.io/not-ready',
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
};
const UNREACHABLE = { ...NOT_READY, key: 'node.kubernetes.io/unreachable' };
const TOKEN_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

function admitPod(state: ClusterState, pod: Admitted): void {
  const { spec } = pod;
  if (spec.serviceAccountName === undefined) spec.serviceAccountName = 'default';
  spec.serviceAccount = spec.serviceAccountName;
  const account = state.store.get('/serviceaccounts', `${pod.metadata.namespace}/${spec.serviceAccountName}`)?.object as
    | { readonly automountServiceAccountToken?: boolean }
    | undefined;
  if (spec.automountServiceAccountToken !== false && account?.automountServiceAccountToken !== false) mountToken(spec);
  tolerate(spec);
  limit(state, pod);
  admitPriority(state, spec);
}

/** What admission does to an object that is changed. In place. */
export function admitUpdate(kind: Kind, object: KubeObject): void {
  if (kind.kind === 'Pod' && kind.group === '') tolerate((object as unknown as Admitted).spec);
}

function tolerate(spec: PodSpec): void {
  const tolerations: Toleration[] = [...(spec.tolerations ?? [])];
  for (const standard of [NOT_READY, UNREACHABLE]) {
    const tolerated = tolerations.some(
      (each) =>
        (each.key === undefined || each.key === standard.key) &&
        (each.effect === undefined || each.effect === 'NoExecute'),
    );
    if (!tolerated) tolerations.push({ ...standard });
  }
  if (tolerations.length > 0) spec.tolerations = tolerations;
}

/** Limits and requests that the namespace's LimitRanges give to containers that name none. */
function limit(state: ClusterState, pod: Admitted): void {
  const set: string[] = [];
  for (const { object } of state.store.all('/limitranges')) {
    if (object.metadata.namespace !== pod.metadata.namespace) continue;
    const item = ((object as LimitRange).spec.limits ?? []).find((each) => each.type === 'Container');
    if (item === undefined) continue;
    const fill = (container: Container, what: string) => {
      for (const [field, word, defaults] of [
        ['requests', 'request', item.defaultRequest],
        ['limits', 'limit', item.default],
      ] as const) {
        for (const [resource, amount] of Object.entries(defaults ?? {})) {
          if (container.resources[field]?.[resource] !== undefined) continue;
          container.resources[field] = { ...container.resources[field], [resource]: amount };
          set.push(`${resource} ${word} for ${what} ${container.name}`);
        }
      }
    };
    for (const container of pod.spec.containers ?? []) fill(container, 'container');
    for (const container of pod.spec.initContainers ?? []) fill(container, 'init container');
  }
  if (set.length > 0) {
    pod.metadata.annotations = {
      ...pod.metadata.annotations,
      'kubernetes.io/limit-ranger': `LimitRanger plugin set: ${set.join('; ')}`,
    };
  }
}

function mountToken(spec: PodSpec): void {
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const needing = containers.filter(
    (each) => !(each.volumeMounts ?? []).some((mount) => mount.mountPath === TOKEN_FOLDER),
  );
  if (needing.length === 0) return;
  const name = `kube-api-access-${randomSuffix()}`;
  for (const container of needing) {
    container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: TOKEN_FOLDER }];
  }
  spec.volumes = [
    ...(spec.volumes ?? []),
    {
      name,
      projected: {
        sources: [
          { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
          { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          {
            downwardAPI: {
              items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
            },
          },
        ],
        defaultMode: 420,
      },
    },
  ];
}

const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

function admitPriority(state: ClusterState, spec: PodSpec): void {
  let chosen: PriorityClass | undefined;
  if (spec.priorityClassName !== undefined) {
    chosen = state.store.get('scheduling.k8s.io/priorityclasses', spec.priorityClassName)?.object as
      | PriorityClass
      | undefined;
  } else {
    for (const { object } of state.store.all('scheduling.k8s.io/priorityclasses')) {
      if ((object as PriorityClass).globalDefault === true) chosen = object as PriorityClass;
    }
    if (chosen !== undefined) spec.priorityClassName = chosen.metadata.name;
  }
  spec.priority = chosen?.value ?? SYSTEM_PRIORITIES[spec.priorityClassName ?? ''] ?? 0;
  spec.preemptionPolicy ??= chosen?.preemptionPolicy ?? 'PreemptLowerPriority';
}
