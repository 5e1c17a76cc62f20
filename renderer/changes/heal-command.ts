/** One object, as operations name it. */
export interface HealedObject {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** The words after `argosy` that bring just this object back, and only as it was shown (reference §12.2). */
export function healCommand(
  commandName: string,
  object: HealedObject,
  planHash: string | undefined,
): readonly string[] {
  const { group, kind, namespace, name } = object;
  return [
    'app',
    'sync',
    commandName,
    '--resource',
    `${group}:${kind}:${namespace === undefined ? '' : `${namespace}/`}${name}`,
    ...(planHash === undefined ? [] : ['--plan', planHash]),
  ];
}
