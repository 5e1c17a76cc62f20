import { type KeyboardEvent, useRef } from 'react';
import { TabList } from './tab-list.ts';

/** Parts of one thing in one place. Left and Right go from one to the next, as in every list of tabs. */
export function PartTabs<T extends string>({
  label,
  parts,
  current,
  panelId,
  onChange,
}: {
  label: string;
  parts: readonly { readonly id: T; readonly title: string }[];
  current: T;
  panelId: string;
  onChange: (part: T) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const keys = (event: KeyboardEvent): void => {
    const at = parts.findIndex(({ id }) => id === current);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: parts.length - 1 }[event.key];
    const next = to === undefined ? undefined : parts[(to + parts.length) % parts.length];
    if (!next) return;
    event.preventDefault();
    onChange(next.id);
    list.current?.querySelector<HTMLElement>(`[data-part="${next.id}"]`)?.focus();
  };
  return (
    <TabList ref={list} role="tablist" aria-label={label} onKeyDown={keys}>
      {parts.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          role="tab"
          data-part={id}
          aria-selected={id === current}
          aria-controls={panelId}
          tabIndex={id === current ? 0 : -1}
          onClick={() => onChange(id)}
        >
          {title}
        </button>
      ))}
    </TabList>
  );
}
