import { styled } from '@mui/material/styles';

const Group = styled('div')({
  display: 'inline-flex',
  flex: 'none',
  '& button': {
    font: 'inherit',
    height: 26,
    padding: '0 10px',
    color: 'var(--text)',
    background: 'var(--surface)',
    border: '1px solid var(--control)',
    cursor: 'pointer',
    whiteSpace: 'nowrap',
  },
  '& button + button': { borderLeft: 0 },
  '& button:first-of-type': { borderRadius: '6px 0 0 6px' },
  '& button:last-of-type': { borderRadius: '0 6px 6px 0' },
  '& button[aria-pressed=true]': { background: 'var(--selected)', color: 'var(--primary)', fontWeight: 600 },
  '& button:focus-visible': { position: 'relative', zIndex: 1 },
});

/** One of a few ways to look at something. */
export function Segments<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly { readonly value: T; readonly title: string; readonly hint?: string }[];
  onChange: (value: T) => void;
}) {
  return (
    <Group role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          title={option.hint}
          onClick={() => onChange(option.value)}
        >
          {option.title}
        </button>
      ))}
    </Group>
  );
}
