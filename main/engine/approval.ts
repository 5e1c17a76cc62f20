import { type Application, annotation, DELETION_APPROVED } from '../model/index.ts';
import type { AppRecord } from './record.ts';
import type { Records } from './records.ts';

/** Whether a person approved deletions at or after this instant (reference §3.8): `deletion-approved: <RFC 3339>` on the Application. */
export function isApproved(app: Application, since: number): boolean {
  const text = annotation(app, DELETION_APPROVED);
  const at = text === undefined ? Number.NaN : Date.parse(text);
  // Stamps have whole seconds: an approval in the second in which the operation began counts.
  return at >= Math.floor(since / 1000) * 1000;
}

/** Resolves once the application carries an approval that is not older than `since`; rejects when the signal aborts. */
export function approved(records: Records, record: AppRecord, since: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const look = (): boolean => {
      if (!isApproved(record.app, since)) return false;
      off();
      signal.removeEventListener('abort', aborted);
      resolve();
      return true;
    };
    const aborted = () => {
      off();
      reject(signal.reason as Error);
    };
    const off = records.onChange((key) => {
      if (key === record.key) look();
    });
    if (!look()) signal.addEventListener('abort', aborted, { once: true });
  });
}
