import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';

const Box = styled('div')({
  margin: 'auto',
  padding: 32,
  maxWidth: 520,
  textAlign: 'center',
  display: 'grid',
  gap: 8,
  justifyItems: 'center',
  '& h2': { fontSize: 15, fontWeight: 600 },
  '& .actions': { display: 'flex', gap: 8, marginTop: 8 },
});

/** An empty page says what belongs there and offers the first step (ux.md §4). */
export function EmptyState({ title, children, actions }: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <Box>
      <h2>{title}</h2>
      {children === undefined ? null : <p className="muted">{children}</p>}
      {actions === undefined ? null : <div className="actions">{actions}</div>}
    </Box>
  );
}
