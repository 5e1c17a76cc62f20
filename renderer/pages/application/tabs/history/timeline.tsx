import { styled } from '@mui/material/styles';
import type { KeyboardEvent } from 'react';
import { ta } from '../../../../texts/acting.ts';
import { tt } from '../../../../texts/tabs.ts';
import { Age, durationText, inert, Status, Tag } from '../../../../ui/index.ts';
import { CommitLine } from './commit-line.tsx';
import { AUTOMATED, type HistoryEntry } from './entries.ts';

const List = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  overflow: 'auto',
  minHeight: 0,
  background: 'var(--surface)',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  '& button': {
    font: 'inherit',
    textAlign: 'left',
    color: 'var(--text)',
    background: 'none',
    border: 0,
    borderBottom: '1px solid var(--border)',
    padding: '10px 14px',
    display: 'grid',
    gap: 4,
    cursor: 'pointer',
    flex: 'none',
  },
  '& button:last-of-type': { borderBottom: 0 },
  '& button:hover': { background: 'color-mix(in srgb, var(--selected) 60%, transparent)' },
  '& button[aria-current=true]': { background: 'var(--selected)', boxShadow: 'inset 3px 0 var(--primary)' },
  '& button:focus-visible': { outlineOffset: -2 },
  '& .facts': { display: 'flex', gap: 10, alignItems: 'center', flexWrap: 'wrap' },
});

/** Every deployment, newest first. Arrow keys move; choosing one shows what going there would change. */
export function Timeline({
  entries,
  name,
  chosen,
  onChoose,
}: {
  entries: readonly HistoryEntry[];
  name: string;
  chosen: number | undefined;
  onChoose: (id: number) => void;
}) {
  const keys = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>(':scope > button')];
    const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <List role="group" aria-label={tt('history.title')} onKeyDown={keys}>
      {entries.map((entry) => (
        <button
          key={`${entry.id} ${entry.finishedAt}`}
          type="button"
          aria-current={entry.id === chosen}
          onClick={() => onChoose(entry.id)}
        >
          <span className="facts">
            <Status kind="operation" value={entry.result} />
            {entry.id < 0 ? null : <span className="muted">#{entry.id}</span>}
            {entry.current ? <Tag>{tt('history.current')}</Tag> : null}
            {entry.rolledBackTo === undefined ? null : (
              <Tag>{ta('history.rolledBackTo', { id: entry.rolledBackTo })}</Tag>
            )}
            <span style={{ flex: 1 }} />
            {entry.finishedAt === 0 ? null : <Age at={entry.finishedAt} suffix={tt('history.ago')} />}
          </span>
          {entry.revisions.map((revision, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the sources have their places
            <CommitLine key={index} name={name} revision={revision} source={index} />
          ))}
          <span className="muted">
            {entry.by === AUTOMATED
              ? tt('history.byPolicy')
              : entry.by === ''
                ? tt('history.byUnknown')
                : tt('history.by', { who: inert(entry.by, 100) })}
            {entry.tookMs === 0 ? '' : ` · ${tt('history.took', { time: durationText(entry.tookMs) })}`}
          </span>
          {entry.message === '' ? null : <span style={{ overflowWrap: 'anywhere' }}>{inert(entry.message, 400)}</span>}
          {entry.images.length === 0 ? null : (
            <span className="mono muted" style={{ overflowWrap: 'anywhere' }}>
              {inert(entry.images.slice(0, 6).join('  '), 400)}
              {entry.images.length > 6 ? ` +${entry.images.length - 6}` : ''}
            </span>
          )}
        </button>
      ))}
    </List>
  );
}
