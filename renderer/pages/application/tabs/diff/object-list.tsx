import { styled } from '@mui/material/styles';
import { type KeyboardEvent, useRef } from 'react';
import { pluralc, tc } from '../../../../texts/changes.ts';
import { inert } from '../../../../ui/index.ts';
import { ChangeWord } from '../../object-diff/change-word.tsx';
import type { ChangedObject } from './changed-objects.ts';

const List = styled('div')({
  flex: 1,
  minHeight: 0,
  overflow: 'auto',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  background: 'var(--surface)',
  '& button': {
    display: 'grid',
    gridTemplateColumns: '1fr auto',
    gap: '0 8px',
    width: '100%',
    padding: '6px 12px',
    font: 'inherit',
    textAlign: 'left',
    color: 'inherit',
    background: 'none',
    border: 0,
    borderBottom: '1px solid var(--border)',
    cursor: 'pointer',
    // Thousands of objects may differ; what is out of sight costs no layout.
    contentVisibility: 'auto',
    containIntrinsicSize: 'auto 52px',
  },
  '& button:hover': { background: 'color-mix(in srgb, var(--selected) 60%, transparent)' },
  '& button[aria-current=true]': { background: 'var(--selected)', boxShadow: 'inset 2px 0 var(--primary)' },
  '& button:focus-visible': { outlineOffset: -2 },
  '& b, & .where': { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});

/** The changed objects, with what happened to each. Up and Down go from one to the next. */
export function ObjectList({
  objects,
  current,
  onChoose,
}: {
  objects: readonly ChangedObject[];
  current: string | undefined;
  onChoose: (key: string) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const keys = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.click();
  };
  return (
    <List ref={list} role="region" aria-label={tc('diff.changed')} onKeyDown={keys}>
      {objects.map(({ key, resource: { ref, verdict, paths } }) => (
        <button
          key={key}
          type="button"
          title={inert(key)}
          {...(key === current ? { 'aria-current': 'true' as const } : {})}
          tabIndex={key === current || (current === undefined && key === objects[0]?.key) ? 0 : -1}
          onClick={() => onChoose(key)}
        >
          <b>{inert(ref.name, 260)}</b>
          <ChangeWord verdict={verdict} />
          <span className="muted where">
            {inert(ref.kind, 80)}
            {ref.namespace === '' ? '' : ` · ${inert(ref.namespace, 80)}`}
          </span>
          <span className="muted">{paths.length === 0 ? '' : pluralc('diff.fields', paths.length)}</span>
        </button>
      ))}
    </List>
  );
}
