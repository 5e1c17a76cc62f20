import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { lazy, Suspense, useMemo, useState } from 'react';
import { commandNameOf, useRequest } from '../../../../client/index.ts';
import { useQuery } from '../../../../frame/index.ts';
import { ta } from '../../../../texts/acting.ts';
import { tc } from '../../../../texts/changes.ts';
import { t } from '../../../../texts/index.ts';
import { CopyAsCommand, EmptyState, ErrorText, SearchField, Skeleton } from '../../../../ui/index.ts';
import { ObjectDiffView } from '../../object-diff/object-diff-view.tsx';
import type { TabProps } from '../tab.ts';
import { changedObjects, matching } from './changed-objects.ts';
import { ObjectList } from './object-list.tsx';

const CaptureDialog = lazy(() => import('../../committing/capture-dialog.tsx'));

const Panes = styled('div')({
  flex: 1,
  minHeight: 0,
  display: 'grid',
  gridTemplateColumns: 'minmax(220px, 280px) minmax(0, 1fr)',
  gap: 16,
  padding: '12px 0 16px',
  '& > section': { display: 'flex', flexDirection: 'column', gap: 8, minHeight: 0, minWidth: 0 },
  '& .head': { display: 'flex', justifyContent: 'space-between', alignItems: 'center', minHeight: 30 },
});

/** Left what differs, right one object at a time, live against desired (ux.md §3, Diff). */
export default function DiffTab(props: TabProps) {
  const { address, app, name, version } = props;
  const [capturing, setCapturing] = useState(false);
  const { data, error, reload } = useRequest('app.resources', { name }, version);
  const query = useQuery();
  const [text, setText] = useState('');
  const changed = useMemo(() => changedObjects(data?.items ?? []), [data]);
  const shown = useMemo(() => matching(changed, text), [changed, text]);
  const wanted = query.get('object');
  const current = changed.find(({ key }) => key === wanted) ?? shown[0];
  if (error) return <ErrorText error={error} retry={reload} />;
  if (data === undefined) return <Skeleton label={t('page.loading')} rows={10} />;
  if (changed.length === 0) return <EmptyState title={tc('diff.empty')}>{tc('diff.emptyMore')}</EmptyState>;
  return (
    <Panes>
      <section>
        <div className="head">
          <span className="muted">{tc('diff.summary', { changed: changed.length, all: data.items.length })}</span>
          <CopyAsCommand words={['app', 'diff', commandNameOf(address)]} />
        </div>
        {changed.some(({ resource }) => resource.verdict === 'differs') ? (
          <Button
            size="small"
            aria-haspopup="dialog"
            title={ta('commit.captureHint')}
            sx={{ alignSelf: 'start' }}
            onClick={() => setCapturing(true)}
          >
            {ta('commit.captureAll')}
          </Button>
        ) : null}
        {capturing ? (
          <Suspense fallback={null}>
            <CaptureDialog address={address} app={app} objectRef={undefined} onClose={() => setCapturing(false)} />
          </Suspense>
        ) : null}
        <SearchField label={tc('diff.filter')} value={text} onChange={setText} width={280} />
        {shown.length === 0 ? <p className="muted">{tc('diff.noMatch')}</p> : null}
        <ObjectList objects={shown} current={current?.key} onChoose={(key) => query.set({ object: key })} />
      </section>
      <section>
        {current === undefined ? (
          <EmptyState title={tc('diff.choose')}>{tc('diff.chooseMore')}</EmptyState>
        ) : (
          <ObjectDiffView key={current.key} {...props} objectRef={current.resource.ref} />
        )}
      </section>
    </Panes>
  );
}
