import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import IconButton from '@mui/material/IconButton';
import OutlinedInput from '@mui/material/OutlinedInput';
import { tm } from '../../../../texts/manifest.ts';
import { DataTable, Icon, inert } from '../../../../ui/index.ts';

interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly forceString: boolean;
}

/** Helm's parameters, one a line: what `--set` and `--set-string` are. */
export function HelmParameters({ value, onChange }: { value: unknown; onChange: (value: unknown) => void }) {
  const parameters = parametersOf(value);
  const put = (next: readonly Parameter[]): void =>
    onChange(
      next.length === 0
        ? undefined
        : next.map(({ name, value: one, forceString }) => ({
            name,
            value: one,
            ...(forceString ? { forceString } : {}),
          })),
    );
  const change = (index: number, changes: Partial<Parameter>): void =>
    put(parameters.map((one, at) => (at === index ? { ...one, ...changes } : one)));
  return (
    <div style={{ display: 'grid', gap: 8 }}>
      {parameters.length === 0 ? null : (
        <DataTable aria-label={tm('parameters.list')}>
          <thead>
            <tr>
              <th>{tm('parameters.name')}</th>
              <th>{tm('parameters.value')}</th>
              <th style={{ width: 80 }}>{tm('parameters.forceString')}</th>
              <th style={{ width: 48 }}>
                <span className="visually-hidden">{tm('parameters.removing')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {parameters.map((parameter, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place while its name is typed
              <tr key={index}>
                <td>
                  <Cell
                    label={tm('parameters.name')}
                    value={parameter.name}
                    onChange={(name) => change(index, { name })}
                  />
                </td>
                <td>
                  <Cell
                    label={`${tm('parameters.value')}: ${inert(parameter.name, 100)}`}
                    value={parameter.value}
                    onChange={(one) => change(index, { value: one })}
                  />
                </td>
                <td>
                  <Checkbox
                    checked={parameter.forceString}
                    onChange={(event) => change(index, { forceString: event.target.checked })}
                    slotProps={{
                      input: { 'aria-label': `${tm('parameters.forceString')}: ${inert(parameter.name, 100)}` },
                    }}
                  />
                </td>
                <td>
                  <IconButton
                    aria-label={tm('parameters.remove', { name: inert(parameter.name, 100) })}
                    onClick={() => put(parameters.filter((_, at) => at !== index))}
                  >
                    <Icon name="close" />
                  </IconButton>
                </td>
              </tr>
            ))}
          </tbody>
        </DataTable>
      )}
      <div>
        <Button
          size="small"
          startIcon={<Icon name="plus" />}
          onClick={() => put([...parameters, { name: '', value: '', forceString: false }])}
        >
          {tm('parameters.add')}
        </Button>
      </div>
    </div>
  );
}

function Cell({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <OutlinedInput
      fullWidth
      size="small"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      inputProps={{ 'aria-label': label, spellCheck: false, autoComplete: 'off' }}
      sx={{ '& input': { height: 26, fontFamily: 'var(--mono)', fontSize: 12 } }}
    />
  );
}

function parametersOf(value: unknown): readonly Parameter[] {
  if (!Array.isArray(value)) return [];
  return value.map((one: unknown) => {
    const { name, value: text, forceString } = (one ?? {}) as Readonly<Record<string, unknown>>;
    return { name: String(name ?? ''), value: String(text ?? ''), forceString: forceString === true };
  });
}
