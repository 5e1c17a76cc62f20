import { isRecord, isSecret, type KubeObject, listIndex, setField } from '../model/index.ts';
import { field, type JsonObject } from './json.ts';

/** Metadata that the server writes; a manifest that carries it declares nothing by it. Managed fields never list them either. */
export const SERVER_METADATA: ReadonlySet<string> = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
]);

/** The shape in which the server stores a manifest. Most objects are returned as they are. */
export function normalizeDesired(desired: KubeObject): KubeObject {
  if (isSecret(desired)) return normalizeSecret(desired);
  return desired;
}

/** `stringData` becomes base64 `data`, null data becomes empty (reference §2.4). */
function normalizeSecret(secret: KubeObject): KubeObject {
  const data = secret['data'];
  const plain = secret['stringData'];
  const nulls = isRecord(data) && Object.values(data).some((value) => value === null);
  if (!nulls && !isRecord(plain)) return secret;
  const merged: Record<string, unknown> = {};
  if (isRecord(data)) for (const name of Object.keys(data)) setField(merged, name, field(data, name) ?? '');
  if (isRecord(plain)) {
    for (const name of Object.keys(plain)) {
      const value = field(plain, name) ?? '';
      // Anything but text is refused by the server; it stays as it is, so that it shows as a difference.
      setField(merged, name, typeof value === 'string' ? Buffer.from(value, 'utf8').toString('base64') : value);
    }
  }
  const { stringData: _, ...rest } = secret;
  return { ...rest, data: merged } as KubeObject;
}

/** A copy without the value at a JSON pointer; the object itself when there is none (reference §2.6: skipped silently). */
export function withoutPointer<T>(value: T, tokens: readonly string[], from = 0): T {
  const token = tokens[from];
  if (token === undefined) return value;
  if (Array.isArray(value)) {
    const index = listIndex(token);
    if (index === undefined || index >= value.length) return value;
    if (from === tokens.length - 1) return value.toSpliced(index, 1) as T;
    const item: unknown = value[index];
    const smaller = withoutPointer(item, tokens, from + 1);
    return smaller === item ? value : (value.with(index, smaller) as T);
  }
  if (!isRecord(value)) return value;
  const child = field(value, token);
  if (child === undefined) return value;
  if (from === tokens.length - 1) return without(value, token) as T;
  const smaller = withoutPointer(child, tokens, from + 1);
  if (smaller === child) return value;
  return withField(value, token, smaller) as T;
}

export function without(object: JsonObject, name: string): JsonObject {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(object)) if (key !== name) setField(copy, key, object[key]);
  return copy;
}

export function withField(object: JsonObject, name: string, value: unknown): JsonObject {
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(object)) setField(copy, key, key === name ? value : object[key]);
  if (!Object.hasOwn(copy, name)) setField(copy, name, value);
  return copy;
}
