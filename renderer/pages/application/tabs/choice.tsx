import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import { inert } from '../../../ui/index.ts';

/** One of several, with how many there are of each; '' stands for all of them. */
export function Choice({
  label,
  value,
  all,
  options,
  onChange,
}: {
  label: string;
  value: string;
  /** The word for ''. */
  all: string;
  options: readonly (readonly [value: string, title: string, count?: number])[];
  onChange: (value: string) => void;
}) {
  const known = value === '' || options.some(([id]) => id === value);
  const listed = known ? options : [...options, [value, value, 0] as const];
  const titleOf = (id: string): string => (id === '' ? all : (listed.find(([one]) => one === id)?.[1] ?? id));
  return (
    <Select
      value={value}
      displayEmpty
      onChange={(event) => onChange(event.target.value)}
      inputProps={{ 'aria-label': label }}
      renderValue={(chosen) => `${label}: ${inert(titleOf(chosen), 60)}`}
      // Known by its words, as the chips beside it.
      sx={{ height: 26, maxWidth: 320, '& .MuiSelect-select': { py: 0 }, '& fieldset': { borderColor: 'var(--edge)' } }}
    >
      <MenuItem value="">{all}</MenuItem>
      {listed.map(([id, title, count]) => (
        <MenuItem key={id} value={id}>
          <span style={{ flex: 1 }}>{inert(title, 100)}</span>
          {count === undefined ? null : (
            <span className="muted" style={{ marginLeft: 16 }}>
              {count}
            </span>
          )}
        </MenuItem>
      ))}
    </Select>
  );
}
