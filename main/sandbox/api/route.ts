import type { Kinds } from '../cluster-state.ts';
import type { Kind } from '../kinds/kind.ts';
import { badRequest, unknownResource } from './status-error.ts';

/** What a URL of a resource names. */
export interface Target {
  readonly kind: Kind;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string;
}

/** Undefined for paths that no API group serves: the plain 404. */
export function resourceTarget(kinds: Kinds, path: string): Target | undefined {
  // Decoded before it is parted, as a real server does: an encoded slash parts too.
  const parts = decode(path).split('/').slice(1);
  let group: string;
  let version: string;
  let rest: string[];
  if (parts[0] === 'api') {
    group = '';
    version = parts[1] ?? '';
    rest = parts.slice(2);
  } else if (parts[0] === 'apis') {
    group = parts[1] ?? '';
    version = parts[2] ?? '';
    rest = parts.slice(3);
  } else return undefined;
  if (!kinds.hasVersion(group, version)) {
    if (kinds.hasGroup(group)) throw unknownResource();
    return undefined;
  }
  if (rest.length === 0 || rest.includes('')) throw unknownResource();
  let namespace: string | undefined;
  if (
    rest[0] === 'namespaces' &&
    rest.length > 2 &&
    !(group === '' && (rest[2] === 'status' || rest[2] === 'finalize') && rest.length === 3)
  ) {
    namespace = rest[1]!;
    if (isClimbing(namespace)) throw unknownResource();
    rest = rest.slice(2);
  }
  const kind = kinds.resource({ group, version, plural: rest[0]! });
  if (kind === undefined || rest.length > 3) throw unknownResource();
  if (namespace !== undefined && !kind.namespaced) throw unknownResource();
  const name = rest[1];
  if (name !== undefined && kind.namespaced && namespace === undefined) throw unknownResource();
  const subresource = rest[2] ?? '';
  if (subresource !== '' && !kind.subresources.has(subresource)) throw unknownResource();
  if (name !== undefined && isClimbing(name))
    throw badRequest(`Name parameter invalid: "${name}": may not be '${name}'`);
  return { kind, namespace, name, subresource };
}

function isClimbing(part: string): boolean {
  return part === '.' || part === '..';
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw unknownResource();
  }
}
