/** The part of the server's validation that manifests of applications meet. Paths and words are the server's. */

import type { KubeObject } from '../../model/index.ts';
import {
  duplicate,
  type FieldFault,
  forbiddenField,
  invalidValue,
  required,
  unsupported,
} from '../api/status-error.ts';
import type { Definition } from '../crds/definition.ts';
import type { Kind } from './kind.ts';
import { labelFaults } from './names.ts';
import { type GivenPodSpec, LABEL_FAULT, NAME, podSpecFaults } from './pod-validation.ts';
import type { RoleBinding } from './rights.ts';
import { type LabelSelector, selectorMatches } from './selector.ts';

interface Template {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: GivenPodSpec;
}

interface Workload extends KubeObject {
  readonly spec: {
    readonly replicas: number;
    readonly selector?: LabelSelector | null;
    readonly template?: Template | null;
    readonly strategy: Strategy;
    readonly podManagementPolicy?: string;
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
  };
}

interface Strategy {
  readonly type: string;
  readonly rollingUpdate?: object;
}

interface PodObject extends KubeObject {
  readonly spec: GivenPodSpec;
}

interface JobObject extends KubeObject {
  readonly spec: JobSpec;
}

interface JobSpec {
  readonly template: Template;
  readonly parallelism?: number;
  readonly completions?: number;
  readonly backoffLimit?: number;
  readonly activeDeadlineSeconds?: number;
  readonly ttlSecondsAfterFinished?: number;
}

interface CronJob extends KubeObject {
  readonly spec: {
    readonly schedule: string;
    readonly concurrencyPolicy: string;
    readonly jobTemplate: { readonly spec: JobSpec };
  };
}

interface Service extends KubeObject {
  readonly spec: {
    readonly type: string;
    readonly clusterIP?: string;
    readonly externalName?: string;
    readonly sessionAffinity: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly {
      readonly name?: string;
      readonly port: number;
      readonly protocol: string;
      readonly nodePort?: number;
    }[];
  };
}

/** A ConfigMap or a Secret. */
interface Keyed extends KubeObject {
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

interface Claim extends KubeObject {
  readonly spec: {
    readonly accessModes?: readonly string[];
    readonly resources?: { readonly requests?: { readonly storage?: string } };
  };
}

interface Ingress extends KubeObject {
  readonly spec: {
    readonly defaultBackend?: object;
    readonly rules?: readonly {
      readonly http?: {
        readonly paths?:
          | readonly {
              readonly path?: string;
              readonly pathType?: string | null;
              readonly backend?: {
                readonly service?: {
                  readonly name?: string;
                  readonly port?: { readonly name?: string; readonly number?: number };
                };
              };
            }[]
          | null;
      };
    }[];
  };
}

interface Budget extends KubeObject {
  readonly spec: { readonly minAvailable?: unknown; readonly maxUnavailable?: unknown };
}

interface Autoscaler extends KubeObject {
  readonly spec: {
    readonly minReplicas: number;
    readonly maxReplicas: number;
    readonly scaleTargetRef?: { readonly kind?: string; readonly name?: string };
  };
}

export function validate(kind: Kind, object: KubeObject): readonly FieldFault[] {
  const o = object as Workload;
  switch (`${kind.group}/${kind.kind}`) {
    case '/Pod':
      return podSpecFaults((object as PodObject).spec, 'spec');
    case 'apps/Deployment':
      return [
        ...workload(o),
        ...replicas(o.spec),
        ...oneOf(o.spec.strategy.type, 'spec.strategy.type', ['Recreate', 'RollingUpdate']),
        ...rolling(o.spec.strategy),
      ];
    case 'apps/ReplicaSet':
      return [...workload(o), ...replicas(o.spec)];
    case 'apps/StatefulSet':
      return [
        ...workload(o),
        ...replicas(o.spec),
        ...oneOf(o.spec.podManagementPolicy, 'spec.podManagementPolicy', ['OrderedReady', 'Parallel']),
      ];
    case 'apps/DaemonSet':
      return workload(o);
    case 'batch/Job':
      return jobSpec((object as JobObject).spec, 'spec');
    case 'batch/CronJob':
      return cronJob(object as CronJob);
    case '/Service':
      return service(object as Service);
    case '/ConfigMap':
      return configMap(object as Keyed);
    case '/Secret':
      return secret(object as Keyed);
    case '/PersistentVolumeClaim':
      return claim(object as Claim);
    case 'networking.k8s.io/Ingress':
      return ingress(object as Ingress);
    case 'rbac.authorization.k8s.io/RoleBinding':
    case 'rbac.authorization.k8s.io/ClusterRoleBinding':
      return binding(object as RoleBinding);
    case 'policy/PodDisruptionBudget':
      return isContradictory(object as Budget)
        ? [invalidValue('spec', object['spec'], 'minAvailable and maxUnavailable cannot be both set')]
        : [];
    case 'autoscaling/HorizontalPodAutoscaler':
      return autoscaler(object as Autoscaler);
    case 'apiextensions.k8s.io/CustomResourceDefinition':
      return definition(object as Definition);
    case 'storage.k8s.io/StorageClass':
      return object['provisioner'] === '' ? [required('provisioner')] : [];
    default:
      return [];
  }
}

function isContradictory({ spec }: Budget): boolean {
  return spec.minAvailable !== undefined && spec.maxUnavailable !== undefined;
}

function oneOf(value: unknown, field: string, allowed: readonly string[]): FieldFault[] {
  return allowed.includes(String(value)) ? [] : [unsupported(field, value, allowed)];
}

function replicas(spec: Workload['spec']): FieldFault[] {
  return spec.replicas < 0 ? [invalidValue('spec.replicas', spec.replicas, 'must be greater than or equal to 0')] : [];
}

function rolling(strategy: Strategy): FieldFault[] {
  if (strategy.type === 'Recreate' && strategy.rollingUpdate !== undefined) {
    return [forbiddenField('spec.strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'")];
  }
  return [];
}

function workload(object: Workload): FieldFault[] {
  const { selector, template } = object.spec;
  const faults: FieldFault[] = [];
  if (selector === null || selector === undefined) faults.push(required('spec.selector'));
  else if (Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0) {
    faults.push(
      invalidValue(
        'spec.selector',
        selector,
        `empty selector is invalid for ${object.kind === 'Deployment' ? 'deployment' : object.kind.toLowerCase()}`,
      ),
    );
  }
  if (template === undefined || template === null) return [...faults, required('spec.template')];
  if (selector === null || selector === undefined || !selectorMatches(selector, template.metadata.labels ?? {})) {
    faults.push(
      invalidValue(
        'spec.template.metadata.labels',
        template.metadata.labels ?? null,
        '`selector` does not match template `labels`',
      ),
    );
  }
  faults.push(...labelFaults('spec.template.metadata.labels', template.metadata.labels));
  faults.push(...podSpecFaults(template.spec, 'spec.template.spec', claimNames(object)));
  if (template.spec.restartPolicy !== 'Always')
    faults.push(unsupported('spec.template.spec.restartPolicy', template.spec.restartPolicy, ['Always']));
  return faults;
}

/** The Pods of a StatefulSet also get the volumes of its claims. */
function claimNames(object: Workload): readonly string[] {
  return (object.spec.volumeClaimTemplates ?? []).map((claim) => claim.metadata.name);
}

function jobSpec(spec: JobSpec, at: string): FieldFault[] {
  const faults = podSpecFaults(spec.template.spec, `${at}.template.spec`);
  if (!['OnFailure', 'Never'].includes(spec.template.spec.restartPolicy)) {
    faults.push(
      spec.template.spec.restartPolicy === 'Always'
        ? {
            field: `${at}.template.spec.restartPolicy`,
            reason: 'FieldValueRequired',
            message: 'Required value: valid values: "OnFailure", "Never"',
          }
        : unsupported(`${at}.template.spec.restartPolicy`, spec.template.spec.restartPolicy, ['OnFailure', 'Never']),
    );
  }
  for (const field of [
    'parallelism',
    'completions',
    'backoffLimit',
    'activeDeadlineSeconds',
    'ttlSecondsAfterFinished',
  ] as const) {
    const given = spec[field];
    if (given !== undefined && given < 0)
      faults.push(invalidValue(`${at}.${field}`, given, 'must be greater than or equal to 0'));
  }
  return faults;
}

const SCHEDULE = /^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|@every \S+|(\S+\s+){4}\S+)$/;

function cronJob({ spec }: CronJob): FieldFault[] {
  const faults: FieldFault[] = [];
  if (spec.schedule === '') faults.push(required('spec.schedule'));
  else if (!SCHEDULE.test(spec.schedule)) {
    const fields = String(spec.schedule).trim().split(/\s+/);
    faults.push(
      invalidValue(
        'spec.schedule',
        spec.schedule,
        `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`,
      ),
    );
  }
  faults.push(...oneOf(spec.concurrencyPolicy, 'spec.concurrencyPolicy', ['Allow', 'Forbid', 'Replace']));
  const { template } = spec.jobTemplate.spec;
  faults.push(...podSpecFaults(template.spec, 'spec.jobTemplate.spec.template.spec'));
  if (!['OnFailure', 'Never'].includes(template.spec.restartPolicy)) {
    faults.push({
      field: 'spec.jobTemplate.spec.template.spec.restartPolicy',
      reason: 'FieldValueRequired',
      message: 'Required value: valid values: "OnFailure", "Never"',
    });
  }
  return faults;
}

function service({ spec }: Service): FieldFault[] {
  const faults: FieldFault[] = [];
  const headless = spec.clusterIP === 'None';
  if ((spec.ports ?? []).length === 0 && spec.type !== 'ExternalName' && !headless) faults.push(required('spec.ports'));
  const names = new Set<string | undefined>();
  const ports = spec.ports ?? [];
  ports.forEach((port, index) => {
    const at = `spec.ports[${index}]`;
    if (ports.length > 1 && !port.name) faults.push(required(`${at}.name`));
    else if (port.name && !NAME.test(port.name)) faults.push(invalidValue(`${at}.name`, port.name, LABEL_FAULT));
    if (port.name && names.has(port.name)) faults.push(duplicate(`${at}.name`, port.name));
    names.add(port.name);
    if (port.port < 1 || port.port > 65_535)
      faults.push(invalidValue(`${at}.port`, port.port, 'must be between 1 and 65535, inclusive'));
    if (!['TCP', 'UDP', 'SCTP'].includes(port.protocol))
      faults.push(unsupported(`${at}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']));
    if (port.nodePort !== undefined && spec.type === 'ClusterIP')
      faults.push(forbiddenField(`${at}.nodePort`, "may not be used when `type` is 'ClusterIP'"));
    if (
      port.nodePort !== undefined &&
      (port.nodePort < 30_000 || port.nodePort > 32_767) &&
      spec.type !== 'ClusterIP'
    ) {
      faults.push(
        invalidValue(
          `${at}.nodePort`,
          port.nodePort,
          'provided port is not in the valid range. The range of valid ports is 30000-32767',
        ),
      );
    }
  });
  faults.push(...oneOf(spec.type, 'spec.type', ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']));
  faults.push(...oneOf(spec.sessionAffinity, 'spec.sessionAffinity', ['ClientIP', 'None']));
  if (spec.type === 'ExternalName' && !spec.externalName) faults.push(required('spec.externalName'));
  faults.push(...labelFaults('spec.selector', spec.selector));
  return faults;
}

const KEY = /^[-._a-zA-Z0-9]+$/;
const KEY_FAULT =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const MOST_BYTES = 1024 * 1024;

function configMap(object: Keyed): FieldFault[] {
  const faults: FieldFault[] = [];
  let size = 0;
  for (const [name, value] of Object.entries(object.data ?? {})) {
    if (!KEY.test(name)) faults.push(invalidValue(`data[${name}]`, name, KEY_FAULT));
    if (object.binaryData?.[name] !== undefined)
      faults.push(invalidValue(`data[${name}]`, name, 'duplicate of key present in binaryData'));
    size += Buffer.byteLength(value);
  }
  for (const [name, value] of Object.entries(object.binaryData ?? {})) {
    if (!KEY.test(name)) faults.push(invalidValue(`binaryData[${name}]`, name, KEY_FAULT));
    size += (value.length * 3) / 4;
  }
  if (size > MOST_BYTES)
    faults.push({
      field: '[]',
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${MOST_BYTES} bytes`,
    });
  return faults;
}

const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};

function secret(object: Keyed): FieldFault[] {
  const faults: FieldFault[] = [];
  let size = 0;
  for (const [name, value] of Object.entries(object.data ?? {})) {
    if (!KEY.test(name)) faults.push(invalidValue(`data[${name}]`, name, KEY_FAULT));
    size += (value.length * 3) / 4;
  }
  if (size > MOST_BYTES)
    faults.push({
      field: 'data',
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${MOST_BYTES} bytes`,
    });
  for (const key of REQUIRED_KEYS[object.type ?? ''] ?? [])
    if (object.data?.[key] === undefined) faults.push(required(`data[${key}]`));
  return faults;
}

function claim({ spec }: Claim): FieldFault[] {
  const faults: FieldFault[] = [];
  if ((spec.accessModes ?? []).length === 0)
    faults.push(required('spec.accessModes', 'at least 1 access mode is required'));
  const modes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
  for (const mode of spec.accessModes ?? [])
    if (!modes.includes(mode)) faults.push(unsupported('spec.accessModes', mode, modes));
  if (spec.resources?.requests?.storage === undefined) faults.push(required('spec.resources[storage]'));
  return faults;
}

function ingress({ spec }: Ingress): FieldFault[] {
  const faults: FieldFault[] = [];
  if ((spec.rules ?? []).length === 0 && spec.defaultBackend === undefined) {
    faults.push(invalidValue('spec', spec.rules ?? [], 'either `defaultBackend` or `rules` must be specified'));
  }
  (spec.rules ?? []).forEach((rule, n) => {
    (rule.http?.paths ?? []).forEach((path, m) => {
      const at = `spec.rules[${n}].http.paths[${m}]`;
      if (path.pathType === undefined || path.pathType === null)
        faults.push(required(`${at}.pathType`, 'pathType must be specified'));
      else if (!['Exact', 'Prefix', 'ImplementationSpecific'].includes(path.pathType))
        faults.push(unsupported(`${at}.pathType`, path.pathType, ['Exact', 'ImplementationSpecific', 'Prefix']));
      else if (path.pathType !== 'ImplementationSpecific' && !String(path.path ?? '').startsWith('/'))
        faults.push(invalidValue(`${at}.path`, path.path ?? '', 'must be an absolute path'));
      const backend = path.backend?.service;
      if (backend !== undefined && !backend.name) faults.push(required(`${at}.backend.service.name`));
      if (backend !== undefined && backend.port?.number === undefined && !backend.port?.name)
        faults.push(required(`${at}.backend`, 'port name or number is required'));
    });
  });
  return faults;
}

function binding(object: RoleBinding): FieldFault[] {
  const faults: FieldFault[] = [];
  const { roleRef } = object;
  if (roleRef.apiGroup !== 'rbac.authorization.k8s.io')
    faults.push(unsupported('roleRef.apiGroup', roleRef.apiGroup, ['rbac.authorization.k8s.io']));
  const kinds = object.kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (!kinds.includes(roleRef.kind)) faults.push(unsupported('roleRef.kind', roleRef.kind, kinds));
  if (!roleRef.name) faults.push(required('roleRef.name'));
  (object.subjects ?? []).forEach((subject, index) => {
    if (!subject.name) faults.push(required(`subjects[${index}].name`));
    if (!['ServiceAccount', 'User', 'Group'].includes(subject.kind))
      faults.push(unsupported(`subjects[${index}].kind`, subject.kind, ['ServiceAccount', 'User', 'Group']));
    if (subject.kind === 'ServiceAccount' && object.kind === 'ClusterRoleBinding' && !subject.namespace)
      faults.push(required(`subjects[${index}].namespace`));
  });
  return faults;
}

function autoscaler({ spec }: Autoscaler): FieldFault[] {
  const faults: FieldFault[] = [];
  if (spec.minReplicas < 1)
    faults.push(invalidValue('spec.minReplicas', spec.minReplicas, 'must be greater than or equal to 1'));
  if (spec.maxReplicas < 1) faults.push(invalidValue('spec.maxReplicas', spec.maxReplicas, 'must be greater than 0'));
  else if (spec.maxReplicas < spec.minReplicas)
    faults.push(invalidValue('spec.maxReplicas', spec.maxReplicas, 'must be greater than or equal to `minReplicas`'));
  if (!spec.scaleTargetRef?.kind) faults.push(required('spec.scaleTargetRef.kind'));
  if (!spec.scaleTargetRef?.name) faults.push(required('spec.scaleTargetRef.name'));
  return faults;
}

function definition(object: Definition): FieldFault[] {
  const faults: FieldFault[] = [];
  const { spec } = object;
  const expected = `${spec.names?.plural}.${spec.group}`;
  if (object.metadata.name !== expected)
    faults.push(invalidValue('metadata.name', object.metadata.name, 'must be spec.names.plural+"."+spec.group'));
  if (!spec.group) faults.push(required('spec.group'));
  else if (!spec.group.includes('.'))
    faults.push(invalidValue('spec.group', spec.group, 'should be a domain with at least one dot'));
  if (!['Cluster', 'Namespaced'].includes(spec.scope))
    faults.push(
      spec.scope === '' ? required('spec.scope') : unsupported('spec.scope', spec.scope, ['Cluster', 'Namespaced']),
    );
  const versions = spec.versions ?? [];
  if (versions.length === 0)
    faults.push(invalidValue('spec.versions', versions, 'must have exactly one version marked as storage version'));
  else if (versions.filter((each) => each.storage === true).length !== 1)
    faults.push(invalidValue('spec.versions', versions, 'must have exactly one version marked as storage version'));
  versions.forEach((version, index) => {
    if (version.schema?.openAPIV3Schema === undefined)
      faults.push(required(`spec.versions[${index}].schema.openAPIV3Schema`, 'schemas are required'));
    else if (version.schema.openAPIV3Schema.type !== 'object') {
      faults.push(
        version.schema.openAPIV3Schema.type === undefined
          ? required(`spec.validation.openAPIV3Schema.type`, 'must not be empty at the root')
          : invalidValue(
              'spec.validation.openAPIV3Schema.type',
              version.schema.openAPIV3Schema.type,
              'must be object at the root',
            ),
      );
    }
  });
  if (!spec.names?.kind) faults.push(required('spec.names.kind'));
  if (!spec.names?.plural) faults.push(required('spec.names.plural'));
  return faults;
}
