import { styled } from '@mui/material/styles';
import TextField from '@mui/material/TextField';
import { tc } from '../../../texts/changes.ts';
import { inert, Mark } from '../../../ui/index.ts';

const Box = styled('section')({
  display: 'grid',
  gap: 8,
  flex: 'none',
  background: 'var(--error-bg)',
  border: '1px solid color-mix(in srgb, var(--error) 35%, transparent)',
  borderRadius: 'var(--radius)',
  padding: '10px 12px',
  '& h3': { fontSize: 13, fontWeight: 600, display: 'flex', gap: 8, alignItems: 'center' },
  '& ul': { margin: 0, paddingLeft: 22 },
});

/** Deletions that a person must mean: the name of the application has to be typed (ux.md §3). */
export function Confirmation({
  title = tc('sync.careful'),
  name,
  guards,
  typed,
  onType,
}: {
  title?: string;
  name: string;
  guards: readonly string[];
  typed: string;
  onType: (text: string) => void;
}) {
  return (
    <Box aria-label={title}>
      <h3>
        <Mark shape="cross" tone="error" />
        {title}
      </h3>
      <ul>
        {guards.map((guard) => (
          <li key={guard}>{inert(guard, 600)}</li>
        ))}
      </ul>
      <TextField
        label={tc('sync.confirm', { name: inert(name, 120) })}
        value={typed}
        autoComplete="off"
        onChange={(event) => onType(event.target.value)}
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { spellCheck: false, className: 'mono' } }}
        sx={{ mt: 1 }}
      />
    </Box>
  );
}
