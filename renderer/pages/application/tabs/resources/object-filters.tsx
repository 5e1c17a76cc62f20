import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import type { ReactNode, RefObject } from 'react';
import { tt } from '../../../../texts/tabs.ts';
import { ChipRow, FilterChip, lookOf, Mark, SearchField, type StatusKind } from '../../../../ui/index.ts';
import { Choice } from '../choice.tsx';
import type { ListedObjects, ObjectFilter } from './list-objects.ts';

/** The chips above the table of objects. */
export function ObjectFilters({
  filter,
  listed,
  typed,
  onType,
  set,
  children,
  search,
  tools,
}: {
  filter: ObjectFilter;
  listed: ListedObjects;
  typed: string;
  onType: (text: string) => void;
  set: (changes: Readonly<Record<string, string>>) => void;
  children: boolean;
  search: RefObject<HTMLInputElement | null>;
  tools: ReactNode;
}) {
  const toggle = (name: 'status' | 'health', value: string): void => {
    const next = new Set(filter[name]);
    if (!next.delete(value)) next.add(value);
    set({ [name]: [...next].join(',') });
  };
  const chips = (name: 'status' | 'health', look: StatusKind, counts: ReadonlyMap<string, number>): ReactNode =>
    [...new Set([...counts.keys(), ...filter[name]])]
      .sort((a, b) => lookOf(look, a).rank - lookOf(look, b).rank)
      .map((value) => {
        const { shape, tone } = lookOf(look, value);
        return (
          <FilterChip
            key={`${name} ${value}`}
            label={value}
            count={counts.get(value) ?? 0}
            pressed={filter[name].has(value)}
            onToggle={() => toggle(name, value)}
            mark={<Mark shape={shape} tone={tone} size={12} />}
          />
        );
      });
  return (
    <ChipRow>
      <SearchField label={tt('resources.filter')} value={typed} onChange={onType} hint="/" inputRef={search} />
      {chips('status', 'sync', listed.statuses)}
      {chips('health', 'health', listed.healths)}
      <Choice
        label={tt('resources.kind')}
        value={filter.kind}
        all={tt('resources.any')}
        options={sorted(listed.kinds)}
        onChange={(kind) => set({ kind })}
      />
      <Choice
        label={tt('resources.namespace')}
        value={filter.namespace}
        all={tt('resources.any')}
        options={sorted(listed.namespaces)}
        onChange={(ns) => set({ ns })}
      />
      <FormControlLabel
        label={tt('resources.children')}
        control={
          <Checkbox checked={children} onChange={(event) => set({ children: event.target.checked ? '1' : '' })} />
        }
        sx={{ m: 0 }}
      />
      <span style={{ flex: 1 }} />
      {tools}
    </ChipRow>
  );
}

function sorted(counts: ReadonlyMap<string, number>): readonly (readonly [string, string, number])[] {
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, count]) => [value, value, count]);
}
