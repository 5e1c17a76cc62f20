import { ArgosyError } from '../model/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import type { Applications } from './engine.ts';

/** Going back, and keeping automation away (reference §11; architecture §5). */
export function createRollbacks(
  _ports: ApplicationsPorts,
): Pick<Applications, 'rollbackPlan' | 'rollback' | 'pause' | 'release'> {
  const missing = (): never => {
    throw new ArgosyError('Unknown', 'not built yet');
  };
  return { rollbackPlan: missing, rollback: missing, pause: missing, release: missing };
}
