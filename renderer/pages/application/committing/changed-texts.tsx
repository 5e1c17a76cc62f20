import { styled } from '@mui/material/styles';
import { Suspense, useState } from 'react';
import { CompareView, YamlView } from '../../../editor/index.ts';
import { ta } from '../../../texts/acting.ts';
import { tc } from '../../../texts/changes.ts';
import type { Tokens } from '../../../theme/index.ts';
import { inert, Mark, type Shape, Skeleton } from '../../../ui/index.ts';
import type { ChangedText } from './git-change.ts';

const Panes = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'minmax(180px, 260px) minmax(0, 1fr)',
  gap: 12,
  flex: 1,
  minHeight: 260,
  '& > .list': {
    overflow: 'auto',
    border: '1px solid var(--border)',
    borderRadius: 'var(--radius)',
    background: 'var(--surface)',
    margin: 0,
    padding: 0,
    listStyle: 'none',
  },
  '& .list button': {
    font: 'inherit',
    width: '100%',
    textAlign: 'left',
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    gap: '0 8px',
    alignItems: 'center',
    color: 'var(--text)',
    background: 'none',
    border: 0,
    padding: '6px 10px',
    cursor: 'pointer',
    overflowWrap: 'anywhere',
  },
  '& .list button[aria-current=true]': { background: 'var(--selected)', boxShadow: 'inset 3px 0 var(--primary)' },
  '& .list button:focus-visible': { outlineOffset: -2 },
  '& .list small': { gridColumn: 2, color: 'var(--muted)' },
  '& > .text': { display: 'flex', flexDirection: 'column', minHeight: 0, minWidth: 0 },
  '@media (max-width: 800px)': { gridTemplateColumns: '1fr' },
});

const LOOKS: Readonly<Record<ChangedText['change'], readonly [Shape, keyof Tokens]>> = {
  added: ['dashed', 'ok'],
  changed: ['diamond', 'out'],
  removed: ['cross', 'error'],
};

/** More are in the commit, but nobody reads so many one by one. */
const LISTED = 500;

/** What a commit changes: left the list, right one at a time, before and after. */
export function ChangedTexts({
  texts,
  label,
  empty,
}: {
  texts: readonly ChangedText[];
  label: string;
  /** Said when there are none. */
  empty: string;
}) {
  const [chosen, setChosen] = useState<string>();
  const current = texts.find(({ id }) => id === chosen) ?? texts[0];
  if (current === undefined) return <p className="muted">{empty}</p>;
  return (
    <Panes>
      <ul className="list" aria-label={label}>
        {texts.slice(0, LISTED).map(({ id, title, change, outside }) => {
          const [shape, tone] = LOOKS[change];
          return (
            <li key={id}>
              <button type="button" aria-current={id === current.id} onClick={() => setChosen(id)}>
                <Mark shape={shape} tone={tone} size={12} />
                <span>{inert(title, 300)}</span>
                <small>
                  {ta(`commit.${change}`)}
                  {outside ? ` · ${ta('commit.outside')}` : ''}
                </small>
              </button>
            </li>
          );
        })}
        {texts.length > LISTED ? <li className="muted">+{texts.length - LISTED}</li> : null}
      </ul>
      <div className="text">
        <OneText key={current.id} text={current} />
      </div>
    </Panes>
  );
}

function OneText({ text: { title, before, after } }: { text: ChangedText }) {
  const [sides] = useState(() => ({
    left: { title: ta('commit.before'), text: before },
    right: { title: ta('commit.after'), text: after },
  }));
  const label = inert(title, 200);
  return (
    <Suspense fallback={<Skeleton label={tc('editor.loading')} rows={8} />}>
      {before === '' || after === '' ? (
        <YamlView label={label} text={before === '' ? after : before} />
      ) : (
        <CompareView label={label} left={sides.left} right={sides.right} layout="inline" fold />
      )}
    </Suspense>
  );
}
