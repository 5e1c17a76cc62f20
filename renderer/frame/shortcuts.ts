import { useEffect, useRef } from 'react';
import type { Command } from './commands.tsx';

const SEQUENCE_MS = 1200;

/** `mod+k` as people see it. */
export function keysText(keys: string): string {
  const mac = /mac/i.test(navigator.platform);
  return keys
    .split(' ')
    .map((step) =>
      step
        .split('+')
        .map((part) => (part === 'mod' ? (mac ? '⌘' : 'Ctrl') : part.length === 1 ? part.toUpperCase() : part))
        .join(mac ? '' : ' '),
    )
    .join(' ');
}

/** Runs commands by their keys, unless somebody types. */
export function useShortcuts(commands: readonly Command[]): void {
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    let first: { key: string; at: number } | undefined;
    const keys = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const mod = event.ctrlKey || event.metaKey;
      const step = `${mod ? 'mod+' : ''}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;
      if (!mod && (event.altKey || types(event.target) || document.querySelector('[role=dialog]') !== null)) return;
      const sequence = first !== undefined && event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ${step}` : step;
      first = undefined;
      const command =
        latest.current.find((one) => one.keys === sequence) ?? latest.current.find((one) => one.keys === step);
      if (command) {
        event.preventDefault();
        command.run();
      } else if (latest.current.some((one) => one.keys?.startsWith(`${step} `))) {
        first = { key: step, at: event.timeStamp };
      }
    };
    window.addEventListener('keydown', keys);
    return () => window.removeEventListener('keydown', keys);
  }, []);
}

function types(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable=true]') !== null;
}
