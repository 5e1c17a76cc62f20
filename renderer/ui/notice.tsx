import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { Icon } from './icons.tsx';

const Box = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'auto 1fr auto',
  gap: '4px 10px',
  alignItems: 'start',
  background: 'var(--bg)',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  padding: '8px 12px',
  '& > .words': { overflowWrap: 'anywhere' },
  '& > svg': { marginTop: 2, color: 'var(--muted)' },
});

/** Something to know that is no failure: calm, said to screen readers too. */
export function Notice({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <Box role="status">
      <Icon name="help" size={16} />
      <div className="words">{children}</div>
      {action ?? null}
    </Box>
  );
}
