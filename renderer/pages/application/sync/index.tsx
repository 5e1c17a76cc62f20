import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import { useState } from 'react';
import { commandNameOf, useAction, useClient, useRequest } from '../../../client/index.ts';
import { t } from '../../../texts/index.ts';
import { CopyAsCommand, DataTable, ErrorText, inert, Skeleton } from '../../../ui/index.ts';
import { parseObjectKey } from '../object-key.ts';
import type { TabProps } from '../tabs/tab.ts';

export interface SyncPanelProps extends TabProps {
  /** Only these objects (`group/Kind/namespace/name`); undefined: all. */
  readonly keys: readonly string[] | undefined;
  readonly onClose: () => void;
}

/** What a sync will do, before it does it (ux.md §3). */
export default function SyncPanel({ address, name, version, keys, onClose }: SyncPanelProps) {
  const client = useClient();
  const [prune, setPrune] = useState(false);
  const resources = keys?.flatMap((key) => parseObjectKey(key) ?? []);
  const operation = { sync: { prune, ...(resources === undefined ? {} : { resources }) } };
  const { data, error, reload } = useRequest('app.plan', { name, operation }, version);
  const sync = useAction(async () => {
    await client.call('app.sync', { name, operation });
    onClose();
  });
  const command = ['app', 'sync', commandNameOf(address), ...(prune ? ['--prune'] : [])];
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="md" aria-labelledby="sync-panel">
      <DialogTitle id="sync-panel">{t('sync.title', { name: inert(address.name, 120) })}</DialogTitle>
      <DialogContent>
        <FormControlLabel
          control={<Checkbox checked={prune} onChange={(event) => setPrune(event.target.checked)} />}
          label={t('sync.prune')}
        />
        {error ? <ErrorText error={error} retry={reload} /> : null}
        {sync.error ? <ErrorText error={sync.error} dismiss={sync.dismiss} /> : null}
        {data === undefined ? (
          error ? null : (
            <Skeleton label={t('page.loading')} />
          )
        ) : (
          <DataTable aria-label={t('tab.plan')}>
            <tbody>
              {data.rows.map((row) => (
                <tr key={`${row.phase} ${row.wave} ${row.ref.kind} ${row.ref.namespace} ${row.ref.name}`}>
                  <td className="muted">{inert(row.phase, 20)}</td>
                  <td className="number">{row.wave}</td>
                  <td>{row.change}</td>
                  <td>
                    {inert(row.ref.kind, 80)} <b>{inert(row.ref.name, 160)}</b>
                  </td>
                  <td className="muted words">{inert(row.note, 300)}</td>
                </tr>
              ))}
            </tbody>
          </DataTable>
        )}
      </DialogContent>
      <DialogActions>
        <CopyAsCommand words={command} text />
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button
          variant="contained"
          color="primary"
          disabled={data === undefined || sync.running}
          onClick={() => sync.run()}
        >
          {t('action.sync')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
