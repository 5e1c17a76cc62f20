import { useSyncExternalStore } from 'react';
import type { SchemeName } from './tokens.ts';

export type SchemeChoice = 'system' | SchemeName;
export const SCHEME_CHOICES: readonly SchemeChoice[] = ['system', 'light', 'dark', 'contrast'];

const KEY = 'argosy.scheme';

/** Which theme is shown: the person's choice, kept by this browser, or what the system asks for. */
export class SchemeStore {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly #dark: MediaQueryList;
  readonly #contrast: MediaQueryList;
  readonly #listeners = new Set<() => void>();
  #choice: SchemeChoice;

  constructor(window: Pick<Window, 'localStorage' | 'matchMedia'>) {
    this.#storage = window.localStorage;
    this.#dark = window.matchMedia('(prefers-color-scheme: dark)');
    this.#contrast = window.matchMedia('(prefers-contrast: more)');
    const kept = this.#storage.getItem(KEY);
    this.#choice = SCHEME_CHOICES.find((choice) => choice === kept) ?? 'system';
    this.#dark.addEventListener('change', this.#tell);
    this.#contrast.addEventListener('change', this.#tell);
  }

  readonly choice = (): SchemeChoice => this.#choice;

  readonly shown = (): SchemeName => {
    if (this.#choice !== 'system') return this.#choice;
    if (this.#contrast.matches) return 'contrast';
    return this.#dark.matches ? 'dark' : 'light';
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  choose(choice: SchemeChoice): void {
    this.#choice = choice;
    this.#storage.setItem(KEY, choice);
    this.#tell();
  }

  readonly #tell = (): void => {
    for (const listener of this.#listeners) listener();
  };
}

export function useScheme(store: SchemeStore): SchemeName {
  return useSyncExternalStore(store.subscribe, store.shown);
}

export function useSchemeChoice(store: SchemeStore): SchemeChoice {
  return useSyncExternalStore(store.subscribe, store.choice);
}
