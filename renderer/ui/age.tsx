import { useSyncExternalStore } from 'react';
import { ageText } from './age-text.ts';

/** One ticking clock for all ages of a window; it stands still while nobody looks. */
const TICK_MS = 1000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    if (!document.hidden) for (const one of listeners) one();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The text of an age, for sentences; the component renders only when the text is another. '' before `from` milliseconds. */
export function useAge(at: number | undefined, from = 0): string {
  return useSyncExternalStore(subscribe, () => {
    if (at === undefined || at <= 0) return '';
    const now = Date.now();
    return now - at < from ? '' : ageText(at, now);
  });
}

/** How long ago, with the exact time on hover. Nothing before `from` milliseconds have passed. */
export function Age({ at, from = 0, suffix = '' }: { at: number; from?: number; suffix?: string }) {
  const text = useAge(at, from);
  if (text === '') return null;
  const exact = new Date(at);
  return (
    <time className="muted" dateTime={exact.toISOString()} title={exact.toLocaleString()}>
      {text}
      {text === 'now' ? '' : suffix}
    </time>
  );
}
