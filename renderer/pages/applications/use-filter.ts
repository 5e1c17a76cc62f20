import { useCallback, useMemo } from 'react';
import { useQuery } from '../../frame/index.ts';
import type { Sort } from '../../ui/index.ts';
import type { AppFilter } from './filter.ts';

export type ViewMode = 'table' | 'tiles';

/** The filter as the address has it. */
export function useFilter(): {
  readonly filter: AppFilter;
  readonly sort: Sort;
  readonly mode: ViewMode;
  readonly active: boolean;
  readonly set: (changes: Readonly<Record<string, string | undefined>>) => void;
  readonly toggle: (name: 'sync' | 'health', value: string) => void;
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
  const order = all.get('sort') ?? 'name';
  const filter = useMemo<AppFilter>(
    () => ({ text, sync: setOf(sync), health: setOf(health), project, cluster, namespace }),
    [text, sync, health, project, cluster, namespace],
  );
  const sort = useMemo<Sort>(() => ({ column: order.replace(/^-/, ''), descending: order.startsWith('-') }), [order]);
  const toggle = useCallback(
    (name: 'sync' | 'health', value: string) => {
      const next = new Set(setOf(all.get(name) ?? ''));
      if (!next.delete(value)) next.add(value);
      set({ [name]: [...next].join(',') });
    },
    [all, set],
  );
  const sortBy = useCallback((column: string) => set({ sort: order === column ? `-${column}` : column }), [order, set]);
  const clear = useCallback(() => set({ q: '', sync: '', health: '', project: '', cluster: '', namespace: '' }), [set]);
  return {
    filter,
    sort,
    mode: all.get('as') === 'tiles' ? 'tiles' : 'table',
    active: [text, sync, health, project, cluster, namespace].some((part) => part !== ''),
    set,
    toggle,
    sortBy,
    clear,
  };
}

function setOf(list: string): ReadonlySet<string> {
  return new Set(list.split(',').filter((part) => part !== ''));
}
