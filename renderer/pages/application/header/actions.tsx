import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState } from 'react';
import type { Application } from '../../../../preload/contract/index.ts';
import { type AppAddress, commandNameOf, requestNameOf, useAction, useClient } from '../../../client/index.ts';
import { t } from '../../../texts/index.ts';
import { CopyAsCommand, ErrorText, Icon } from '../../../ui/index.ts';
import type { TabProps } from '../tabs/tab.ts';

/** Sync, refresh, diff: the buttons of the header (ux.md §3). */
export function HeaderActions({
  address,
  app,
  openSync,
  go,
}: { address: AppAddress; app: Application } & Pick<TabProps, 'openSync' | 'go'>) {
  const client = useClient();
  const name = requestNameOf(address);
  const [anchor, setAnchor] = useState<HTMLElement>();
  const refresh = useAction((how: 'normal' | 'hard') => client.call('app.get', { name, refresh: how }));
  const running = app.status?.operationState?.phase === 'Running';
  return (
    <>
      <Button variant="contained" color="primary" disabled={running} onClick={() => openSync()}>
        {t('action.syncDots')}
      </Button>
      <Button
        disabled={refresh.running}
        startIcon={<Icon name="refresh" size={14} />}
        onClick={() => refresh.run('normal')}
      >
        {t('action.refresh')}
      </Button>
      <Button onClick={() => go('diff')}>{t('action.diff')}</Button>
      <Button
        aria-label={t('action.more')}
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <Icon name="more" />
      </Button>
      <CopyAsCommand words={['app', 'get', commandNameOf(address)]} />
      <Menu open={anchor !== undefined} anchorEl={anchor ?? null} onClose={() => setAnchor(undefined)}>
        <MenuItem
          onClick={() => {
            setAnchor(undefined);
            refresh.run('hard');
          }}
        >
          {t('action.refreshHard')}
        </MenuItem>
      </Menu>
      {refresh.error ? <ErrorText error={refresh.error} what={t('action.refresh')} dismiss={refresh.dismiss} /> : null}
    </>
  );
}
