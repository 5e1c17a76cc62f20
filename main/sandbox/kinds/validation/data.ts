/** ConfigMaps, Secrets and claims: what holds data. */

import type { KubeObject } from '../../../model/index.ts';
import { type FieldFault, invalidValue, required, unsupported } from '../../api/status-error.ts';

/** A ConfigMap or a Secret. */
export interface Keyed extends KubeObject {
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

export interface Claim extends KubeObject {
  readonly spec: {
    readonly accessModes?: readonly string[];
    readonly resources?: { readonly requests?: { readonly storage?: string } };
  };
}

const KEY = /^[-._a-zA-Z0-9]+$/;
const KEY_FAULT =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const MOST_BYTES = 1024 * 1024;

export function configMapFaults(object: Keyed): FieldFault[] {
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

export function secretFaults(object: Keyed): FieldFault[] {
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

export function claimFaults({ spec }: Claim): FieldFault[] {
  const faults: FieldFault[] = [];
  if ((spec.accessModes ?? []).length === 0)
    faults.push(required('spec.accessModes', 'at least 1 access mode is required'));
  const modes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
  for (const mode of spec.accessModes ?? [])
    if (!modes.includes(mode)) faults.push(unsupported('spec.accessModes', mode, modes));
  if (spec.resources?.requests?.storage === undefined) faults.push(required('spec.resources[storage]'));
  return faults;
}
