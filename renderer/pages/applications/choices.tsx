import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import { t } from '../../texts/index.ts';
import { inert } from '../../ui/index.ts';

/** One value of many, or any. */
export function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}) {
  return (
    <Select
      value={value}
      displayEmpty
      onChange={(event) => onChange(event.target.value)}
      inputProps={{ 'aria-label': label }}
      renderValue={(chosen) =>
        `${label}: ${chosen === '' ? t('apps.any') : inert(options.find(([id]) => id === chosen)?.[1] ?? chosen, 60)}`
      }
      sx={{ height: 26, '& .MuiSelect-select': { py: 0 }, '& fieldset': { borderColor: 'var(--edge)' } }}
    >
      <MenuItem value="">{t('apps.any')}</MenuItem>
      {options.map(([id, title]) => (
        <MenuItem key={id} value={id}>
          {inert(title, 100)}
        </MenuItem>
      ))}
    </Select>
  );
}

/** Values with how many have them, in their order. */
export function counted(values: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Labels that only one application has are found by typing. */
const MOST_LABELS = 100;

export function mostUsed(labels: readonly (readonly [string, number])[]): readonly (readonly [string, number])[] {
  if (labels.length <= MOST_LABELS) return labels;
  return [...labels].sort(([, a], [, b]) => b - a).slice(0, MOST_LABELS);
}
