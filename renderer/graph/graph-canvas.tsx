import Button from '@mui/material/Button';
import { useTheme } from '@mui/material/styles';
import { type ReactNode, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useStale } from '../client/index.ts';
import { type Command, useOffer } from '../frame/index.ts';
import { EmptyState } from '../ui/index.ts';
import type { Mended } from './arrange.ts';
import { choicesOf, NO_FILTER } from './filter.ts';
import { GraphPane, type GraphPaneHandle } from './graph-pane.tsx';
import { GraphToolbar, type Switches } from './graph-toolbar.tsx';
import type { LayoutEngine } from './laid-out.ts';
import type { LayoutKind } from './layout.ts';
import { type GraphModel, type GraphNode, graphModel } from './model.ts';
import { navigate } from './navigate.ts';
import type { Choices } from './pipeline.ts';
import { summaryOf } from './summary.ts';
import { TreeTable } from './tree-table.tsx';
import { useGraph } from './use-graph.ts';
import { t } from './words.ts';

export interface GraphCanvasProps {
  /** What it is a graph of: its name for screen readers. */
  readonly label: string;
  readonly model: GraphModel;
  readonly mended: Mended;
  readonly kind: LayoutKind;
  /** The selected node; '' when none is. */
  readonly active: string;
  readonly onActive: (id: string) => void;
  /** Enter or a click on a node that is not a stack. */
  readonly onOpen: (node: GraphNode) => void;
  readonly columnTitle?: (level: number, step: number) => string;
  /** What is chosen when it opens: a filter, what is folded. */
  readonly first?: Partial<Choices>;
  /** Where layouts are made; in this thread when nothing is said. */
  readonly engine?: LayoutEngine;
  /** Further buttons of the toolbar. */
  readonly children?: ReactNode;
}

/** A graph with its filter, as a picture or as a tree table. Knows nothing of applications: pages project what they have. */
export function GraphCanvas({
  label,
  model,
  mended,
  kind,
  active,
  onActive,
  onOpen,
  columnTitle,
  first,
  engine,
  children,
}: GraphCanvasProps) {
  const { choices, choose, prepared, laidOut, foldNode, unfoldNode } = useGraph(model, kind, onActive, first, engine);
  const [asTable, setAsTable] = useState(false);
  const [routes, setRoutes] = useState(true);
  const [typed, setTyped] = useState(first?.filter?.text ?? '');
  const pane = useRef<GraphPaneHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  const theme = useTheme();
  const stale = useStale();
  const look = `${theme.palette.background.default} ${theme.palette.mode} ${stale}`;

  // Typing stays ahead of the picture: the field shows every letter at once, the graph follows when there is time.
  const wanted = useDeferredValue(typed);
  if (wanted !== choices.filter.text) choose({ filter: { ...choices.filter, text: wanted } });

  const drawn = prepared.grouped.model;
  const current = useRef({ drawn, active });
  current.current = { drawn, active };
  const withNode = useCallback((act: (node: GraphNode) => void) => {
    const node = current.current.drawn.index.get(current.current.active);
    if (node) act(node);
  }, []);
  const commands = useMemo<readonly Command[]>(
    () => [
      { id: 'graph.filter', title: t('graph.filter'), icon: 'search', keys: '/', run: () => field.current?.focus() },
      { id: 'graph.fit', title: t('graph.fit'), icon: 'fit', keys: 'f', run: () => pane.current?.fit() },
      { id: 'graph.fold', title: t('graph.fold'), keys: '[', run: () => withNode(foldNode) },
      { id: 'graph.unfold', title: t('graph.unfold'), keys: ']', run: () => withNode(unfoldNode) },
      {
        id: 'graph.failing',
        title: t('graph.nextFailing'),
        keys: 'n',
        run: () => {
          const next = navigate(current.current.drawn, current.current.active, 'next-failing');
          if (next) onActive(next.id);
        },
      },
      {
        id: 'graph.table',
        title: asTable ? t('graph.asGraph') : t('graph.asTable'),
        icon: asTable ? 'graph' : 'table',
        run: () => setAsTable(!asTable),
      },
    ],
    [withNode, foldNode, unfoldNode, onActive, asTable],
  );
  useOffer(commands);

  const { everything, folding, focus } = choices;
  const switches: Switches = { everything, stacks: folding.automatic, routes };
  const onSwitch = (which: keyof Switches): void => {
    if (which === 'routes') setRoutes(!routes);
    else if (which === 'everything') choose({ everything: !everything });
    else choose({ folding: { ...folding, automatic: !folding.automatic } });
  };
  const withoutFilter = (): void => {
    setTyped('');
    choose({ filter: NO_FILTER });
  };
  const shown = useMemo(() => {
    if (laidOut === undefined || routes) return laidOut;
    const { nodes, edges } = laidOut.model;
    return {
      ...laidOut,
      model: graphModel(
        nodes,
        edges.filter((edge) => edge.kind !== 'route'),
      ),
    };
  }, [laidOut, routes]);
  const summary = useMemo(() => summaryOf(model.nodes.length, prepared, mended).join(' · '), [model, prepared, mended]);
  const focused = focus === undefined ? undefined : model.index.get(focus);
  const shared = {
    label,
    dimmed: prepared.filtered.dimmed,
    active: active === '' ? undefined : active,
    onActive,
    onOpen,
    onFold: foldNode,
    onUnfold: unfoldNode,
  };
  return (
    <div style={{ display: 'flex', flexDirection: 'column', flex: 1, minHeight: 0, minWidth: 0 }}>
      <GraphToolbar
        filter={{ ...choices.filter, text: typed }}
        onFilter={(filter) => {
          setTyped(filter.text);
          choose({ filter: { ...filter, text: wanted } });
        }}
        choices={() => choicesOf(prepared.focused.model)}
        switches={switches}
        onSwitch={onSwitch}
        summary={summary}
        focused={focused?.title}
        onLeaveFocus={() => choose({ focus: undefined })}
        asTable={asTable}
        onAsTable={() => setAsTable(!asTable)}
        onFit={() => pane.current?.fit()}
        onZoom={(factor) => pane.current?.zoom(factor)}
        field={field}
      >
        {children}
      </GraphToolbar>
      {drawn.nodes.length === 0 ? (
        <EmptyState
          title={t('graph.nothing')}
          actions={
            <Button size="small" onClick={withoutFilter}>
              {t('graph.clear')}
            </Button>
          }
        >
          {t('graph.nothingMore')}
        </EmptyState>
      ) : asTable ? (
        <TreeTable {...shared} model={drawn} />
      ) : shown === undefined ? null : (
        <GraphPane
          {...shared}
          ref={pane}
          laidOut={shown}
          onFocus={(id) => choose({ focus: id })}
          columnTitle={columnTitle}
          look={look}
        />
      )}
    </div>
  );
}
