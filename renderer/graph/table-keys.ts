import type { GraphNode } from './model.ts';
import { rowPlaces } from './rows.ts';
import { shapeOf } from './shape.ts';

export type TableAction = { readonly do: 'go'; readonly to: number } | { readonly do: 'fold' | 'unfold' | 'open' };

/** What a key means on a row of the tree table, as the ARIA tree grid has it: right unfolds or goes in, left folds or goes out. */
export function tableAction(
  nodes: readonly GraphNode[],
  at: number,
  key: string,
  rowsOfPage: number,
): TableAction | undefined {
  const node = nodes[at];
  if (!node) return undefined;
  const { parent, size } = shapeOf(nodes);
  const expanded = rowPlaces(nodes).expanded(at);
  const go = (to: number): TableAction => ({ do: 'go', to: Math.max(0, Math.min(nodes.length - 1, to)) });
  switch (key) {
    case 'ArrowDown':
      return go(at + 1);
    case 'ArrowUp':
      return go(at - 1);
    case 'PageDown':
      return go(at + rowsOfPage);
    case 'PageUp':
      return go(at - rowsOfPage);
    case 'Home':
      return go(0);
    case 'End':
      return go(nodes.length - 1);
    case 'ArrowRight':
      if (expanded === false) return { do: 'unfold' };
      return size[at]! > 1 ? go(at + 1) : undefined;
    case 'ArrowLeft':
      if (expanded === true) return { do: 'fold' };
      return parent[at] === -1 ? undefined : go(parent[at]!);
    case '[':
      return { do: 'fold' };
    case ']':
      return { do: 'unfold' };
    case 'Enter':
      return { do: node.fold?.of === 'siblings' ? 'unfold' : 'open' };
    default:
      return undefined;
  }
}
