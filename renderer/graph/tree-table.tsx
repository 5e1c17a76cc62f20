import { styled } from '@mui/material/styles';
import { type KeyboardEvent, type MouseEvent, useCallback, useId, useLayoutEffect, useRef, useState } from 'react';
import { ROW_PX } from '../theme/index.ts';
import type { GraphModel, GraphNode } from './model.ts';
import { rowPlaces } from './rows.ts';
import { tableAction } from './table-keys.ts';
import { TreeHead } from './tree-head.tsx';
import { TreeRow } from './tree-row.tsx';

const MARGIN = 8;

const Scroller = styled('div')({
  flex: 1,
  minHeight: 0,
  overflow: 'auto',
  position: 'relative',
  contain: 'strict',
  background: 'var(--surface)',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius) var(--radius) 0 0',
  borderBottom: 0,
  outline: 'none',
  '&:focus-visible': { outline: '2px solid var(--focus)', outlineOffset: -2 },
  '& .row': {
    display: 'grid',
    gridTemplateColumns: 'minmax(220px, 3fr) 150px minmax(80px, 1fr) 124px 132px minmax(120px, 2fr)',
    alignItems: 'center',
    height: ROW_PX,
    borderBottom: '1px solid var(--border)',
    position: 'absolute',
    left: 0,
    right: 0,
    minWidth: 860,
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
  '& .row > *': {
    padding: '0 12px',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    minWidth: 0,
    unicodeBidi: 'isolate',
  },
  '& .row[aria-selected=true]': { background: 'var(--selected)' },
  '&:focus-visible .row[aria-selected=true]': { outline: '2px solid var(--focus)', outlineOffset: -2 },
  '& .row.dimmed b': { color: 'var(--muted)', fontWeight: 500 },
  '& .name': { display: 'flex', alignItems: 'center', gap: 8 },
  '& .name b': { overflow: 'hidden', textOverflow: 'ellipsis' },
  '& .twist': { width: 14, flex: 'none', textAlign: 'center', color: 'var(--muted)' },
  '& .badge': {
    flex: 'none',
    minWidth: 34,
    textAlign: 'center',
    fontSize: 11,
    fontWeight: 600,
    lineHeight: '20px',
    borderRadius: 5,
    background: 'var(--bg)',
    color: 'var(--muted)',
  },
});

export interface TreeTableProps {
  readonly label: string;
  readonly model: GraphModel;
  readonly dimmed: ReadonlySet<string>;
  readonly active: string | undefined;
  readonly onActive: (id: string) => void;
  readonly onOpen: (node: GraphNode) => void;
  readonly onFold: (node: GraphNode) => void;
  readonly onUnfold: (node: GraphNode) => void;
}

/** The same content as the graph, as rows: for screen readers, and for whoever reads tables faster than pictures. */
export function TreeTable({ label, model, dimmed, active, onActive, onOpen, onFold, onUnfold }: TreeTableProps) {
  const { nodes } = model;
  const prefix = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const places = rowPlaces(nodes);
  const found = active === undefined ? -1 : nodes.findIndex(({ id }) => id === active);
  const at = Math.max(0, found);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const step = (MARGIN / 2) * ROW_PX;
    const top = Math.floor(element.scrollTop / step) * step;
    setView((before) => (before.top === top ? before : { top, height: element.clientHeight }));
  }, []);

  const go = (to: number): void => {
    const node = nodes[Math.max(0, Math.min(nodes.length - 1, to))];
    const element = scroller.current;
    if (!node || !element) return;
    onActive(node.id);
    const top = Math.max(0, Math.min(nodes.length - 1, to)) * ROW_PX;
    // The head covers the first row.
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + 2 * ROW_PX > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + 2 * ROW_PX - element.clientHeight;
    }
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const node = nodes[at];
    if (!node || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(view.height / ROW_PX) - 2);
    // Nothing is chosen yet: the first key chooses the first row.
    const action =
      found === -1 && event.key === 'ArrowDown'
        ? ({ do: 'go', to: 0 } as const)
        : tableAction(nodes, at, event.key, page);
    if (!action) return;
    event.preventDefault();
    if (action.do === 'go') go(action.to);
    else if (action.do === 'open') onOpen(node);
    else if (action.do === 'fold') onFold(node);
    else onUnfold(node);
  };

  const onClick = (event: MouseEvent): void => {
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLElement>('[data-at]');
    const node = nodes[Number(row?.dataset['at'])];
    if (!node) return;
    onActive(node.id);
    if (target.dataset['twist'] !== undefined) {
      if (node.fold === undefined) onFold(node);
      else onUnfold(node);
    } else if (node.fold?.of === 'siblings') onUnfold(node);
    else onOpen(node);
  };

  const first = Math.max(0, Math.floor(view.top / ROW_PX) - MARGIN);
  const last = Math.min(nodes.length, Math.ceil((view.top + view.height) / ROW_PX) + MARGIN);
  const shown: number[] = [];
  for (let index = first; index < last; index++) shown.push(index);
  // The active row stays in the page when it is scrolled out of sight: the table names it.
  if (nodes.length > 0 && (at < first || at >= last)) shown.push(at);

  return (
    <Scroller
      ref={scroller}
      role="treegrid"
      aria-label={label}
      aria-rowcount={nodes.length + 1}
      aria-activedescendant={nodes.length === 0 ? undefined : `${prefix}${at}`}
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <TreeHead />
      <div role="rowgroup" style={{ height: nodes.length * ROW_PX, position: 'relative' }}>
        {shown.map((index) => (
          <TreeRow
            key={nodes[index]!.id}
            id={`${prefix}${index}`}
            node={nodes[index]!}
            index={index}
            level={places.level(index)}
            position={places.position(index)}
            siblings={places.siblings(index)}
            expanded={places.expanded(index)}
            selected={index === found}
            top={index * ROW_PX}
            dimmed={dimmed.has(nodes[index]!.id)}
          />
        ))}
      </div>
    </Scroller>
  );
}
