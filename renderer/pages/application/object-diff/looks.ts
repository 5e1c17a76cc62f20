import { useCallback, useState } from 'react';
import type { Truth } from './sides.ts';

export interface Looks {
  readonly layout: 'side-by-side' | 'inline';
  readonly truth: Truth;
  readonly fold: boolean;
}

const KEY = 'argosy.diff';
const USUAL: Looks = { layout: 'side-by-side', truth: 'apply', fold: true };

/** How this person likes to look at differences; kept by this browser. */
export function useLooks(): readonly [Looks, (change: Partial<Looks>) => void] {
  const [looks, setLooks] = useState(() => parseLooks(window.localStorage.getItem(KEY)));
  const change = useCallback((some: Partial<Looks>) => {
    setLooks((before) => {
      const next = { ...before, ...some };
      window.localStorage.setItem(KEY, JSON.stringify(next));
      return next;
    });
  }, []);
  return [looks, change];
}

/** What was kept, as far as it is still a choice. */
export function parseLooks(kept: string | null): Looks {
  let value: unknown;
  try {
    value = JSON.parse(kept ?? 'null');
  } catch {
    return USUAL;
  }
  if (typeof value !== 'object' || value === null) return USUAL;
  const { layout, truth, fold } = value as Partial<Record<keyof Looks, unknown>>;
  return {
    layout: layout === 'inline' ? 'inline' : 'side-by-side',
    truth: truth === 'text' ? 'text' : 'apply',
    fold: fold !== false,
  };
}
