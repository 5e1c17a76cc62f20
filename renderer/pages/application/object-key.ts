/** The parts of an object's key, as the contract names objects: `group/Kind/namespace/name`. */
export interface ObjectRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export function keyOfObject(ref: {
  readonly group?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}): string {
  return `${ref.group ?? ''}/${ref.kind}/${ref.namespace ?? ''}/${ref.name}`;
}

/** undefined for what is no key: addresses are anybody's text. */
export function parseObjectKey(key: string): ObjectRef | undefined {
  const parts = key.split('/');
  const [group = '', kind = '', namespace = '', name = ''] = parts;
  return parts.length === 4 && kind !== '' && name !== '' ? { group, kind, namespace, name } : undefined;
}
