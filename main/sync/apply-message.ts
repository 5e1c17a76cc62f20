import { parseResourceKey } from '../model/index.ts';
import type { SyncTask } from './task.ts';

/** What kubectl prints for one object: `deployment.apps/web configured`, `configmap/settings unchanged`, `service/web serverside-applied`. */
export function applyMessage(
  task: SyncTask,
  verb: 'created' | 'configured' | 'unchanged' | 'serverside-applied' | 'replaced' | 'updated',
): string {
  const { group, kind, name } = parseResourceKey(task.key);
  return `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${name} ${verb}`;
}
