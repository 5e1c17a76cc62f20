import { styled } from '@mui/material/styles';
import type { KeyboardEvent, RefObject } from 'react';
import { Icon } from './icons.tsx';

const Box = styled('label')({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 6,
  height: 28,
  padding: '0 8px',
  border: '1px solid var(--control)',
  borderRadius: 6,
  background: 'var(--surface)',
  color: 'var(--muted)',
  '&:focus-within': { outline: '2px solid var(--focus)', outlineOffset: 0 },
  '& input': {
    border: 0,
    outline: 0,
    background: 'none',
    color: 'var(--text)',
    font: 'inherit',
    width: '100%',
    minWidth: 0,
  },
  '& input::placeholder': { color: 'var(--muted)', opacity: 1 },
});

/** Free text over what is shown. Escape empties it. `hint`: the key that leads here. */
export function SearchField({
  label,
  value,
  onChange,
  width = 240,
  hint,
  inputRef,
}: {
  label: string;
  value: string;
  onChange: (text: string) => void;
  width?: number;
  hint?: string;
  inputRef?: RefObject<HTMLInputElement | null>;
}) {
  const keys = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || value === '') return;
    event.stopPropagation();
    onChange('');
  };
  return (
    <Box style={{ width }}>
      <Icon name="search" size={14} />
      <input
        ref={inputRef}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={keys}
      />
      {hint === undefined || value !== '' ? null : <kbd>{hint}</kbd>}
    </Box>
  );
}
