import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { styled } from '@mui/material/styles';
import { useMemo, useRef, useState } from 'react';
import type { Application } from '../../../../preload/contract/index.ts';
import { type AppAddress, commandNameOf, requestNameOf, useAction, useClient } from '../../../client/index.ts';
import { type Command, useOffer } from '../../../frame/index.ts';
import { ta } from '../../../texts/acting.ts';
import { t } from '../../../texts/index.ts';
import { CopyAsCommand, ErrorText, Icon } from '../../../ui/index.ts';
import { previousEntry } from '../tabs/history/entries.ts';
import type { TabProps } from '../tabs/tab.ts';

export type Doing = 'pause' | 'delete';

/** In one line while there is room: what is beside them gives way. */
const Buttons = styled('div')({
  display: 'flex',
  gap: 6,
  alignItems: 'center',
  justifyContent: 'flex-end',
  flexWrap: 'nowrap',
  '@media (max-width: 900px)': { flexWrap: 'wrap' },
});

/** Sync, refresh, diff, roll back, pause, and what is rarer: the buttons of the header (ux.md §3). */
export function HeaderActions({
  address,
  app,
  openSync,
  go,
  onDo,
}: {
  address: AppAddress;
  app: Application;
  /** Opens the dialog of it. */
  onDo: (doing: Doing) => void;
} & Pick<TabProps, 'openSync' | 'go'>) {
  const client = useClient();
  const name = requestNameOf(address);
  const [anchor, setAnchor] = useState<HTMLElement>();
  // Begun when the menu has gone, so that the focus comes back to the button that opened it.
  const chosen = useRef<() => void>(undefined);
  const refresh = useAction((how: 'normal' | 'hard') => client.call('app.get', { name, refresh: how }));
  const { run } = refresh;
  const commands = useMemo<readonly Command[]>(() => {
    const shown = commandNameOf(address);
    return [
      {
        id: 'app.refresh',
        title: `${shown}: ${t('action.refresh')}`,
        icon: 'refresh',
        cli: ['app', 'get', shown, '--refresh'],
        run: () => run('normal'),
      },
      {
        id: 'app.refreshHard',
        title: `${shown}: ${t('action.refreshHard')}`,
        icon: 'refresh',
        cli: ['app', 'get', shown, '--hard-refresh'],
        run: () => run('hard'),
      },
    ];
  }, [address, run]);
  useOffer(commands);
  const running = app.status?.operationState?.phase === 'Running';
  const deleting = app.metadata.deletionTimestamp !== undefined;
  const previous = previousEntry(app);
  const choose = (work: () => void): void => {
    chosen.current = work;
    setAnchor(undefined);
  };
  return (
    <>
      <Buttons>
        <Button variant="contained" color="primary" disabled={running || deleting} onClick={() => openSync()}>
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
        <Button onClick={() => go('history', previous === undefined ? {} : { entry: String(previous) })}>
          {ta('action.rollback')}
        </Button>
        <Button
          disabled={deleting || app.status?.hold?.kind === 'rollback'}
          aria-haspopup="dialog"
          onClick={() => onDo('pause')}
        >
          {ta('action.pause')}
        </Button>
        <Button
          aria-label={t('action.more')}
          aria-haspopup="menu"
          aria-expanded={anchor !== undefined}
          onClick={(event) => setAnchor(event.currentTarget)}
        >
          <Icon name="more" />
        </Button>
        <CopyAsCommand words={['app', 'get', commandNameOf(address), '--refresh']} />
        <Menu
          open={anchor !== undefined}
          anchorEl={anchor ?? null}
          onClose={() => setAnchor(undefined)}
          slotProps={{
            transition: {
              onExited: () => {
                chosen.current?.();
                chosen.current = undefined;
              },
            },
          }}
        >
          <MenuItem onClick={() => choose(() => refresh.run('hard'))}>{t('action.refreshHard')}</MenuItem>
          <MenuItem disabled={deleting} onClick={() => choose(() => onDo('delete'))} sx={{ color: 'var(--error)' }}>
            {ta('action.delete')}
          </MenuItem>
        </Menu>
      </Buttons>
      {refresh.error ? <ErrorText error={refresh.error} what={t('action.refresh')} dismiss={refresh.dismiss} /> : null}
    </>
  );
}
