import Button from '@mui/material/Button';
import { lazy, Suspense, useState } from 'react';
import { each } from '../../bulk/index.ts';
import {
  type AppAddress,
  commandNameOf,
  INITIATED_BY,
  requestNameOf,
  useAction,
  useClient,
} from '../../client/index.ts';
import { tf } from '../../texts/fleet.ts';
import { t } from '../../texts/index.ts';
import { ChipRow, CopyAsCommand, ErrorText } from '../../ui/index.ts';

const BulkSync = lazy(async () => ({ default: (await import('../../bulk/bulk-sync.tsx')).BulkSync }));
const BulkPause = lazy(async () => ({ default: (await import('../../bulk/bulk-pause.tsx')).BulkPause }));

/** What can be done with the applications that were chosen. `held`: those of them that automation leaves alone. */
export function BulkBar({
  chosen,
  held,
  onClear,
}: {
  chosen: readonly AppAddress[];
  held: readonly AppAddress[];
  onClear: () => void;
}) {
  const client = useClient();
  const [asking, setAsking] = useState<'sync' | 'pause'>();
  const refresh = useAction(() =>
    each(chosen, (app) => client.call('app.get', { name: requestNameOf(app), refresh: 'normal' })),
  );
  const sync = useAction((apps: readonly AppAddress[]) =>
    each(apps, (app) =>
      client.call('app.sync', { name: requestNameOf(app), operation: { sync: {}, initiatedBy: { ...INITIATED_BY } } }),
    ),
  );
  const pause = useAction((reason: string, until: string | undefined) =>
    each(chosen, (app) =>
      client.call('app.pause', { name: requestNameOf(app), reason, ...(until === undefined ? {} : { until }) }),
    ),
  );
  const release = useAction(() =>
    each(held, (app) => client.call('app.release', { name: requestNameOf(app), allow: false })),
  );
  const actions = [refresh, sync, pause, release];
  const error = actions.find((action) => action.error !== undefined)?.error;
  const busy = actions.some(({ running }) => running);
  const names = chosen.map(commandNameOf);
  const close = (): void => setAsking(undefined);
  return (
    <div role="region" aria-label={t('apps.bulk', { count: chosen.length })} style={{ display: 'grid', gap: 8 }}>
      <ChipRow>
        <b>{t('apps.bulk', { count: chosen.length })}</b>
        <Button
          size="small"
          variant="contained"
          color="primary"
          disabled={sync.running}
          onClick={() => setAsking('sync')}
        >
          {t('action.syncDots')}
        </Button>
        <Button size="small" disabled={busy} onClick={() => refresh.run()}>
          {t('action.refresh')}
        </Button>
        <CopyAsCommand
          words={['app', 'get', names[0] ?? 'NAME', '--refresh']}
          also={lines(names.slice(1), '--refresh')}
        />
        <Button size="small" disabled={busy} onClick={() => setAsking('pause')}>
          {tf('bulk.pause')}
        </Button>
        {held.length === 0 ? null : (
          <Button size="small" disabled={busy} title={tf('bulk.releaseMore')} onClick={() => release.run()}>
            {tf('bulk.release')} ({held.length})
          </Button>
        )}
        {held.length === 0 ? null : (
          <CopyAsCommand
            words={['app', 'release', commandNameOf(held[0]!)]}
            also={held.slice(1).map((app) => ['app', 'release', commandNameOf(app)])}
          />
        )}
        <Button size="small" variant="text" onClick={onClear}>
          {t('action.clear')}
        </Button>
      </ChipRow>
      {error ? (
        <ErrorText
          error={error}
          dismiss={() => {
            for (const action of actions) action.dismiss();
          }}
        />
      ) : null}
      <Suspense fallback={null}>
        {asking === 'sync' ? (
          <BulkSync
            chosen={chosen}
            onClose={close}
            onSync={(apps) => {
              close();
              sync.run(apps);
            }}
          />
        ) : null}
        {asking === 'pause' ? (
          <BulkPause
            names={names}
            onClose={close}
            onPause={(reason, until) => {
              close();
              pause.run(reason, until);
            }}
          />
        ) : null}
      </Suspense>
    </div>
  );
}

/** One line each: the command takes one application. */
function lines(names: readonly string[], flag: string): readonly (readonly string[])[] {
  return names.map((name) => ['app', 'get', name, flag]);
}
