import { styled } from '@mui/material/styles';
import { type ReactNode, useId } from 'react';

const Card = styled('section')({
  background: 'var(--surface)',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  padding: '16px 18px',
  display: 'grid',
  gap: 12,
  minWidth: 0,
  '& > header': { display: 'flex', gap: 10, alignItems: 'center' },
  '& > header > i': {
    fontStyle: 'normal',
    width: 24,
    height: 24,
    borderRadius: 12,
    display: 'grid',
    placeItems: 'center',
    background: 'var(--selected)',
    color: 'var(--primary)',
    fontWeight: 700,
  },
  '& h2': { fontSize: 15, fontWeight: 600 },
});

/** One step of the first run. */
export function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Card aria-labelledby={id}>
      <header>
        <i aria-hidden="true">{number}</i>
        <h2 id={id}>{title}</h2>
      </header>
      {children}
    </Card>
  );
}
