import LinearProgress from '@mui/material/LinearProgress';
import { styled } from '@mui/material/styles';
import type { Application } from '../../../../preload/contract/index.ts';
import { type AppAddress, requestNameOf, useDerived } from '../../../client/index.ts';
import { ta } from '../../../texts/acting.ts';
import { Age, inert, Mark } from '../../../ui/index.ts';
import { Confirm } from './confirm.tsx';
import { deletionMessage, waitingOf } from './waiting.ts';

const Strip = styled('section')({
  display: 'grid',
  gap: 6,
  borderRadius: 'var(--radius)',
  padding: '8px 12px',
  background: 'var(--error-bg)',
  border: '1px solid color-mix(in srgb, var(--error) 35%, transparent)',
  '&[data-for=prune]': {
    background: 'var(--out-bg)',
    borderColor: 'color-mix(in srgb, var(--out) 30%, transparent)',
  },
  '& .row': { display: 'flex', gap: 10, alignItems: 'center' },
  '& .words': { flex: 1, minWidth: 0, overflowWrap: 'anywhere' },
});

/** A deletion under way with what it waits for, and whatever waits for a person's word. */
export function DeletionStrip({ address, app }: { address: AppAddress; app: Application }) {
  const waiting = waitingOf(app);
  if (app.metadata.deletionTimestamp !== undefined) {
    return <Deleting address={address} app={app} since={Date.parse(app.metadata.deletionTimestamp)} />;
  }
  if (waiting === undefined) return null;
  return (
    <Strip aria-label={ta('delete.waitsPrune')} data-for="prune">
      <div className="row">
        <Mark shape="bars" tone="out" />
        <p className="words">
          <b>{ta('delete.waitsPrune')}</b> <span>{inert(waiting.message, 600)}</span>
        </p>
        <Confirm address={address} label={ta('delete.confirmPrune')} />
      </div>
    </Strip>
  );
}

function Deleting({ address, app, since }: { address: AppAddress; app: Application; since: number }) {
  const name = requestNameOf(address);
  const progress = useDerived('tasks', (rows) => {
    for (const row of rows.values()) {
      if (row.state === 'running' && row.kind === 'deletion' && row.app === name) return row.progress;
    }
    return undefined;
  });
  const told = useDerived('tasks', (rows) => {
    for (const row of rows.values()) {
      if (row.state === 'running' && row.kind === 'deletion' && row.app === name) return row.message;
    }
    return '';
  });
  const held = deletionMessage(app);
  const message = held === '' ? told : held;
  return (
    <Strip aria-label={ta('delete.running')}>
      <div className="row">
        <Mark shape="cross" tone="error" />
        <p className="words">
          <b>{ta('delete.running')}</b> {Number.isNaN(since) ? null : <Age at={since} />}{' '}
          <span>{message === '' ? ta('delete.runningWait') : inert(message, 1000)}</span>
        </p>
        <LinearProgress
          aria-label={ta('delete.running')}
          sx={{ width: 120, flex: 'none' }}
          {...(progress === undefined ? {} : { variant: 'determinate' as const, value: 100 * progress })}
        />
        {waitingOf(app) === undefined ? null : <Confirm address={address} label={ta('delete.confirm')} />}
      </div>
    </Strip>
  );
}
