import { styled } from '@mui/material/styles';

/** A plain table for lists of tens of rows; longer ones are a VirtualTable. */
export const DataTable = styled('table')({
  borderCollapse: 'separate',
  borderSpacing: 0,
  width: '100%',
  background: 'var(--surface)',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  '& th': { fontWeight: 600, color: 'var(--muted)', textAlign: 'left', fontSize: 12 },
  '& th, & td': { height: 'var(--row)', padding: '0 12px', borderBottom: '1px solid var(--border)' },
  '& tbody tr:last-of-type td': { borderBottom: 0 },
  '& td': { maxWidth: 360, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  '& td.words': { whiteSpace: 'normal', overflowWrap: 'anywhere', padding: '6px 12px' },
  '& .number': { textAlign: 'right' },
});
