import type { ApiResource } from './face.ts';

/** `/api/v1` or `/apis/GROUP/VERSION`. */
export function groupVersionPath(group: string, version: string): string {
  return group === '' ? `/api/${segment(version)}` : `/apis/${segment(group)}/${segment(version)}`;
}

/** The path of a collection, or of one object when a name is given. A namespace is left out for cluster-scoped kinds. */
export function resourcePath(resource: ApiResource, namespace: string, name?: string, subresource?: string): string {
  let path = groupVersionPath(resource.group, resource.version);
  if (resource.namespaced && namespace !== '') path += `/namespaces/${segment(namespace)}`;
  path += `/${segment(resource.plural)}`;
  if (name !== undefined) path += `/${segment(name)}`;
  return subresource === undefined ? path : `${path}/${segment(subresource)}`;
}

/** `.` and `..` would leave the path although nothing in them is encoded; no object can have such a name. */
function segment(text: string): string {
  if (text === '' || text === '.' || text === '..') throw new RangeError(`"${text}" is no part of an API path`);
  return encodeURIComponent(text);
}

export function query(parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) parts.push(`${name}=${encodeURIComponent(String(value))}`);
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
