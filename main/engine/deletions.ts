import { ArgosyError } from '../model/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import type { Applications } from './engine.ts';

/** What a deletion takes with it, approving it, and deleting one object (reference §1.6, §3.8). */
export function createDeletions(
  _ports: ApplicationsPorts,
): Pick<Applications, 'deletionPlan' | 'confirmDeletion' | 'deleteResource'> {
  const missing = (): never => {
    throw new ArgosyError('Unknown', 'not built yet');
  };
  return { deletionPlan: missing, confirmDeletion: missing, deleteResource: missing };
}
