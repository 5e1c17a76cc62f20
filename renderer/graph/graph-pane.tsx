import { ReactFlow, ReactFlowProvider, useReactFlow, ViewportPortal } from '@xyflow/react';
import {
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { EdgeLine } from './edge-line.tsx';
import { keyAction } from './keys.ts';
import type { LaidOut } from './laid-out.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './layout.ts';
import { MINIMAP_CORNER, Minimap, type MinimapHandle } from './minimap.tsx';
import type { GraphNode } from './model.ts';
import { navigate } from './navigate.ts';
import { NodeCard } from './node-card.tsx';
import { PaintedLayer, type PaintedLayerHandle } from './painted-layer.tsx';
import { rowPlaces, spokenRows } from './rows.ts';
import { SURFACE_STYLE } from './surface.tsx';
import { TreeHead } from './tree-head.tsx';
import { TreeRow } from './tree-row.tsx';
import { createView, type FlowNode, nodeAt, positions } from './view.ts';
import {
  drawnWindow,
  fitAll,
  isWholeSeen,
  MAX_ZOOM,
  MIN_ZOOM,
  openingViewport,
  type Rect,
  reveal,
  SIMPLE_BELOW,
  type Size,
  sameRect,
  type Viewport,
  visibleRect,
} from './viewport.ts';
import { t } from './words.ts';

export interface GraphPaneHandle {
  readonly fit: () => void;
  readonly zoom: (factor: number) => void;
  readonly goTo: (id: string) => void;
}

export interface GraphPaneProps {
  readonly label: string;
  readonly laidOut: LaidOut;
  readonly dimmed: ReadonlySet<string>;
  readonly active: string | undefined;
  readonly onActive: (id: string) => void;
  readonly onOpen: (node: GraphNode) => void;
  readonly onFold: (node: GraphNode) => void;
  readonly onUnfold: (node: GraphNode) => void;
  /** A node whose subtree alone is shown; undefined shows all again. */
  readonly onFocus: (id: string | undefined) => void;
  /** Above the columns of a ranked layout. */
  readonly columnTitle?: ((level: number, step: number) => string) | undefined;
  /** Changes when the colours do: the painted parts do not follow by themselves. */
  readonly look: string;
  readonly ref?: Ref<GraphPaneHandle>;
}

const NODE_TYPES = { graph: NodeCard };
const EDGE_TYPES = { graph: EdgeLine };
const PRO = { hideAttribution: true };
/** Rows kept for the ear on either side of the active one. */
const NEAR = 12;
const MOTION_MS = 160;

/** The graph as a picture. All keys work on the pane itself; screen readers get the rows of the tree table in its place. */
export function GraphPane(props: GraphPaneProps) {
  return (
    <ReactFlowProvider>
      <Pane {...props} />
    </ReactFlowProvider>
  );
}

function Pane(props: GraphPaneProps) {
  const { label, laidOut, dimmed, active, onActive, onOpen, onFold, onUnfold, onFocus, columnTitle, look, ref } = props;
  const flow = useReactFlow();
  const prefix = useId();
  const surface = useRef<HTMLDivElement>(null);
  const minimap = useRef<MinimapHandle>(null);
  const painted = useRef<PaintedLayerHandle>(null);
  const view = useMemo(() => createView(), []);
  const size = useRef<Size>({ width: 0, height: 0 });
  const viewport = useRef<Viewport>({ x: 0, y: 0, zoom: 1 });
  /** What React Flow is given now; undefined while all is painted. `ready` only when the surface has a size. */
  const [drawn, setDrawn] = useState<{ readonly ready: boolean; readonly window: Rect | undefined }>({
    ready: false,
    window: undefined,
  });
  const latest = useRef(laidOut);
  latest.current = laidOut;

  const follow = useCallback((now: Viewport) => {
    viewport.current = now;
    if (size.current.width === 0) return;
    minimap.current?.frame(visibleRect(now, size.current));
    painted.current?.paint(now, size.current);
    const window = now.zoom < SIMPLE_BELOW ? undefined : drawnWindow(now, size.current);
    setDrawn((before) => {
      const same =
        before.ready &&
        (before.window === undefined || window === undefined
          ? before.window === window
          : sameRect(before.window, window));
      return same ? before : { ready: true, window };
    });
  }, []);

  const move = useCallback(
    (to: Viewport, slowly: boolean) => {
      const still = !slowly || window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      // Told at once as well: a picture that is still opened does not move by itself.
      if (still) follow(to);
      void flow.setViewport(to, still ? {} : { duration: MOTION_MS });
    },
    [flow, follow],
  );

  useLayoutEffect(() => {
    const element = surface.current;
    if (!element) return;
    const measure = (): void => {
      const first = size.current.width === 0;
      size.current = { width: element.clientWidth, height: element.clientHeight };
      if (size.current.width === 0) return;
      if (first) move(openingViewport(latest.current.layout, size.current), false);
      else follow(viewport.current);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [follow, move]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: painted again when what is painted, or its colours, changed
  useEffect(() => {
    if (size.current.width > 0) painted.current?.paint(viewport.current, size.current);
  }, [laidOut, dimmed, active, look, drawn]);

  const { nodes, edges } = useMemo(
    () => view({ laidOut, dimmed, active, window: drawn.ready ? drawn.window : undefined }),
    [view, laidOut, dimmed, active, drawn],
  );

  const goTo = useCallback(
    (id: string) => {
      const at = positions(latest.current).get(id);
      if (at === undefined || size.current.width === 0) return;
      const { layout } = latest.current;
      const { x, y } = layout;
      const rect = { x: x[at]!, y: y[at]!, width: NODE_WIDTH, height: NODE_HEIGHT };
      const plain = reveal(viewport.current, rect, size.current);
      const to = isWholeSeen(layout, visibleRect(plain, size.current))
        ? plain
        : reveal(viewport.current, rect, size.current, MINIMAP_CORNER);
      if (to.x !== viewport.current.x || to.y !== viewport.current.y) move(to, true);
    },
    [move],
  );
  const zoomBy = useCallback(
    (factor: number) => {
      const { x, y, zoom } = viewport.current;
      const next = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom * factor));
      const { width, height } = size.current;
      const about = (offset: number, room: number): number => room / 2 - ((room / 2 - offset) / zoom) * next;
      move({ x: about(x, width), y: about(y, height), zoom: next }, true);
    },
    [move],
  );
  const fitNow = useCallback(() => move(fitAll(latest.current.layout, size.current), true), [move]);
  useImperativeHandle(ref, () => ({ fit: fitNow, zoom: zoomBy, goTo }), [fitNow, zoomBy, goTo]);

  // What was selected elsewhere (an address, the table, a fold) is brought into view; so is what a new layout moved away.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the layout
  useEffect(() => {
    if (active !== undefined) goTo(active);
  }, [active, laidOut.key, goTo]);

  const { model } = laidOut;
  const at = active === undefined ? -1 : (positions(laidOut).get(active) ?? -1);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== surface.current) return;
    const action = keyAction(event);
    if (!action) return;
    const node = model.nodes[at];
    if (action.do === 'leave') {
      onFocus(undefined);
      return;
    }
    event.preventDefault();
    switch (action.do) {
      case 'step': {
        const to = navigate(model, active, action.step);
        if (to) onActive(to.id);
        return;
      }
      case 'open':
        if (node) press(node, onOpen, onUnfold);
        return;
      case 'focus':
        if (node) onFocus(node.fold?.of === 'siblings' ? node.parent : node.id);
        return;
      case 'fold':
        if (node) onFold(node);
        return;
      case 'unfold':
        if (node) onUnfold(node);
        return;
      case 'fit':
        fitNow();
        return;
      case 'zoom-in':
      case 'zoom-out':
        zoomBy(action.do === 'zoom-in' ? 1.25 : 0.8);
    }
  };

  const under = (event: MouseEvent): GraphNode | undefined => {
    const box = surface.current?.getBoundingClientRect();
    if (!box) return undefined;
    const { x, y, zoom } = viewport.current;
    return nodeAt(laidOut, (event.clientX - box.left - x) / zoom, (event.clientY - box.top - y) / zoom, 4 / zoom);
  };
  const choose = (event: MouseEvent, node: GraphNode): void => {
    surface.current?.focus({ preventScroll: true });
    onActive(node.id);
    if ((event.target as HTMLElement).dataset?.['unfold'] !== undefined) onUnfold(node);
    else press(node, onOpen, onUnfold);
  };

  const places = rowPlaces(model.nodes);
  return (
    <div
      className="graph-surface"
      ref={surface}
      role="treegrid"
      aria-label={label}
      aria-rowcount={model.nodes.length + 1}
      aria-describedby={`${prefix}keys`}
      aria-activedescendant={model.nodes.length === 0 ? undefined : `${prefix}${Math.max(0, at)}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.target === surface.current && at === -1 && model.nodes[0]) onActive(model.nodes[0].id);
      }}
      onDoubleClick={(event) => {
        const node = under(event);
        if (node && node.fold?.of !== 'siblings') onFocus(node.id);
      }}
    >
      <div className="layer" aria-hidden="true">
        <PaintedLayer
          ref={painted}
          laidOut={laidOut}
          dimmed={dimmed}
          active={active}
          hidden={drawn.window !== undefined}
        />
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          // What was asked for before React Flow could do it.
          onInit={() => void flow.setViewport(viewport.current)}
          onMove={(_, now) => follow(now)}
          onNodeClick={(event, { data }: FlowNode) => choose(event, data.node)}
          onPaneClick={(event) => {
            const node = under(event);
            if (node) choose(event, node);
          }}
          minZoom={MIN_ZOOM}
          maxZoom={MAX_ZOOM}
          onlyRenderVisibleElements
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          panActivationKeyCode={null}
          panOnScroll
          zoomOnDoubleClick={false}
          proOptions={PRO}
        >
          {columnTitle === undefined || drawn.window === undefined ? null : (
            <ViewportPortal>
              {laidOut.layout.columns.map(({ x, level, step }) => (
                <div key={`${level} ${step}`} className="column-title" style={{ transform: `translate(${x}px, 4px)` }}>
                  {columnTitle(level, step)}
                </div>
              ))}
            </ViewportPortal>
          )}
        </ReactFlow>
        <Minimap
          ref={minimap}
          laidOut={laidOut}
          look={look}
          onGo={(x, y) => {
            const { zoom } = viewport.current;
            move({ x: size.current.width / 2 - x * zoom, y: size.current.height / 2 - y * zoom, zoom }, false);
          }}
        />
      </div>
      <div className="visually-hidden" role="rowgroup">
        <TreeHead />
        {spokenRows(model.nodes, at, NEAR).map((index) => (
          <TreeRow
            key={model.nodes[index]!.id}
            id={`${prefix}${index}`}
            node={model.nodes[index]!}
            index={index}
            level={places.level(index)}
            position={places.position(index)}
            siblings={places.siblings(index)}
            expanded={places.expanded(index)}
            selected={index === at}
            dimmed={dimmed.has(model.nodes[index]!.id)}
          />
        ))}
      </div>
      <span id={`${prefix}keys`} hidden>
        {t('graph.keys')}
      </span>
      {SURFACE_STYLE}
    </div>
  );
}

/** A stack opens, anything else is shown. */
function press(node: GraphNode, onOpen: (node: GraphNode) => void, onUnfold: (node: GraphNode) => void): void {
  if (node.fold?.of === 'siblings') onUnfold(node);
  else onOpen(node);
}
