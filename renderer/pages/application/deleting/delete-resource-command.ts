import type { ObjectRef } from '../object-key.ts';

export type Propagation = 'foreground' | 'background' | 'orphan';

/** The words after `argosy` that delete it in the same way; undefined where there are none. */
export function deleteResourceCommand(
  commandName: string,
  { group, kind, namespace, name }: ObjectRef,
  propagation: Propagation,
  force: boolean,
): readonly string[] | undefined {
  // The command line deletes in the background only by force.
  if (propagation === 'background' && !force) return undefined;
  return [
    'app',
    'delete-resource',
    commandName,
    '--kind',
    kind,
    ...(group === '' ? [] : ['--group', group]),
    ...(namespace === '' ? [] : ['--namespace', namespace]),
    '--resource-name',
    name,
    ...(force ? ['--force'] : []),
    ...(propagation === 'orphan' ? ['--orphan'] : []),
  ];
}
