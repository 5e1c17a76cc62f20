import { ArgosyError } from '../model/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import type { CaptureChoice } from './engine.ts';
import type { PlannedChange } from './planned-change.ts';
import type { AppRecord } from './record.ts';

export async function planCapture(
  _ports: ApplicationsPorts,
  _record: AppRecord,
  _choice: CaptureChoice,
  _signal: AbortSignal,
): Promise<PlannedChange> {
  throw new ArgosyError('Unknown', 'not built yet');
}
