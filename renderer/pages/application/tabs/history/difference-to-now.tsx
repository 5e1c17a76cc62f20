import { styled } from '@mui/material/styles';
import { useMemo, useState } from 'react';
import type { Application } from '../../../../../preload/contract/index.ts';
import { ChangeCounts, ChangeList, changesOfDiff } from '../../../../changes/index.ts';
import { type AppAddress, commandNameOf, useRequest } from '../../../../client/index.ts';
import { ta } from '../../../../texts/acting.ts';
import { t } from '../../../../texts/index.ts';
import { tt } from '../../../../texts/tabs.ts';
import { CopyAsCommand, EmptyState, ErrorText, inert, Skeleton } from '../../../../ui/index.ts';
import { Segments } from '../../object-diff/segments.tsx';
import { PlanView } from '../../plan-view.tsx';
import { type HistoryEntry, isAway, sameSources, shortRevision } from './entries.ts';
import { ManifestsToNow } from './manifests-to-now.tsx';
import { WaysBack } from './ways-back.tsx';

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
  '& > header': { display: 'flex', gap: 8, alignItems: 'flex-start', justifyContent: 'space-between' },
});

interface Props {
  readonly address: AppAddress;
  readonly name: string;
  readonly app: Application;
  readonly version: string;
  readonly openNode: (key: string) => void;
}

/** What going to that deployment would change in the cluster as it is now, before anything happens, and then the ways there (ux.md §3). */
export function DifferenceToNow({ entry, ...props }: Props & { entry: HistoryEntry | undefined }) {
  if (!entry) {
    return (
      <Panel aria-label={tt('history.difference')}>
        <EmptyState title={tt('history.choose')}>{tt('history.chooseMore')}</EmptyState>
      </Panel>
    );
  }
  return (
    <Panel aria-label={tt('history.difference')}>
      <header>
        <div>
          <h2>{tt('history.differenceTo', { revision: inert(entry.revisions.map(shortRevision).join(', '), 100) })}</h2>
          <p className="muted">{tt('history.differenceMore')}</p>
        </div>
        {entry.id >= 0 ? (
          <CopyAsCommand words={['app', 'rollback', commandNameOf(props.address), String(entry.id), '--preview']} />
        ) : entry.revisions.length === 1 ? (
          <CopyAsCommand words={['app', 'diff', commandNameOf(props.address), '--revision', entry.revisions[0]!]} />
        ) : null}
      </header>
      {entry.id >= 0 ? <Deployment entry={entry} {...props} /> : <Attempt entry={entry} {...props} />}
    </Panel>
  );
}

type Look = 'plan' | 'manifests';

/** A deployment of the history: the plan of going back, or every object as text. */
function Deployment({ entry, ...props }: Props & { entry: HistoryEntry }) {
  const { address, name, app, version, openNode } = props;
  const [look, setLook] = useState<Look>('plan');
  const { data, error, loading, reload } = useRequest(
    'app.rollbackPlan',
    look === 'plan' ? { name, id: entry.id, prune: true, hooks: false } : undefined,
    version,
  );
  return (
    <>
      {entry.current && !isAway(entry, app) ? (
        <p className="muted">{ta('history.isNow')}</p>
      ) : (
        <WaysBack address={address} app={app} entry={entry} version={version} />
      )}
      <Segments<Look>
        label={ta('history.look')}
        value={look}
        options={[
          { value: 'plan', title: ta('history.plan') },
          { value: 'manifests', title: ta('history.manifests') },
        ]}
        onChange={setLook}
      />
      {look === 'manifests' ? (
        <ManifestsToNow entry={entry} app={app} name={name} version={version} />
      ) : error ? (
        <ErrorText what={tt('history.comparing')} error={error} retry={reload} />
      ) : data === undefined ? (
        <Skeleton label={t('page.loading')} rows={6} />
      ) : (
        <div style={{ display: 'flex', flexDirection: 'column', gap: 8 }} aria-busy={loading}>
          <PlanView plan={data} nothing={ta('history.same')} onOpen={openNode} />
        </div>
      )}
    </>
  );
}

/** An attempt that left no entry: there is nothing to go back to, only something to compare with. */
function Attempt({ entry, name, app, version }: Props & { entry: HistoryEntry }) {
  const { revisions } = entry;
  const { data, error, loading, reload } = useRequest(
    'app.diff',
    revisions.length === 0 ? undefined : { name, target: { kind: 'revisions', revisions: [...revisions] } },
    version,
  );
  const changes = useMemo(() => changesOfDiff(data?.items ?? []), [data]);
  if (revisions.length === 0) return <p className="muted">{tt('history.noRevision')}</p>;
  return (
    <>
      {sameSources(entry, app) || entry.sources.length === 0 ? null : <p role="note">{tt('history.otherSources')}</p>}
      {error ? (
        <ErrorText what={tt('history.comparing')} error={error} retry={reload} />
      ) : data === undefined ? (
        <Skeleton label={t('page.loading')} rows={6} />
      ) : (
        <div style={{ display: 'grid', gap: 8 }} aria-busy={loading}>
          <ChangeCounts changes={changes} />
          <ChangeList changes={changes} label={tt('history.difference')} />
        </div>
      )}
    </>
  );
}
