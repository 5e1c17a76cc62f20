import { useCallback, useMemo } from 'react';
import { useQuery } from '../../frame/index.ts';
import type { Sort } from '../../ui/index.ts';
import type { AppFilter, Facet } from './filter.ts';

export type ViewMode = 'table' | 'tiles' | 'graph';

/** The filter as the address has it. */
export function useFilter(): {
  readonly filter: AppFilter;
  readonly sort: Sort;
  readonly mode: ViewMode;
  readonly active: boolean;
  readonly set: (changes: Readonly<Record<string, string | undefined>>) => void;
  readonly toggle: (name: Facet, value: string) => void;
  readonly sortBy: (column: string) => void;
  readonly clear: () => void;
} {
  const { all, set } = useQuery();
  const text = all.get('q') ?? '';
  const sync = all.get('sync') ?? '';
  const health = all.get('health') ?? '';
  const project = all.get('project') ?? '';
  const cluster = all.get('cluster') ?? '';
  const namespace = all.get('namespace') ?? '';
  const state = all.get('state') ?? '';
  const label = all.get('label') ?? '';
  const order = all.get('sort') ?? 'name';
  const filter = useMemo<AppFilter>(
    () => ({ text, sync: setOf(sync), health: setOf(health), state: setOf(state), project, cluster, namespace, label }),
    [text, sync, health, state, project, cluster, namespace, label],
  );
  const sort = useMemo<Sort>(() => ({ column: order.replace(/^-/, ''), descending: order.startsWith('-') }), [order]);
  const toggle = useCallback(
    (name: Facet, value: string) => {
      const next = new Set(setOf(all.get(name) ?? ''));
      if (!next.delete(value)) next.add(value);
      set({ [name]: [...next].join(',') });
    },
    [all, set],
  );
  const sortBy = useCallback((column: string) => set({ sort: order === column ? `-${column}` : column }), [order, set]);
  const clear = useCallback(
    () => set({ q: '', sync: '', health: '', state: '', project: '', cluster: '', namespace: '', label: '' }),
    [set],
  );
  return {
    filter,
    sort,
    mode: modeOf(all.get('as')),
    active: [text, sync, health, state, project, cluster, namespace, label].some((part) => part !== ''),
    set,
    toggle,
    sortBy,
    clear,
  };
}

function modeOf(text: string | null): ViewMode {
  return text === 'tiles' || text === 'graph' ? text : 'table';
}

function setOf(list: string): ReadonlySet<string> {
  return new Set(list.split(',').filter((part) => part !== ''));
}
