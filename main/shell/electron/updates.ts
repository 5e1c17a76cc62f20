import { autoUpdater } from 'electron';
import type { Clock, Logger } from '../../runtime/index.ts';
import type { UpdateVerdict } from './update-policy.ts';

const EVERY_MS = 6 * 3_600_000;

/** Looks for new versions now and every six hours, when a person has said where. Returns what looks at once; undefined: it is off. */
export function watchUpdates(verdict: UpdateVerdict, clock: Clock, logger: Logger): (() => void) | undefined {
  if (!verdict.check) {
    logger.info('new versions are not looked for', { because: verdict.because });
    return undefined;
  }
  autoUpdater.on('error', (error) => logger.warn('the update feed could not be read', { error: error.message }));
  autoUpdater.on('update-downloaded', () => logger.info('a new version is ready and used at the next start'));
  autoUpdater.setFeedURL({ url: verdict.url });
  const look = (): void => autoUpdater.checkForUpdates();
  const again = (): void => {
    look();
    clock.after(EVERY_MS, again);
  };
  again();
  return look;
}
