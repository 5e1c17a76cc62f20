import { styled } from '@mui/material/styles';

export const TabList = styled('div')({
  display: 'flex',
  gap: 16,
  flex: 'none',
  borderBottom: '1px solid var(--border)',
  overflowX: 'auto',
  '& button': {
    font: 'inherit',
    background: 'none',
    border: 0,
    padding: '2px 0 8px',
    color: 'var(--muted)',
    cursor: 'pointer',
    whiteSpace: 'nowrap',
  },
  '& button:hover': { color: 'var(--text)' },
  '& button[aria-selected=true]': { color: 'var(--text)', fontWeight: 600, boxShadow: 'inset 0 -2px var(--primary)' },
  '& button:focus-visible': { outlineOffset: -2 },
});
