/** Structural schemas of custom resources: pruning, defaults and validation, with the server's words. */

import { deepEqual, isRecord, type KubeObject, setField } from '../../model/index.ts';
import { type FieldFault, invalidValue, required, unsupported } from '../api/status-error.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Removes what the schema does not declare, in place; returns the paths of what was removed. */
export function prune(schema: Schema, value: unknown, path: string, root: boolean, out: string[]): void {
  if (Array.isArray(value)) {
    const items = schema['items'];
    if (isRecord(items))
      value.forEach((item, index) => {
        prune(items, item, `${path}[${index}]`, false, out);
      });
    return;
  }
  if (!isRecord(value)) return;
  const preserve = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const properties = isRecord(schema['properties']) ? schema['properties'] : undefined;
  const additional = schema['additionalProperties'];
  const embedded = root || schema['x-kubernetes-embedded-resource'] === true;
  for (const name of Object.keys(value)) {
    if (embedded && (name === 'apiVersion' || name === 'kind' || name === 'metadata')) continue;
    const at = path === '' ? name : `${path}.${name}`;
    const member = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (isRecord(member)) prune(member, value[name], at, false, out);
    else if (isRecord(additional)) prune(additional, value[name], at, false, out);
    else if (additional !== true && !preserve) {
      delete (value as Record<string, unknown>)[name];
      out.push(`unknown field ${JSON.stringify(at)}`);
    }
  }
}

/** Sets defaults in place. */
export function fillDefaults(schema: Schema, value: unknown): void {
  if (Array.isArray(value)) {
    const items = schema['items'];
    if (isRecord(items)) for (const item of value) fillDefaults(items, item);
    return;
  }
  if (!isRecord(value)) return;
  const target = value as Record<string, unknown>;
  for (const [name, member] of Object.entries(isRecord(schema['properties']) ? schema['properties'] : {})) {
    if (!isRecord(member)) continue;
    const nullable = member['nullable'] === true;
    if (member['default'] !== undefined && (!Object.hasOwn(target, name) || (target[name] === null && !nullable))) {
      setField(target, name, structuredClone(member['default']));
    }
    if (Object.hasOwn(target, name)) fillDefaults(member, target[name]);
  }
  const additional = schema['additionalProperties'];
  if (isRecord(additional)) for (const name of Object.keys(target)) fillDefaults(additional, target[name]);
}

const PATTERNS = new Map<string, RegExp | undefined>();

/** Go's RE2 has no constructs that take exponential time; a pattern that JavaScript would take long for is cut by the length of what it is tried on. */
const LONGEST_MATCHED = 4096;

function pattern(text: string): RegExp | undefined {
  if (!PATTERNS.has(text)) {
    let compiled: RegExp | undefined;
    try {
      compiled = new RegExp(text, 'u');
    } catch {
      compiled = undefined; // RE2 has forms that JavaScript has not: such a pattern is not checked
    }
    if (PATTERNS.size > 1000) PATTERNS.clear();
    PATTERNS.set(text, compiled);
  }
  return PATTERNS.get(text);
}

export function schemaFaults(schema: Schema, object: KubeObject): readonly FieldFault[] {
  const out: FieldFault[] = [];
  check(schema, object, '', true, out);
  return out;
}

function check(schema: Schema, value: unknown, path: string, root: boolean, out: FieldFault[]): void {
  const at = path === '' ? '<nil>' : path;
  if (value === null) {
    if (schema['nullable'] !== true && schema['type'] !== undefined) {
      out.push({
        field: at,
        reason: 'FieldValueTypeInvalid',
        message: `Invalid value: "null": ${path} in body must be of type ${String(schema['type'])}: "null"`,
      });
    }
    return;
  }
  const type = schema['type'];
  if (typeof type === 'string' && schema['x-kubernetes-int-or-string'] !== true && !isOf(type, value)) {
    out.push({
      field: at,
      reason: 'FieldValueTypeInvalid',
      message: `Invalid value: ${JSON.stringify(kindOf(value))}: ${path} in body must be of type ${type}: ${JSON.stringify(kindOf(value))}`,
    });
    return;
  }
  const allowed = schema['enum'];
  if (Array.isArray(allowed) && !allowed.some((each) => deepEqual(each, value))) {
    out.push(unsupported(at, value, allowed.map(String)));
  }
  if (typeof value === 'number') checkNumber(schema, value, at, path, out);
  else if (typeof value === 'string') checkText(schema, value, at, path, out);
  else if (Array.isArray(value)) {
    const { minItems, maxItems } = schema as { minItems?: number; maxItems?: number };
    if (minItems !== undefined && value.length < minItems)
      out.push(invalidValue(at, value.length, `${path} in body should have at least ${minItems} items`));
    if (maxItems !== undefined && value.length > maxItems)
      out.push({
        field: at,
        reason: 'FieldValueTooMany',
        message: `Too many: ${value.length}: must have at most ${maxItems} items`,
      });
    checkListType(schema, value, at, out);
    const { items } = schema;
    if (isRecord(items))
      value.forEach((item, index) => {
        check(items, item, `${path}[${index}]`, false, out);
      });
  } else if (isRecord(value)) {
    for (const name of Array.isArray(schema['required']) ? (schema['required'] as string[]) : []) {
      if (!Object.hasOwn(value, name)) out.push(required(path === '' ? name : `${path}.${name}`));
    }
    const properties = isRecord(schema['properties']) ? schema['properties'] : {};
    const additional = schema['additionalProperties'];
    const { minProperties, maxProperties } = schema as { minProperties?: number; maxProperties?: number };
    const count = Object.keys(value).length;
    if (minProperties !== undefined && count < minProperties)
      out.push(invalidValue(at, count, `${path} in body should have at least ${minProperties} properties`));
    if (maxProperties !== undefined && count > maxProperties)
      out.push({
        field: at,
        reason: 'FieldValueTooMany',
        message: `Too many: ${count}: must have at most ${maxProperties} items`,
      });
    for (const name of Object.keys(value)) {
      if (root && name === 'metadata') continue;
      const member = Object.hasOwn(properties, name) ? properties[name] : additional;
      if (isRecord(member)) check(member, value[name], path === '' ? name : `${path}.${name}`, false, out);
    }
  }
}

function checkNumber(schema: Schema, value: number, at: string, path: string, out: FieldFault[]): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema as Record<
    string,
    number | boolean | undefined
  >;
  if (typeof minimum === 'number' && (exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    out.push(
      invalidValue(
        at,
        value,
        `${path} in body should be greater than ${exclusiveMinimum === true ? '' : 'or equal to '}${minimum}`,
      ),
    );
  }
  if (typeof maximum === 'number' && (exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    out.push(
      invalidValue(
        at,
        value,
        `${path} in body should be less than ${exclusiveMaximum === true ? '' : 'or equal to '}${maximum}`,
      ),
    );
  }
  if (typeof multipleOf === 'number' && multipleOf > 0 && !Number.isInteger(value / multipleOf)) {
    out.push(invalidValue(at, value, `${path} in body should be a multiple of ${multipleOf}`));
  }
}

function checkText(schema: Schema, value: string, at: string, path: string, out: FieldFault[]): void {
  const { minLength, maxLength } = schema as { minLength?: number; maxLength?: number };
  const length = Array.from(value.slice(0, 100_000)).length;
  if (minLength !== undefined && length < minLength)
    out.push(invalidValue(at, value, `${path} in body should be at least ${minLength} chars long`));
  if (maxLength !== undefined && length > maxLength)
    out.push({ field: at, reason: 'FieldValueTooLong', message: `Too long: may not be more than ${maxLength} bytes` });
  const wanted = schema['pattern'];
  if (typeof wanted === 'string' && pattern(wanted)?.test(value.slice(0, LONGEST_MATCHED)) === false) {
    out.push(invalidValue(at, value, `${path} in body should match '${wanted}'`));
  }
}

function checkListType(schema: Schema, value: readonly unknown[], at: string, out: FieldFault[]): void {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'set' && type !== 'map') return;
  const keys = (schema['x-kubernetes-list-map-keys'] ?? []) as string[];
  const seen = new Set<string>();
  value.forEach((item, index) => {
    const key = JSON.stringify(
      type === 'set' ? item : Object.fromEntries(keys.map((name) => [name, isRecord(item) ? item[name] : undefined])),
    );
    if (seen.has(key))
      out.push({ field: `${at}[${index}]`, reason: 'FieldValueDuplicate', message: `Duplicate value: ${key}` });
    seen.add(key);
  });
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'object':
      return isRecord(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    default:
      return typeof value === type;
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
