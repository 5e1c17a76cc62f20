import { styled } from '@mui/material/styles';
import { useMemo } from 'react';
import { ChangeCounts, ChangeList, changesOfPlan } from '../changes/index.ts';
import { tm } from '../texts/manifest.ts';
import { ErrorText, inert, Skeleton } from '../ui/index.ts';
import type { Draft } from './use-draft.ts';

const Panel = styled('section')({
  display: 'grid',
  gap: 8,
  alignContent: 'start',
  minHeight: 0,
  overflow: 'auto',
  background: 'var(--surface)',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  padding: '10px 14px',
  '& > h2': { fontSize: 13, fontWeight: 600 },
  '& .warn': { background: 'var(--out-bg)', borderRadius: 6, padding: '4px 10px', overflowWrap: 'anywhere' },
});

/** What the Application would do to its cluster as it is written just now. Nothing is stored by looking. */
export function PreviewPanel({ draft, title, none }: { draft: Draft; title: string; none: string }) {
  const { data, error, loading } = draft.preview;
  const changes = useMemo(() => changesOfPlan(data?.rows ?? []), [data]);
  return (
    <Panel aria-label={title} aria-busy={loading}>
      <h2>{title}</h2>
      {error ? (
        <ErrorText what={tm('preview.failed')} error={error} />
      ) : data === undefined ? (
        loading ? (
          <Skeleton label={tm('preview.loading')} rows={3} />
        ) : (
          <p className="muted">{draft.problems.length > 0 ? tm('preview.problems') : none}</p>
        )
      ) : (
        <>
          <ChangeCounts changes={changes} />
          {[...data.invalid, ...data.guards].map((text) => (
            <p key={text} className="warn">
              {inert(text, 600)}
            </p>
          ))}
          <ChangeList changes={changes} label={title} />
        </>
      )}
    </Panel>
  );
}
