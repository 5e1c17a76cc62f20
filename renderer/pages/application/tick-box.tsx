import Checkbox from '@mui/material/Checkbox';
import { styled } from '@mui/material/styles';
import { useId } from 'react';

const Label = styled('label')({
  display: 'grid',
  gridTemplateColumns: 'auto 1fr',
  alignItems: 'center',
  alignContent: 'start',
  cursor: 'pointer',
  '& .hint': { gridColumn: 2, color: 'var(--muted)', fontSize: 12, lineHeight: 1.3, paddingBottom: 4 },
});

/** A choice with a sentence about what it does. */
export function TickBox({
  title,
  hint,
  checked,
  disabled = false,
  onChange,
}: {
  title: string;
  hint: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => void;
}) {
  const id = useId();
  return (
    <Label className="tick" htmlFor={`${id}-tick`}>
      <Checkbox
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        slotProps={{
          input: { id: `${id}-tick`, 'aria-label': title, ...(hint === '' ? {} : { 'aria-describedby': id }) },
        }}
      />
      <span>{title}</span>
      {hint === '' ? null : (
        <span className="hint" id={id}>
          {hint}
        </span>
      )}
    </Label>
  );
}
