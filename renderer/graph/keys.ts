import type { Step } from './navigate.ts';

export type KeyAction =
  | { readonly do: 'step'; readonly step: Step }
  | { readonly do: 'open' | 'focus' | 'leave' | 'fold' | 'unfold' | 'fit' | 'zoom-in' | 'zoom-out' };

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const STEPS: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['ArrowLeft', 'parent'],
  ['ArrowRight', 'child'],
  ['ArrowDown', 'next'],
  ['ArrowUp', 'previous'],
  ['Home', 'first'],
  ['End', 'last'],
  ['n', 'next-failing'],
]);

const ACTIONS: ReadonlyMap<string, KeyAction> = new Map<string, KeyAction>([
  ['Enter', { do: 'open' }],
  [' ', { do: 'focus' }],
  ['Escape', { do: 'leave' }],
  ['[', { do: 'fold' }],
  [']', { do: 'unfold' }],
  ['f', { do: 'fit' }],
  ['+', { do: 'zoom-in' }],
  ['-', { do: 'zoom-out' }],
]);

/** What a key means while the graph has the focus. Keys with a modifier belong to the window. */
export function keyAction({ key, ctrlKey, metaKey, altKey }: Pressed): KeyAction | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const step = STEPS.get(key);
  return step === undefined ? ACTIONS.get(key) : { do: 'step', step };
}
