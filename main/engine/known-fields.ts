import type { SchemaNode } from '../cluster/index.ts';
import { isRecord, type KubeObject, setField } from '../model/index.ts';

/**
 * The manifest without fields that its kind does not have, for `Validate=false`: a server-side apply refuses them whatever validation it is asked for,
 * where every other write drops them in silence (reference §3.8).
 */
export function withKnownFields(desired: KubeObject, schema: SchemaNode | undefined): KubeObject {
  const { apiVersion, kind, metadata, ...rest } = desired;
  const known = onlyKnown(rest, schema);
  return known === rest ? desired : { apiVersion, kind, metadata, ...(known as Record<string, unknown>) };
}

/** The value itself where nothing is unknown. */
function onlyKnown(value: unknown, node: SchemaNode | undefined): unknown {
  if (node === undefined || node.type === 'any' || node.preserveUnknown === true) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => onlyKnown(item, node.items));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isRecord(value)) return value;
  const result: Record<string, unknown> = {};
  let same = true;
  for (const [name, child] of Object.entries(value)) {
    const childNode = node.type === 'map' ? node.items : node.fields?.get(name);
    if (node.type === 'object' && node.fields !== undefined && childNode === undefined) {
      same = false;
      continue;
    }
    const kept = onlyKnown(child, childNode);
    if (kept !== child) same = false;
    setField(result, name, kept);
  }
  return same ? value : result;
}
