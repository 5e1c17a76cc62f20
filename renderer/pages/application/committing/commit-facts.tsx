import { styled } from '@mui/material/styles';
import { useMemo, useState } from 'react';
import { ta } from '../../../texts/acting.ts';
import { Age, inert, Mark } from '../../../ui/index.ts';
import { Segments } from '../object-diff/segments.tsx';
import { ChangedTexts } from './changed-texts.tsx';
import { changedFiles, changedObjects, type GitChange } from './git-change.ts';

const Facts = styled('dl')({
  display: 'grid',
  gridTemplateColumns: '96px minmax(0, 1fr)',
  gap: '4px 12px',
  margin: 0,
  '& dt': { color: 'var(--muted)' },
  '& dd': { margin: 0, overflowWrap: 'anywhere' },
  '& ul': { margin: 0, padding: 0, listStyle: 'none', maxHeight: 120, overflow: 'auto' },
  '& pre': { margin: 0, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: 120, overflow: 'auto' },
});

const Warnings = styled('ul')({
  margin: 0,
  padding: '8px 12px',
  listStyle: 'none',
  display: 'grid',
  gap: 4,
  background: 'var(--out-bg)',
  border: '1px solid color-mix(in srgb, var(--out) 30%, transparent)',
  borderRadius: 'var(--radius)',
  '& li': { display: 'flex', gap: 8, alignItems: 'baseline', overflowWrap: 'anywhere' },
  '& svg': { alignSelf: 'center' },
});

type Look = 'files' | 'objects';

/** The whole commit: where it goes, what it undoes, its message, and both of its differences. */
export function CommitFacts({ plan }: { plan: GitChange }) {
  const [look, setLook] = useState<Look>('files');
  const files = useMemo(() => changedFiles(plan), [plan]);
  const objects = useMemo(() => changedObjects(plan), [plan]);
  return (
    <>
      {plan.warnings.length === 0 ? null : (
        <Warnings aria-label={ta('commit.warnings')}>
          {plan.warnings.map((warning) => (
            <li key={warning}>
              <Mark shape="diamond" tone="out" />
              {inert(warning, 1000)}
            </li>
          ))}
        </Warnings>
      )}
      <Facts>
        <dt>{ta('commit.repository')}</dt>
        <dd>
          {inert(plan.repoURL, 400)} · <code>{inert(plan.branch, 250)}</code> {ta('commit.base').toLowerCase()}{' '}
          <code title={inert(plan.base, 80)}>{inert(plan.base.slice(0, 7), 20)}</code>
        </dd>
        <dt>{ta('commit.author')}</dt>
        <dd>{inert(plan.author, 300)}</dd>
        {plan.undoes.length === 0 ? null : (
          <>
            <dt>{ta('commit.undoes')}</dt>
            <dd>
              <ul>
                {plan.undoes.map(({ revision, author, date, message }) => (
                  <li key={revision}>
                    <code title={inert(revision, 80)}>{inert(revision.slice(0, 7), 20)}</code>{' '}
                    <b>{inert(message.split('\n', 1)[0] ?? '', 200)}</b>{' '}
                    <span className="muted">
                      {inert(author, 100)} · <Age at={date} suffix=" ago" />
                    </span>
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
        {plan.prunes.length === 0 ? null : (
          <>
            <dt>{ta('commit.prunes')}</dt>
            <dd>
              <ul>
                {plan.prunes.map(({ ref, note }) => (
                  <li key={`${ref.group}/${ref.kind}/${ref.namespace ?? ''}/${ref.name}`}>
                    {inert(ref.kind, 100)} <b>{inert(ref.name, 253)}</b>{' '}
                    {note === '' ? null : <span className="muted">{inert(note, 400)}</span>}
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
        <dt>{ta('commit.message')}</dt>
        <dd>
          <pre>{inert(plan.message, 4000)}</pre>
        </dd>
      </Facts>
      <Segments<Look>
        label={ta('commit.what')}
        value={look}
        options={[
          { value: 'files', title: `${ta('commit.files')} ${files.length}` },
          { value: 'objects', title: `${ta('commit.objects')} ${objects.length}` },
        ]}
        onChange={setLook}
      />
      {look === 'files' ? (
        <ChangedTexts key="files" texts={files} label={ta('commit.files')} empty={ta('commit.noFiles')} />
      ) : (
        <ChangedTexts key="objects" texts={objects} label={ta('commit.objects')} empty={ta('commit.noObjects')} />
      )}
    </>
  );
}
