import { ArgosyError } from '../model/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import type { Applications } from './engine.ts';

/** Commits that Argosy makes for a person: a revert, and a capture of what lives. */
export function createGitChanges(
  _ports: ApplicationsPorts,
): Pick<Applications, 'revertPlan' | 'revert' | 'capturePlan' | 'capture'> {
  const missing = (): never => {
    throw new ArgosyError('Unknown', 'not built yet');
  };
  return { revertPlan: missing, revert: missing, capturePlan: missing, capture: missing };
}
