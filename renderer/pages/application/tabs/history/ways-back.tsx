import { styled } from '@mui/material/styles';
import { lazy, Suspense, useState } from 'react';
import type { Application } from '../../../../../preload/contract/index.ts';
import type { AppAddress } from '../../../../client/index.ts';
import { ta } from '../../../../texts/acting.ts';
import { Icon } from '../../../../ui/index.ts';
import type { HistoryEntry } from './entries.ts';

const RevertDialog = lazy(() => import('../../rolling-back/revert-dialog.tsx'));
const RollbackDialog = lazy(() => import('../../rolling-back/rollback-dialog.tsx'));

const Ways = styled('ul')({
  margin: 0,
  padding: 0,
  listStyle: 'none',
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fit, minmax(180px, 1fr))',
  gap: 8,
  flex: 'none',
  '& button': {
    font: 'inherit',
    color: 'var(--text)',
    textAlign: 'left',
    width: '100%',
    height: '100%',
    display: 'grid',
    alignContent: 'start',
    gap: 2,
    padding: '8px 12px',
    background: 'var(--raised)',
    border: '1px solid var(--control)',
    borderRadius: 'var(--radius)',
    cursor: 'pointer',
  },
  '& li:first-of-type button': { borderColor: 'var(--primary)' },
  '& li:first-of-type b': { color: 'var(--primary)' },
  '& button:hover': { background: 'var(--selected)' },
  '& b': { display: 'flex', gap: 6, alignItems: 'center', fontWeight: 600 },
  '& span': { color: 'var(--muted)', fontSize: 12, lineHeight: 1.35 },
});

type Way = 'revert' | 'rollback' | 'prune';

/** The three ways, in the order in which they are to be preferred (ux.md §3): Git stays the truth; the cluster at once; and without what came since. */
export function WaysBack({
  address,
  app,
  entry,
  version,
}: {
  address: AppAddress;
  app: Application;
  entry: HistoryEntry;
  version: string;
}) {
  const [open, setOpen] = useState<Way>();
  const close = (): void => setOpen(undefined);
  const ways: readonly { readonly id: Way; readonly title: string; readonly more: string }[] = [
    { id: 'revert', title: ta('back.revert'), more: ta('back.revertMore') },
    { id: 'rollback', title: ta('back.rollback'), more: ta('back.rollbackMore') },
    { id: 'prune', title: ta('back.rollbackPrune'), more: ta('back.rollbackPruneMore') },
  ];
  return (
    <>
      <Ways aria-label={ta('history.way')}>
        {ways.map(({ id, title, more }) => (
          <li key={id}>
            <button type="button" aria-label={title} aria-haspopup="dialog" title={more} onClick={() => setOpen(id)}>
              <b>
                <Icon name={id === 'revert' ? 'repos' : 'undo'} size={14} />
                {title}
              </b>
              <span>{more}</span>
            </button>
          </li>
        ))}
      </Ways>
      <Suspense fallback={null}>
        {open === undefined ? null : open === 'revert' ? (
          <RevertDialog address={address} app={app} id={entry.id} onClose={close} />
        ) : (
          <RollbackDialog
            address={address}
            app={app}
            id={entry.id}
            prune={open === 'prune'}
            version={version}
            onRevert={() => setOpen('revert')}
            onClose={close}
          />
        )}
      </Suspense>
    </>
  );
}
