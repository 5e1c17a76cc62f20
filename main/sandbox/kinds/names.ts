import { randomInt } from 'node:crypto';
import { type FieldFault, invalidValue } from '../api/status-error.ts';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const DNS_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const SUBDOMAIN_FAULT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_FAULT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const DNS_1035_FAULT =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const LABEL_VALUE_FAULT =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const QUALIFIED_FAULT =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

type Rule = 'subdomain' | 'label' | 'dns1035' | 'path' | 'any';

/** Kinds whose names are stricter or looser than DNS subdomains. */
const RULES: Readonly<Record<string, Rule>> = {
  '/Namespace': 'label',
  '/Service': 'label',
  'rbac.authorization.k8s.io/Role': 'path',
  'rbac.authorization.k8s.io/ClusterRole': 'path',
  'rbac.authorization.k8s.io/RoleBinding': 'path',
  'rbac.authorization.k8s.io/ClusterRoleBinding': 'path',
};

export function nameFaults(group: string, kind: string, name: string): FieldFault[] {
  const field = 'metadata.name';
  switch (RULES[`${group}/${kind}`] ?? 'subdomain') {
    case 'label':
      if (name.length > 63) return [invalidValue(field, name, 'must be no more than 63 characters')];
      return LABEL.test(name) ? [] : [invalidValue(field, name, LABEL_FAULT)];
    case 'dns1035':
      return DNS_1035.test(name) && name.length <= 63 ? [] : [invalidValue(field, name, DNS_1035_FAULT)];
    case 'path':
      if (name === '.' || name === '..') return [invalidValue(field, name, `may not be '${name}'`)];
      return ['/', '%']
        .filter((sign) => name.includes(sign))
        .map((sign) => invalidValue(field, name, `may not contain '${sign}'`));
    case 'any':
      return [];
    case 'subdomain':
      if (name.length > 253) return [invalidValue(field, name, 'must be no more than 253 characters')];
      return SUBDOMAIN.test(name) ? [] : [invalidValue(field, name, SUBDOMAIN_FAULT)];
  }
}

export function labelFaults(field: string, labels: Readonly<Record<string, string>> | undefined): FieldFault[] {
  const faults: FieldFault[] = [];
  for (const [key, value] of Object.entries(labels ?? {})) {
    faults.push(...qualifiedNameFaults(field, key));
    if (value.length > 63) faults.push(invalidValue(field, value, 'must be no more than 63 bytes'));
    else if (value !== '' && !QUALIFIED.test(value)) faults.push(invalidValue(field, value, LABEL_VALUE_FAULT));
  }
  return faults;
}

export function annotationFaults(
  field: string,
  annotations: Readonly<Record<string, string>> | undefined,
): FieldFault[] {
  const faults: FieldFault[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    faults.push(...qualifiedNameFaults(field, key.toLowerCase()));
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  if (size > 262_144)
    faults.push({ field, reason: 'FieldValueTooLong', message: 'Too long: may not be more than 262144 bytes' });
  return faults;
}

export function qualifiedNameFaults(field: string, key: string): FieldFault[] {
  const slash = key.indexOf('/');
  const name = slash < 0 ? key : key.slice(slash + 1);
  const faults: FieldFault[] = [];
  if (slash >= 0) {
    const prefix = key.slice(0, slash);
    if (prefix === '') faults.push(invalidValue(field, key, 'prefix part must be non-empty'));
    else if (!SUBDOMAIN.test(prefix)) faults.push(invalidValue(field, key, `prefix part ${SUBDOMAIN_FAULT}`));
  }
  if (name === '') faults.push(invalidValue(field, key, 'name part must be non-empty'));
  else if (name.length > 63) faults.push(invalidValue(field, key, 'name part must be no more than 63 bytes'));
  else if (!QUALIFIED.test(name)) faults.push(invalidValue(field, key, QUALIFIED_FAULT));
  return faults;
}

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

export function randomSuffix(length = 5): string {
  let text = '';
  for (let n = 0; n < length; n++) text += LETTERS[randomInt(LETTERS.length)];
  return text;
}

export function generatedName(base: string): string {
  return base.slice(0, 58) + randomSuffix();
}
