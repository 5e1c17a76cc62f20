import { styled } from '@mui/material/styles';
import { type KeyboardEvent, memo, type ReactNode, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { ROW_PX } from '../theme/index.ts';

export interface Column {
  readonly id: string;
  readonly title: ReactNode;
  /** A width for `grid-template-columns`: `120px`, `minmax(80px, 2fr)`. */
  readonly width: string;
  readonly sortable?: boolean;
  /** For a checkbox (an `input` of the class `box`) or an icon: its cells have the class `tight`. */
  readonly tight?: boolean;
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

export interface VirtualTableProps {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly keys: readonly string[];
  /** The cells of a row: one element for each column. A component that reads its own row, so that only changed rows render. */
  readonly Row: (props: { readonly id: string; readonly selected: boolean }) => ReactNode;
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (key: string, extend: boolean) => void;
  readonly onOpen?: (key: string) => void;
  readonly sort?: Sort;
  readonly onSort?: (column: string) => void;
}

/** The least that a width of a column can be: `120px` and `minmax(120px, 2fr)` are 120. */
function narrowest(width: string): number {
  return Number(/(\d+)px/.exec(width)?.[1] ?? 0);
}

/** Rows drawn above and below what is visible. */
const MARGIN = 8;

const Scroller = styled('div')({
  // As high as its rows, or as there is room.
  flex: '0 1 auto',
  minHeight: 0,
  marginBottom: 16,
  overflow: 'auto',
  background: 'var(--surface)',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  position: 'relative',
  contain: 'strict',
  '& .row': {
    display: 'grid',
    alignItems: 'center',
    height: ROW_PX,
    borderBottom: '1px solid var(--border)',
    position: 'absolute',
    left: 0,
    right: 0,
    cursor: 'default',
  },
  '& .row.head': {
    position: 'sticky',
    top: 0,
    zIndex: 1,
    background: 'var(--surface)',
    color: 'var(--muted)',
    fontSize: 12,
    fontWeight: 600,
  },
  '& .row > *': { padding: '0 12px', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', minWidth: 0 },
  '& .row > .tight': { padding: '0 4px' },
  // A box to tick in a row is one element of the page's own: the library's has eight, and a scroll draws dozens of them in a frame.
  '& .box': {
    appearance: 'none',
    position: 'relative',
    display: 'block',
    width: 14,
    height: 14,
    margin: 5,
    border: '1.5px solid var(--control)',
    borderRadius: 4,
    // 24 px to hit, whatever is drawn.
    '&::before': { content: '""', position: 'absolute', inset: -6.5 },
    '&:checked': { background: 'var(--primary)', borderColor: 'var(--primary)' },
    '&:checked::after': {
      content: '""',
      position: 'absolute',
      left: 3.6,
      top: 0.6,
      width: 2.8,
      height: 6.2,
      border: 'solid var(--surface)',
      borderWidth: '0 1.8px 1.8px 0',
      transform: 'rotate(45deg)',
    },
    '&:focus-visible': { outline: '2px solid var(--focus)', outlineOffset: 2 },
  },
  '& .row[aria-selected=true]': { background: 'var(--selected)' },
  '& .row.body:hover': { background: 'color-mix(in srgb, var(--selected) 60%, transparent)' },
  '& .row:focus-visible': { outline: '2px solid var(--focus)', outlineOffset: -2 },
  '& button.sort': {
    font: 'inherit',
    color: 'inherit',
    background: 'none',
    border: 0,
    padding: 0,
    cursor: 'pointer',
    '&:hover': { color: 'var(--text)' },
  },
});

/**
 * A table of any length at 32 px a row: only what is visible is in the page. Arrow keys, Home, End and Page keys move, Enter opens,
 * Space selects; the row that has the focus stays drawn while it is scrolled out of sight.
 */
export function VirtualTable(props: VirtualTableProps) {
  const { label, columns, keys, Row, selected, onSelect, onOpen, sort, onSort } = props;
  const scroller = useRef<HTMLDivElement>(null);
  // `frame`: what its borders and a scroll bar take.
  const [view, setView] = useState({ top: 0, height: 600, frame: 2 });
  const [active, setActive] = useState(0);
  const focusWanted = useRef(false);
  const current = Math.min(active, Math.max(0, keys.length - 1));

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = (): void => {
      const { scrollTop: top, clientHeight: height, offsetHeight } = element;
      setView({ top, height, frame: offsetHeight - height });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    // Rows are drawn in steps: a scroll within the margin renders nothing.
    const step = (MARGIN / 2) * ROW_PX;
    const top = Math.floor(element.scrollTop / step) * step;
    setView((before) => (before.top === top ? before : { ...before, top, height: element.clientHeight }));
  }, []);

  const move = useCallback((to: number) => {
    focusWanted.current = true;
    setActive(to);
    const element = scroller.current;
    if (!element) return;
    const top = to * ROW_PX;
    // The head covers the first 32 px.
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + 2 * ROW_PX > element.scrollTop + element.clientHeight)
      element.scrollTop = top + 2 * ROW_PX - element.clientHeight;
  }, []);

  useLayoutEffect(() => {
    if (!focusWanted.current) return;
    focusWanted.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-index="${current}"]`)?.focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    if (keys.length === 0 || (event.target as HTMLElement).closest('.row.body') === null) return;
    const page = Math.max(1, Math.floor(view.height / ROW_PX) - 2);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: keys.length - 1,
    };
    const to = targets[event.key];
    const key = keys[current];
    if (to !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(keys.length - 1, to));
      if (event.shiftKey && onSelect && key !== undefined) onSelect(key, true);
      move(next);
    } else if (event.key === ' ' && onSelect && key !== undefined) {
      event.preventDefault();
      onSelect(key, event.shiftKey);
    } else if (
      event.key === 'Enter' &&
      onOpen &&
      key !== undefined &&
      event.target === event.currentTarget.querySelector(`[data-index="${current}"]`)
    ) {
      event.preventDefault();
      onOpen(key);
    }
  };

  const template = columns.map((column) => column.width).join(' ');
  const minWidth = columns.reduce((sum, column) => sum + narrowest(column.width), 0);
  const first = Math.max(0, Math.floor(view.top / ROW_PX) - MARGIN);
  const last = Math.min(keys.length, Math.ceil((view.top + view.height) / ROW_PX) + MARGIN);
  const shown: number[] = [];
  for (let index = first; index < last; index++) shown.push(index);
  if (keys.length > 0 && (current < first || current >= last)) shown.push(current);

  return (
    <Scroller
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={keys.length + 1}
      aria-multiselectable={onSelect !== undefined}
      style={{ height: (keys.length + 1) * ROW_PX + view.frame }}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div role="row" aria-rowindex={1} className="row head" style={{ gridTemplateColumns: template, minWidth }}>
        {columns.map((column) => (
          <div
            key={column.id}
            role="columnheader"
            className={column.tight ? 'tight' : undefined}
            {...(sort?.column === column.id
              ? { 'aria-sort': sort.descending ? ('descending' as const) : ('ascending' as const) }
              : {})}
          >
            {column.sortable && onSort ? (
              <button type="button" className="sort" onClick={() => onSort(column.id)}>
                {column.title}
                {sort?.column === column.id ? (sort.descending ? ' ↓' : ' ↑') : ''}
              </button>
            ) : (
              column.title
            )}
          </div>
        ))}
      </div>
      <div role="rowgroup" style={{ height: keys.length * ROW_PX, minWidth, position: 'relative' }}>
        {shown.map((index) => {
          const id = keys[index]!;
          return (
            <BodyRow
              key={id}
              id={id}
              index={index}
              template={template}
              tabbable={index === current}
              selected={selected?.has(id) ?? false}
              selectable={onSelect !== undefined}
              Row={Row}
              onFocus={setActive}
              onOpen={onOpen}
            />
          );
        })}
      </div>
    </Scroller>
  );
}

const BodyRow = memo(function BodyRow({
  id,
  index,
  template,
  tabbable,
  selected,
  selectable,
  Row,
  onFocus,
  onOpen,
}: {
  id: string;
  index: number;
  template: string;
  tabbable: boolean;
  selected: boolean;
  selectable: boolean;
  Row: VirtualTableProps['Row'];
  onFocus: (index: number) => void;
  onOpen: ((key: string) => void) | undefined;
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter opens, handled by the grid
    <div
      role="row"
      aria-rowindex={index + 2}
      {...(selectable ? { 'aria-selected': selected } : {})}
      data-index={index}
      data-key={id}
      className="row body"
      tabIndex={tabbable ? 0 : -1}
      style={{ gridTemplateColumns: template, top: index * ROW_PX }}
      onFocus={() => onFocus(index)}
      onClick={(event) => {
        if (!(event.target as HTMLElement).closest('a, button, input, label')) onOpen?.(id);
      }}
    >
      <Row id={id} selected={selected} />
    </div>
  );
});
