import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';

const Pill = styled('button')({
  font: 'inherit',
  color: 'var(--text)',
  border: '1px solid var(--edge)',
  borderRadius: 14,
  height: 26,
  padding: '0 10px',
  display: 'inline-flex',
  gap: 6,
  alignItems: 'center',
  background: 'var(--surface)',
  cursor: 'pointer',
  whiteSpace: 'nowrap',
  '&[aria-pressed=true]': { borderColor: 'var(--primary)', color: 'var(--primary)', fontWeight: 600 },
  '&:hover': { borderColor: 'var(--muted)' },
});

/** A filter that is on or off, with how many it shows. */
export function FilterChip({
  label,
  count,
  pressed,
  onToggle,
  mark,
}: {
  label: string;
  count?: number;
  pressed: boolean;
  onToggle: () => void;
  mark?: ReactNode;
}) {
  return (
    <Pill type="button" aria-pressed={pressed} onClick={onToggle}>
      {mark}
      {label} {count === undefined ? null : <span>{count}</span>}
    </Pill>
  );
}

export const ChipRow = styled('div')({ display: 'flex', gap: 6, alignItems: 'center', flexWrap: 'wrap' });

/** A word beside a heading: a namespace, a project. */
export const Tag = styled('span')({
  fontSize: 11,
  fontWeight: 500,
  letterSpacing: 0,
  border: '1px solid var(--border)',
  borderRadius: 10,
  padding: '1px 8px',
  color: 'var(--muted)',
});
