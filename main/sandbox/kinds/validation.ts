/** The part of the server's validation that manifests of applications meet. Paths and words are the server's. */

import { deepEqual, type KubeObject, parseQuantity } from '../../model/index.ts';
import {
  duplicate,
  type FieldFault,
  forbiddenField,
  invalidValue,
  required,
  unsupported,
} from '../api/status-error.ts';
import type { Kind } from './kind.ts';
import { labelFaults } from './names.ts';
import { selectorMatches } from './selector.ts';

// biome-ignore lint/suspicious/noExplicitAny: decoded objects of any kind
type Loose = any;

export function validate(kind: Kind, object: KubeObject): readonly FieldFault[] {
  const o = object as Loose;
  switch (`${kind.group}/${kind.kind}`) {
    case '/Pod':
      return podSpec(o.spec, 'spec');
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
      return jobSpec(o.spec, 'spec');
    case 'batch/CronJob':
      return cronJob(o);
    case '/Service':
      return service(o);
    case '/ConfigMap':
      return configMap(o);
    case '/Secret':
      return secret(o);
    case '/PersistentVolumeClaim':
      return claim(o);
    case 'networking.k8s.io/Ingress':
      return ingress(o);
    case 'rbac.authorization.k8s.io/RoleBinding':
    case 'rbac.authorization.k8s.io/ClusterRoleBinding':
      return binding(o);
    case 'policy/PodDisruptionBudget':
      return o.spec.minAvailable !== undefined && o.spec.maxUnavailable !== undefined
        ? [invalidValue('spec', o.spec, 'minAvailable and maxUnavailable cannot be both set')]
        : [];
    case 'autoscaling/HorizontalPodAutoscaler':
      return autoscaler(o);
    case 'apiextensions.k8s.io/CustomResourceDefinition':
      return definition(o);
    case 'storage.k8s.io/StorageClass':
      return o.provisioner === '' ? [required('provisioner')] : [];
    default:
      return [];
  }
}

function oneOf(value: unknown, field: string, allowed: readonly string[]): FieldFault[] {
  return allowed.includes(String(value)) ? [] : [unsupported(field, value, allowed)];
}

function replicas(spec: Loose): FieldFault[] {
  return spec.replicas < 0 ? [invalidValue('spec.replicas', spec.replicas, 'must be greater than or equal to 0')] : [];
}

function rolling(strategy: Loose): FieldFault[] {
  if (strategy.type === 'Recreate' && strategy.rollingUpdate !== undefined) {
    return [forbiddenField('spec.strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'")];
  }
  return [];
}

function workload(object: Loose): FieldFault[] {
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
  faults.push(...podSpec(template.spec, 'spec.template.spec', claimNames(object)));
  if (template.spec.restartPolicy !== 'Always')
    faults.push(unsupported('spec.template.spec.restartPolicy', template.spec.restartPolicy, ['Always']));
  return faults;
}

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_FAULT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

/** The Pods of a StatefulSet also get the volumes of its claims. */
function claimNames(object: Loose): readonly string[] {
  return (object.spec.volumeClaimTemplates ?? []).map((claim: Loose) => claim.metadata.name);
}

function podSpec(spec: Loose, at: string, moreVolumes: readonly string[] = []): FieldFault[] {
  const faults: FieldFault[] = [];
  const volumes = new Set<string>();
  (spec.volumes ?? []).forEach((volume: Loose, index: number) => {
    const path = `${at}.volumes[${index}]`;
    if (!volume.name) faults.push(required(`${path}.name`));
    else if (!NAME.test(volume.name)) faults.push(invalidValue(`${path}.name`, volume.name, LABEL_FAULT));
    if (volumes.has(volume.name)) faults.push(duplicate(`${path}.name`, volume.name));
    volumes.add(volume.name);
  });
  for (const name of moreVolumes) volumes.add(name);
  const containers: Loose[] = spec.containers ?? [];
  if (containers.length === 0) faults.push(required(`${at}.containers`));
  const names = new Set<string>();
  containers.forEach((each, index) => {
    faults.push(...container(each, `${at}.containers[${index}]`, names, volumes));
  });
  (spec.initContainers ?? []).forEach((each: Loose, index: number) => {
    faults.push(...container(each, `${at}.initContainers[${index}]`, names, volumes));
  });
  if (!['Always', 'OnFailure', 'Never'].includes(spec.restartPolicy))
    faults.push(unsupported(`${at}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never']));
  if (!['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'].includes(spec.dnsPolicy)) {
    faults.push(
      unsupported(`${at}.dnsPolicy`, spec.dnsPolicy, ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None']),
    );
  }
  return faults;
}

function container(each: Loose, at: string, names: Set<string>, volumes: ReadonlySet<string>): FieldFault[] {
  const faults: FieldFault[] = [];
  if (!each.name) faults.push(required(`${at}.name`));
  else if (!NAME.test(each.name)) faults.push(invalidValue(`${at}.name`, each.name, LABEL_FAULT));
  else if (names.has(each.name)) faults.push(duplicate(`${at}.name`, each.name));
  names.add(each.name);
  if (!each.image) faults.push(required(`${at}.image`));
  else if (each.image !== each.image.trim())
    faults.push(invalidValue(`${at}.image`, each.image, 'must not have leading or trailing whitespace'));
  if (!['Always', 'IfNotPresent', 'Never'].includes(each.imagePullPolicy)) {
    faults.push(unsupported(`${at}.imagePullPolicy`, each.imagePullPolicy, ['Always', 'IfNotPresent', 'Never']));
  }
  const portNames = new Set<string>();
  (each.ports ?? []).forEach((port: Loose, index: number) => {
    const path = `${at}.ports[${index}]`;
    if (port.containerPort === 0) faults.push(required(`${path}.containerPort`));
    else if (port.containerPort < 1 || port.containerPort > 65_535)
      faults.push(invalidValue(`${path}.containerPort`, port.containerPort, 'must be between 1 and 65535, inclusive'));
    if (!['TCP', 'UDP', 'SCTP'].includes(port.protocol))
      faults.push(unsupported(`${path}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']));
    if (port.name !== undefined && portNames.has(port.name)) faults.push(duplicate(`${path}.name`, port.name));
    portNames.add(port.name);
  });
  (each.env ?? []).forEach((variable: Loose, index: number) => {
    if (!variable.name) faults.push(required(`${at}.env[${index}].name`));
    if (variable.value && variable.valueFrom !== undefined) {
      faults.push(invalidValue(`${at}.env[${index}].valueFrom`, '', 'may not be specified when `value` is not empty'));
    }
  });
  const mounted = new Set<string>();
  (each.volumeMounts ?? []).forEach((mount: Loose, index: number) => {
    const path = `${at}.volumeMounts[${index}]`;
    if (!mount.name) faults.push(required(`${path}.name`));
    else if (!volumes.has(mount.name))
      faults.push({
        field: `${path}.name`,
        reason: 'FieldValueInvalid',
        message: `Not found: ${JSON.stringify(mount.name)}`,
      });
    if (!mount.mountPath) faults.push(required(`${path}.mountPath`));
    else if (mounted.has(mount.mountPath))
      faults.push(invalidValue(`${path}.mountPath`, mount.mountPath, 'must be unique'));
    mounted.add(mount.mountPath);
  });
  for (const [name, request] of Object.entries<string>(each.resources?.requests ?? {})) {
    const limit = each.resources?.limits?.[name];
    if (limit !== undefined && number(request) > number(limit)) {
      faults.push(
        invalidValue(`${at}.resources.requests`, request, `must be less than or equal to ${name} limit of ${limit}`),
      );
    }
  }
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const given = each[probe];
    if (
      given !== undefined &&
      ['exec', 'httpGet', 'tcpSocket', 'grpc'].every((handler) => given[handler] === undefined)
    ) {
      faults.push(required(`${at}.${probe}`, 'must specify a handler type'));
    }
  }
  return faults;
}

function number(quantity: string): number {
  const parsed = parseQuantity(quantity)!;
  return Number(parsed.mantissa) * 10 ** parsed.exponent * 2 ** parsed.binary;
}

function jobSpec(spec: Loose, at: string): FieldFault[] {
  const faults = podSpec(spec.template.spec, `${at}.template.spec`);
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
  ]) {
    if (spec[field] < 0) faults.push(invalidValue(`${at}.${field}`, spec[field], 'must be greater than or equal to 0'));
  }
  return faults;
}

const SCHEDULE = /^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|@every \S+|(\S+\s+){4}\S+)$/;

function cronJob({ spec }: Loose): FieldFault[] {
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
  faults.push(...podSpec(template.spec, 'spec.jobTemplate.spec.template.spec'));
  if (!['OnFailure', 'Never'].includes(template.spec.restartPolicy)) {
    faults.push({
      field: 'spec.jobTemplate.spec.template.spec.restartPolicy',
      reason: 'FieldValueRequired',
      message: 'Required value: valid values: "OnFailure", "Never"',
    });
  }
  return faults;
}

function service({ spec }: Loose): FieldFault[] {
  const faults: FieldFault[] = [];
  const headless = spec.clusterIP === 'None';
  if ((spec.ports ?? []).length === 0 && spec.type !== 'ExternalName' && !headless) faults.push(required('spec.ports'));
  const names = new Set<string>();
  (spec.ports ?? []).forEach((port: Loose, index: number) => {
    const at = `spec.ports[${index}]`;
    if (spec.ports.length > 1 && !port.name) faults.push(required(`${at}.name`));
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

function configMap(object: Loose): FieldFault[] {
  const faults: FieldFault[] = [];
  let size = 0;
  for (const [name, value] of Object.entries<string>(object.data ?? {})) {
    if (!KEY.test(name)) faults.push(invalidValue(`data[${name}]`, name, KEY_FAULT));
    if (object.binaryData?.[name] !== undefined)
      faults.push(invalidValue(`data[${name}]`, name, 'duplicate of key present in binaryData'));
    size += Buffer.byteLength(value);
  }
  for (const [name, value] of Object.entries<string>(object.binaryData ?? {})) {
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

function secret(object: Loose): FieldFault[] {
  const faults: FieldFault[] = [];
  let size = 0;
  for (const [name, value] of Object.entries<string>(object.data ?? {})) {
    if (!KEY.test(name)) faults.push(invalidValue(`data[${name}]`, name, KEY_FAULT));
    size += (value.length * 3) / 4;
  }
  if (size > MOST_BYTES)
    faults.push({
      field: 'data',
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${MOST_BYTES} bytes`,
    });
  for (const key of REQUIRED_KEYS[object.type] ?? [])
    if (object.data?.[key] === undefined) faults.push(required(`data[${key}]`));
  return faults;
}

function claim({ spec }: Loose): FieldFault[] {
  const faults: FieldFault[] = [];
  if ((spec.accessModes ?? []).length === 0)
    faults.push(required('spec.accessModes', 'at least 1 access mode is required'));
  const modes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
  for (const mode of spec.accessModes ?? [])
    if (!modes.includes(mode)) faults.push(unsupported('spec.accessModes', mode, modes));
  if (spec.resources?.requests?.storage === undefined) faults.push(required('spec.resources[storage]'));
  return faults;
}

function ingress({ spec }: Loose): FieldFault[] {
  const faults: FieldFault[] = [];
  if ((spec.rules ?? []).length === 0 && spec.defaultBackend === undefined) {
    faults.push(invalidValue('spec', spec.rules ?? [], 'either `defaultBackend` or `rules` must be specified'));
  }
  (spec.rules ?? []).forEach((rule: Loose, n: number) => {
    (rule.http?.paths ?? []).forEach((path: Loose, m: number) => {
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

function binding(object: Loose): FieldFault[] {
  const faults: FieldFault[] = [];
  const { roleRef } = object;
  if (roleRef.apiGroup !== 'rbac.authorization.k8s.io')
    faults.push(unsupported('roleRef.apiGroup', roleRef.apiGroup, ['rbac.authorization.k8s.io']));
  const kinds = object.kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (!kinds.includes(roleRef.kind)) faults.push(unsupported('roleRef.kind', roleRef.kind, kinds));
  if (!roleRef.name) faults.push(required('roleRef.name'));
  (object.subjects ?? []).forEach((subject: Loose, index: number) => {
    if (!subject.name) faults.push(required(`subjects[${index}].name`));
    if (!['ServiceAccount', 'User', 'Group'].includes(subject.kind))
      faults.push(unsupported(`subjects[${index}].kind`, subject.kind, ['ServiceAccount', 'User', 'Group']));
    if (subject.kind === 'ServiceAccount' && object.kind === 'ClusterRoleBinding' && !subject.namespace)
      faults.push(required(`subjects[${index}].namespace`));
  });
  return faults;
}

function autoscaler({ spec }: Loose): FieldFault[] {
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

function definition(object: Loose): FieldFault[] {
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
  const versions: Loose[] = spec.versions ?? [];
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

const IMMUTABLE = 'field is immutable';

/** What may not change. */
export function updateFaults(kind: Kind, next: KubeObject, current: KubeObject): readonly FieldFault[] {
  const n = next as Loose;
  const c = current as Loose;
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
      }: Loose) => kept;
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
      const rest = ({ resources: _r, volumeName: _v, volumeAttributesClassName: _a, ...kept }: Loose) => kept;
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

function podUpdate(next: Loose, current: Loose): FieldFault[] {
  const rest = (spec: Loose) => ({
    ...spec,
    containers: spec.containers.map(({ image: _i, ...kept }: Loose) => kept),
    initContainers: spec.initContainers?.map(({ image: _i, ...kept }: Loose) => kept),
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
