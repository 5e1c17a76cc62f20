/** The part of the server's validation that Pods and templates of Pods meet. Paths and words are the server's. */

import { parseQuantity } from '../../../model/index.ts';
import { duplicate, type FieldFault, invalidValue, required, unsupported } from '../../api/status-error.ts';

/** Of the right types and with its defaults, but not yet known to make sense. */
export interface GivenPodSpec {
  readonly restartPolicy: string;
  readonly dnsPolicy: string;
  readonly containers?: readonly GivenContainer[] | null;
  readonly initContainers?: readonly GivenContainer[];
  readonly volumes?: readonly { readonly name?: string }[];
}

interface GivenContainer {
  readonly name?: string;
  readonly image?: string;
  readonly imagePullPolicy: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol: string }[];
  readonly env?: readonly { readonly name?: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly volumeMounts?: readonly { readonly name?: string; readonly mountPath?: string }[];
  readonly resources?: { readonly requests?: Amounts; readonly limits?: Amounts };
  readonly livenessProbe?: Readonly<Record<string, unknown>>;
  readonly readinessProbe?: Readonly<Record<string, unknown>>;
  readonly startupProbe?: Readonly<Record<string, unknown>>;
}

type Amounts = Readonly<Record<string, string>>;

/** What the name of a container, a volume or a port looks like. */
export const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
export const LABEL_FAULT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

export function podSpecFaults(spec: GivenPodSpec, at: string, moreVolumes: readonly string[] = []): FieldFault[] {
  const faults: FieldFault[] = [];
  const volumes = new Set<string | undefined>();
  (spec.volumes ?? []).forEach((volume, index) => {
    const path = `${at}.volumes[${index}]`;
    if (!volume.name) faults.push(required(`${path}.name`));
    else if (!NAME.test(volume.name)) faults.push(invalidValue(`${path}.name`, volume.name, LABEL_FAULT));
    if (volumes.has(volume.name)) faults.push(duplicate(`${path}.name`, volume.name));
    volumes.add(volume.name);
  });
  for (const name of moreVolumes) volumes.add(name);
  const containers = spec.containers ?? [];
  if (containers.length === 0) faults.push(required(`${at}.containers`));
  const names = new Set<string | undefined>();
  containers.forEach((each, index) => {
    faults.push(...container(each, `${at}.containers[${index}]`, names, volumes));
  });
  (spec.initContainers ?? []).forEach((each, index) => {
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

function container(
  each: GivenContainer,
  at: string,
  names: Set<string | undefined>,
  volumes: ReadonlySet<string | undefined>,
): FieldFault[] {
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
  const portNames = new Set<string | undefined>();
  (each.ports ?? []).forEach((port, index) => {
    const path = `${at}.ports[${index}]`;
    if (port.containerPort === 0) faults.push(required(`${path}.containerPort`));
    else if (port.containerPort < 1 || port.containerPort > 65_535)
      faults.push(invalidValue(`${path}.containerPort`, port.containerPort, 'must be between 1 and 65535, inclusive'));
    if (!['TCP', 'UDP', 'SCTP'].includes(port.protocol))
      faults.push(unsupported(`${path}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']));
    if (port.name !== undefined && portNames.has(port.name)) faults.push(duplicate(`${path}.name`, port.name));
    portNames.add(port.name);
  });
  (each.env ?? []).forEach((variable, index) => {
    if (!variable.name) faults.push(required(`${at}.env[${index}].name`));
    if (variable.value && variable.valueFrom !== undefined) {
      faults.push(invalidValue(`${at}.env[${index}].valueFrom`, '', 'may not be specified when `value` is not empty'));
    }
  });
  const mounted = new Set<string | undefined>();
  (each.volumeMounts ?? []).forEach((mount, index) => {
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
  for (const [name, request] of Object.entries(each.resources?.requests ?? {})) {
    const limit = each.resources?.limits?.[name];
    if (limit !== undefined && number(request) > number(limit)) {
      faults.push(
        invalidValue(`${at}.resources.requests`, request, `must be less than or equal to ${name} limit of ${limit}`),
      );
    }
  }
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
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
