import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { fold, unfold } from './folding.ts';
import { stackId } from './group.ts';
import { type LaidOut, type LayoutEngine, Layouts } from './laid-out.ts';
import { type LayoutKind, layout } from './layout.ts';
import type { GraphModel, GraphNode } from './model.ts';
import { type Choices, createPipeline, FIRST_CHOICES, type Prepared } from './pipeline.ts';
import { shapeOf } from './shape.ts';

export interface GraphState {
  readonly choices: Choices;
  readonly choose: (change: Partial<Choices>) => void;
  readonly prepared: Prepared;
  /** Undefined until the first layout is there. */
  readonly laidOut: LaidOut | undefined;
  readonly foldNode: (node: GraphNode) => void;
  readonly unfoldNode: (node: GraphNode) => void;
}

/**
 * Runs the stages for what is there and what a person has chosen. Layouts are made in this thread: 10,000 nodes take less than a
 * millisecond, sending them to another one takes more.
 */
export function useGraph(
  model: GraphModel,
  kind: LayoutKind,
  onActive: (id: string) => void,
  first: Partial<Choices> | undefined,
  engine: LayoutEngine = layout,
): GraphState {
  const [choices, setChoices] = useState<Choices>(() => ({ ...FIRST_CHOICES, ...first }));
  const [laidOut, setLaidOut] = useState<LaidOut>();
  const [failure, setFailure] = useState<unknown>();
  const run = useMemo(createPipeline, []);
  const layouts = useRef<Layouts>(undefined);
  layouts.current ??= new Layouts(engine, setLaidOut, setFailure);
  // A layout that cannot be made is a bug of ours: the page's boundary shows it.
  if (failure !== undefined) throw failure;

  const prepared = run(model, choices);
  const drawn = prepared.grouped.model;
  useLayoutEffect(() => layouts.current?.show(drawn, kind), [drawn, kind]);

  const choose = useCallback((change: Partial<Choices>) => setChoices((before) => ({ ...before, ...change })), []);
  // Read when a key is pressed: these never change, and so neither do the commands that are made of them.
  const latest = useRef({ prepared, folding: choices.folding });
  latest.current = { prepared, folding: choices.folding };
  const foldNode = useCallback(
    (node: GraphNode) => {
      const { nodes } = latest.current.prepared.grouped.model;
      const at = nodes.findIndex(({ id }) => id === node.id);
      const folded = fold(latest.current.folding, node, at !== -1 && shapeOf(nodes).size[at]! > 1);
      choose({ folding: folded.folding });
      onActive(folded.selected);
    },
    [choose, onActive],
  );
  const unfoldNode = useCallback(
    (node: GraphNode) => {
      const unfolded = unfold(latest.current.folding, node);
      choose({ folding: unfolded.folding });
      // A stack is gone once it is open: the selection goes to its first member.
      const member = node.fold?.of === 'siblings' ? firstMember(latest.current.prepared, node) : undefined;
      onActive(member ?? unfolded.selected);
    },
    [choose, onActive],
  );
  return { choices, choose, prepared, laidOut, foldNode, unfoldNode };
}

function firstMember({ simplified }: Prepared, stack: GraphNode): string | undefined {
  return simplified.model.nodes.find((node) => stackId(node.parent, node) === stack.id)?.id;
}
