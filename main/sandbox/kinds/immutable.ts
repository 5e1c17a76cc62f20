/** What may not change once an object is there. Paths and words are the server's. */

import { deepEqual, type KubeObject } from '../../model/index.ts';
import { type FieldFault, forbiddenField, invalidValue } from '../api/status-error.ts';
import type { Kind } from './kind.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The fields of all kinds that are looked at; each kind has some of them. */
interface Compared extends KubeObject {
  readonly spec: Fields & {
    readonly type?: string;
    readonly clusterIP?: string;
    readonly selector?: unknown;
    readonly completions?: unknown;
    readonly completionMode?: unknown;
    readonly template?: unknown;
    readonly group?: unknown;
    readonly scope?: unknown;
    readonly names: { readonly kind?: unknown };
    readonly nodeName?: string;
    readonly containers: readonly Fields[];
    readonly initContainers?: readonly Fields[];
  };
  readonly type?: string;
  readonly immutable?: boolean;
  readonly data?: unknown;
  readonly roleRef?: unknown;
  readonly provisioner?: string;
  readonly parameters?: unknown;
  readonly reclaimPolicy?: string;
}

const IMMUTABLE = 'field is immutable';

/** What may not change. */
export function updateFaults(kind: Kind, next: KubeObject, current: KubeObject): readonly FieldFault[] {
  const n = next as Compared;
  const c = current as Compared;
  const fixed = (field: string, value: unknown, before: unknown): FieldFault[] =>
    deepEqual(value, before) ? [] : [invalidValue(field, value, IMMUTABLE)];
  switch (`${kind.group}/${kind.kind}`) {
    case 'apps/Deployment':
    case 'apps/ReplicaSet':
    case 'apps/DaemonSet':
      return fixed('spec.selector', n.spec.selector, c.spec.selector);
    case 'apps/StatefulSet': {
      const rest = ({
        replicas: _r,
        ordinals: _o,
        template: _t,
        updateStrategy: _u,
        revisionHistoryLimit: _h,
        persistentVolumeClaimRetentionPolicy: _p,
        minReadySeconds: _m,
        ...kept
      }: Fields) => kept;
      return deepEqual(rest(n.spec), rest(c.spec))
        ? []
        : [
            forbiddenField(
              'spec',
              "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
            ),
          ];
    }
    case 'batch/Job':
      return [
        ...fixed('spec.completions', n.spec.completions, c.spec.completions),
        ...fixed('spec.selector', n.spec.selector, c.spec.selector),
        ...fixed('spec.template', n.spec.template, c.spec.template),
        ...fixed('spec.completionMode', n.spec.completionMode, c.spec.completionMode),
      ];
    case '/Service':
      if (
        n.spec.type === 'ExternalName' ||
        c.spec.type === 'ExternalName' ||
        n.spec.clusterIP === undefined ||
        c.spec.clusterIP === undefined
      )
        return [];
      return deepEqual(n.spec.clusterIP, c.spec.clusterIP)
        ? []
        : [invalidValue('spec.clusterIPs[0]', [n.spec.clusterIP], 'may not change once set')];
    case '/ConfigMap':
      if (c.immutable !== true) return [];
      return [
        ...(n.immutable === true ? [] : [forbiddenField('immutable', 'field is immutable when `immutable` is set')]),
        ...(deepEqual(n.data, c.data) ? [] : [forbiddenField('data', 'field is immutable when `immutable` is set')]),
      ];
    case '/Secret': {
      const faults = fixed('type', n.type, c.type);
      if (c.immutable === true && n.immutable !== true)
        faults.push(forbiddenField('immutable', 'field is immutable when `immutable` is set'));
      if (c.immutable === true && !deepEqual(n.data, c.data))
        faults.push(forbiddenField('data', 'field is immutable when `immutable` is set'));
      return faults;
    }
    case '/PersistentVolumeClaim': {
      const rest = ({ resources: _r, volumeName: _v, volumeAttributesClassName: _a, ...kept }: Fields) => kept;
      return deepEqual(rest(n.spec), rest(c.spec))
        ? []
        : [
            forbiddenField(
              'spec',
              'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
            ),
          ];
    }
    case 'rbac.authorization.k8s.io/RoleBinding':
    case 'rbac.authorization.k8s.io/ClusterRoleBinding':
      return deepEqual(n.roleRef, c.roleRef) ? [] : [invalidValue('roleRef', n.roleRef, 'cannot change roleRef')];
    case 'storage.k8s.io/StorageClass':
      return [
        ...(n.provisioner === c.provisioner
          ? []
          : [forbiddenField('provisioner', 'updates to provisioner are forbidden.')]),
        ...(deepEqual(n.parameters, c.parameters)
          ? []
          : [forbiddenField('parameters', 'updates to parameters are forbidden.')]),
        ...(n.reclaimPolicy === c.reclaimPolicy
          ? []
          : [forbiddenField('reclaimPolicy', 'updates to reclaimPolicy are forbidden.')]),
      ];
    case '/Pod':
      return podUpdate(n, c);
    case 'apiextensions.k8s.io/CustomResourceDefinition':
      return [
        ...fixed('spec.group', n.spec.group, c.spec.group),
        ...fixed('spec.scope', n.spec.scope, c.spec.scope),
        ...fixed('spec.names.kind', n.spec.names.kind, c.spec.names.kind),
      ];
    default:
      return [];
  }
}

function podUpdate(next: Compared, current: Compared): FieldFault[] {
  const rest = (spec: Compared['spec']) => ({
    ...spec,
    containers: spec.containers.map(({ image: _i, ...kept }: Fields) => kept),
    initContainers: spec.initContainers?.map(({ image: _i, ...kept }: Fields) => kept),
    activeDeadlineSeconds: undefined,
    terminationGracePeriodSeconds: undefined,
    tolerations: undefined,
    schedulingGates: undefined,
    nodeName: current.spec.nodeName === undefined ? undefined : spec.nodeName,
  });
  return deepEqual(rest(next.spec), rest(current.spec))
    ? []
    : [
        forbiddenField(
          'spec',
          'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
        ),
      ];
}
