import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import OutlinedInput from '@mui/material/OutlinedInput';
import { styled } from '@mui/material/styles';
import { useId } from 'react';
import { inert } from '../ui/index.ts';

const Row = styled('div')({
  display: 'grid',
  gap: 4,
  minWidth: 0,
  '& > label': { fontWeight: 600, fontSize: 12 },
  '& > .hint': { color: 'var(--muted)', fontSize: 12 },
  '& > .wrong': { color: 'var(--error)', fontSize: 12, overflowWrap: 'anywhere' },
});

export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly problems?: readonly string[];
  readonly placeholder?: string;
  /** Known values that are offered as it is typed. */
  readonly offers?: readonly string[];
  readonly mono?: boolean;
  /** Lines of a text of several lines. */
  readonly lines?: number;
  readonly required?: boolean;
  readonly autoFocus?: boolean;
}

/** One field of a form, with what is wrong about it below it. */
export function Field({
  label,
  value,
  onChange,
  hint,
  problems = [],
  placeholder,
  offers,
  mono = false,
  lines,
  required = false,
  autoFocus = false,
}: FieldProps) {
  const id = useId();
  const wrong = problems.length > 0;
  const described = [hint === undefined ? '' : `${id}-hint`, wrong ? `${id}-wrong` : '']
    .filter((one) => one !== '')
    .join(' ');
  return (
    <Row>
      <label htmlFor={id}>{label}</label>
      <OutlinedInput
        id={id}
        value={value}
        size="small"
        error={wrong}
        required={required}
        autoFocus={autoFocus}
        {...(placeholder === undefined ? {} : { placeholder })}
        {...(lines === undefined ? {} : { multiline: true, minRows: lines, maxRows: 20 })}
        onChange={(event) => onChange(event.target.value)}
        inputProps={{
          spellCheck: false,
          autoComplete: 'off',
          'aria-invalid': wrong,
          ...(described === '' ? {} : { 'aria-describedby': described }),
          ...(offers === undefined ? {} : { list: `${id}-offers` }),
          ...(mono ? { className: 'mono' } : {}),
        }}
        sx={mono ? { '& .MuiOutlinedInput-input': { fontFamily: 'var(--mono)', fontSize: 12 } } : {}}
      />
      {offers === undefined ? null : (
        <datalist id={`${id}-offers`}>
          {offers.map((offer) => (
            <option key={offer} value={offer} />
          ))}
        </datalist>
      )}
      {hint === undefined ? null : (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {wrong ? (
        <span className="wrong" id={`${id}-wrong`} role="alert">
          {inert(problems.join('; '), 1000)}
        </span>
      ) : null}
    </Row>
  );
}

/** Yes or no. */
export function Tick({
  label,
  checked,
  onChange,
  disabled = false,
}: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}) {
  return (
    <FormControlLabel
      label={label}
      disabled={disabled}
      control={<Checkbox checked={checked} onChange={(event) => onChange(event.target.checked)} />}
      sx={{ m: 0 }}
    />
  );
}

/** Fields that belong together, under their word. */
export const FieldGroup = styled('fieldset')({
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  background: 'var(--surface)',
  margin: 0,
  padding: '8px 14px 14px',
  display: 'grid',
  gap: 12,
  minWidth: 0,
  '& > legend': { fontWeight: 600, padding: '0 4px' },
  '& .two': {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(180px, 1fr))',
    gap: 12,
    alignItems: 'start',
  },
  '& .ticks': { display: 'flex', gap: '2px 16px', flexWrap: 'wrap' },
});
