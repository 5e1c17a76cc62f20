import { styled } from '@mui/material/styles';
import { useId } from 'react';

const Group = styled('fieldset')({
  border: 0,
  margin: 0,
  padding: 0,
  minWidth: 0,
  display: 'grid',
  gap: 4,
  '& legend': { fontWeight: 600, padding: '0 0 6px' },
  '& label': {
    display: 'grid',
    gridTemplateColumns: 'auto 1fr',
    gap: '0 8px',
    alignItems: 'center',
    cursor: 'pointer',
  },
  '& input': { accentColor: 'var(--primary)', margin: '3px 2px', width: 14, height: 14 },
  '& .hint': { gridColumn: 2, color: 'var(--muted)', fontSize: 12, lineHeight: 1.3 },
});

export interface RadioOption<V extends string> {
  readonly value: V;
  readonly title: string;
  readonly hint?: string;
}

/** One of a few, each with a sentence about what it means. */
export function RadioChoice<V extends string>({
  legend,
  value,
  options,
  onChange,
}: {
  legend: string;
  value: V;
  options: readonly RadioOption<V>[];
  onChange: (value: V) => void;
}) {
  const id = useId();
  return (
    <Group>
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={id}
            checked={option.value === value}
            aria-label={option.title}
            {...(option.hint === undefined ? {} : { 'aria-describedby': `${id}-${option.value}` })}
            onChange={() => onChange(option.value)}
          />
          <span>{option.title}</span>
          {option.hint === undefined ? null : (
            <span className="hint" id={`${id}-${option.value}`}>
              {option.hint}
            </span>
          )}
        </label>
      ))}
    </Group>
  );
}
