import { styled } from '@mui/material/styles';
import { useMemo } from 'react';
import type { Application } from '../../../../../preload/contract/index.ts';
import { ChangeCounts, ChangeList, changesOfDiff } from '../../../../changes/index.ts';
import { type AppAddress, commandNameOf, useRequest } from '../../../../client/index.ts';
import { t } from '../../../../texts/index.ts';
import { tt } from '../../../../texts/tabs.ts';
import { CopyAsCommand, EmptyState, ErrorText, inert, Skeleton } from '../../../../ui/index.ts';
import { type HistoryEntry, sameSources, shortRevision } from './entries.ts';

const Panel = styled('section')({
  display: 'flex',
  flexDirection: 'column',
  gap: 12,
  minHeight: 0,
  overflow: 'auto',
  background: 'var(--surface)',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  padding: 14,
  '& h2': { fontSize: 15, fontWeight: 600, overflowWrap: 'anywhere' },
  '& header': { display: 'flex', gap: 8, alignItems: 'flex-start', justifyContent: 'space-between' },
});

/** What going to that deployment would change in the cluster as it is now (ux.md §3): shown before anything happens, and nothing happens here. */
export function DifferenceToNow({
  address,
  name,
  app,
  entry,
  version,
}: {
  address: AppAddress;
  name: string;
  app: Application;
  entry: HistoryEntry | undefined;
  version: string;
}) {
  const revisions = entry?.revisions ?? [];
  const same = entry !== undefined && sameSources(entry, app);
  const { data, error, loading, reload } = useRequest(
    'app.diff',
    revisions.length === 0 ? undefined : { name, target: { kind: 'revisions', revisions: [...revisions] } },
    version,
  );
  const changes = useMemo(() => changesOfDiff(data?.items ?? []), [data]);
  if (!entry) {
    return (
      <Panel aria-label={tt('history.difference')}>
        <EmptyState title={tt('history.choose')}>{tt('history.chooseMore')}</EmptyState>
      </Panel>
    );
  }
  const short = revisions.map(shortRevision).join(', ');
  return (
    <Panel aria-label={tt('history.difference')}>
      <header>
        <div>
          <h2>{tt('history.differenceTo', { revision: inert(short, 100) })}</h2>
          <p className="muted">{tt('history.differenceMore')}</p>
        </div>
        {revisions.length === 1 ? (
          <CopyAsCommand words={['app', 'diff', commandNameOf(address), '--revision', revisions[0]!]} />
        ) : null}
      </header>
      {same || entry.sources.length === 0 ? null : <p role="note">{tt('history.otherSources')}</p>}
      {revisions.length === 0 ? (
        <p className="muted">{tt('history.noRevision')}</p>
      ) : error ? (
        <ErrorText what={tt('history.comparing')} error={error} retry={reload} />
      ) : data === undefined ? (
        <Skeleton label={t('page.loading')} rows={6} />
      ) : (
        <div style={{ display: 'grid', gap: 8 }} aria-busy={loading}>
          <ChangeCounts changes={changes} />
          <ChangeList changes={changes} label={tt('history.difference')} />
        </div>
      )}
    </Panel>
  );
}
