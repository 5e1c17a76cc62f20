import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useState } from 'react';
import { type AppAddress, commandNameOf, requestNameOf, useAction, useClient } from '../../client/index.ts';
import { plural, t } from '../../texts/index.ts';
import { ChipRow, CopyAsCommand, ErrorText, inert } from '../../ui/index.ts';

/** Calls under way at once: the engine queues more than that as well, but a person may want to stop. */
const AT_ONCE = 8;

/** What can be done with the applications that were chosen. */
export function BulkBar({ chosen, onClear }: { chosen: readonly AppAddress[]; onClear: () => void }) {
  const client = useClient();
  const [asking, setAsking] = useState(false);
  const refresh = useAction(() =>
    each(chosen, (app) => client.call('app.get', { name: requestNameOf(app), refresh: 'normal' })),
  );
  const sync = useAction(() =>
    each(chosen, (app) => client.call('app.sync', { name: requestNameOf(app), operation: { sync: {} } })),
  );
  const error = refresh.error ?? sync.error;
  const names = chosen.map(commandNameOf);
  return (
    <div role="region" aria-label={t('apps.bulk', { count: chosen.length })} style={{ display: 'grid', gap: 8 }}>
      <ChipRow>
        <b>{t('apps.bulk', { count: chosen.length })}</b>
        <Button
          size="small"
          variant="contained"
          color="primary"
          disabled={sync.running}
          onClick={() => setAsking(true)}
        >
          {t('action.syncDots')}
        </Button>
        <Button size="small" disabled={refresh.running} onClick={() => refresh.run()}>
          {t('action.refresh')}
        </Button>
        <CopyAsCommand words={['app', 'sync', ...names]} />
        <Button size="small" variant="text" onClick={onClear}>
          {t('action.clear')}
        </Button>
      </ChipRow>
      {error ? (
        <ErrorText
          error={error}
          dismiss={() => {
            refresh.dismiss();
            sync.dismiss();
          }}
        />
      ) : null}
      {asking ? (
        <Dialog open onClose={() => setAsking(false)} aria-labelledby="bulk-sync">
          <DialogTitle id="bulk-sync">{plural('bulk.sync', chosen.length)}</DialogTitle>
          <DialogContent>
            <p>{t('bulk.syncMore')}</p>
            <ul>
              {names.slice(0, 12).map((name) => (
                <li key={name} className="mono">
                  {inert(name, 120)}
                </li>
              ))}
              {names.length > 12 ? (
                <li className="muted">{t('app.reasonsMore', { count: names.length - 12 })}</li>
              ) : null}
            </ul>
          </DialogContent>
          <DialogActions>
            <CopyAsCommand words={['app', 'sync', ...names]} text />
            <Button onClick={() => setAsking(false)}>{t('action.cancel')}</Button>
            <Button
              variant="contained"
              color="primary"
              onClick={() => {
                setAsking(false);
                sync.run();
              }}
            >
              {plural('bulk.sync', chosen.length)}
            </Button>
          </DialogActions>
        </Dialog>
      ) : null}
    </div>
  );
}

/** Does it for each; what failed is told together, in the engine's words. */
async function each(apps: readonly AppAddress[], work: (app: AppAddress) => Promise<unknown>): Promise<void> {
  const failures: string[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let app = apps[next++]; app !== undefined; app = apps[next++]) {
      try {
        await work(app);
      } catch (error) {
        failures.push(`${commandNameOf(app)}: ${(error as Error).message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  if (failures.length === 0) return;
  throw new Error([t('apps.bulkFailed', { failed: failures.length, count: apps.length }), ...failures].join('\n'));
}
