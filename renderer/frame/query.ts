import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';

export interface Query {
  readonly get: (name: string) => string;
  readonly all: URLSearchParams;
  /** '' or undefined removes. Replaces the address, so that a filter typed letter by letter is one step back; `push` makes it a step. */
  readonly set: (changes: Readonly<Record<string, string | undefined>>, push?: boolean) => void;
}

/** What a page keeps in its address: filters, the selected object. It survives reload, and a copied link shows the same. */
export function useQuery(): Query {
  const search = useSearch();
  const [location, navigate] = useLocation();
  const all = useMemo(() => new URLSearchParams(search), [search]);
  const set = useCallback(
    (changes: Readonly<Record<string, string | undefined>>, push = false) => {
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined || value === '') next.delete(name);
        else next.set(name, value);
      }
      const text = next.toString();
      navigate(text === '' ? location : `${location}?${text}`, { replace: !push });
    },
    [location, navigate],
  );
  return useMemo(() => ({ all, set, get: (name: string) => all.get(name) ?? '' }), [all, set]);
}
