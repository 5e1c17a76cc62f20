/** Services and Ingresses. */

import type { KubeObject } from '../../../model/index.ts';
import {
  duplicate,
  type FieldFault,
  forbiddenField,
  invalidValue,
  required,
  unsupported,
} from '../../api/status-error.ts';
import { labelFaults } from '../names.ts';
import { oneOf } from './one-of.ts';
import { LABEL_FAULT, NAME } from './pod.ts';

export interface Service extends KubeObject {
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

export interface Ingress extends KubeObject {
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

export function serviceFaults({ spec }: Service): FieldFault[] {
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

export function ingressFaults({ spec }: Ingress): FieldFault[] {
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
