/**
 * What every stage takes and gives. Nodes stand in preorder: a parent comes before its children and a subtree is one slice, so that
 * each stage is a loop and not a search. Nodes are immutable; an unchanged node keeps its identity from one projection to the next,
 * which is how later stages and React know that there is nothing to draw again.
 */

export interface NodeRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export type SyncWord = 'Synced' | 'OutOfSync' | 'Unknown';
export type HealthWord = 'Healthy' | 'Suspended' | 'Progressing' | 'Missing' | 'Degraded' | 'Unknown';

/** What a folded node stands for. */
export interface Fold {
  /** Siblings of one kind in one stack, or the descendants of the node that carries this. */
  readonly of: 'siblings' | 'descendants';
  /** Siblings: all of that kind, those drawn beside the stack included. Descendants: all of them. */
  readonly total: number;
  /** Nodes that are not drawn because of this fold, descendants included. */
  readonly hidden: number;
  /** Failing nodes among `total` and below. */
  readonly failing: number;
  /** Failing nodes among `hidden`: these are seen only as this count and the status of the node. */
  readonly hiddenFailing: number;
}

export interface GraphNode {
  readonly id: string;
  readonly parent: string | undefined;
  readonly ref: NodeRef;
  /** Inert and bounded: safe to draw and to speak. */
  readonly title: string;
  readonly namespace: string;
  /** One line that only this kind has: ready replicas, the reason of a Pod, an address. */
  readonly fact: string;
  readonly sync: SyncWord | undefined;
  readonly health: HealthWord | undefined;
  /** What the cluster said about its health; inert and bounded. */
  readonly message: string;
  /** Must be seen whatever is filtered, simplified or folded. */
  readonly failing: boolean;
  /** A former revision, or bookkeeping: drawn only when everything is asked for. */
  readonly minor: boolean;
  /** Column of a ranked layout: level first, then the step within it (wave, rollout step). */
  readonly level: number;
  readonly step: number;
  /** Siblings fold only with those of their own kind and family. */
  readonly family: string;
  /** It does not exist yet: a dry preview, drawn in outline. */
  readonly outline: boolean;
  /** When it was set right by itself, milliseconds since the epoch; 0: not lately. */
  readonly healedAt: number;
  readonly fold: Fold | undefined;
}

/** Edges beside the tree itself. A further owner, or traffic that flows from one node to another. */
export interface GraphEdge {
  readonly source: string;
  readonly target: string;
  readonly kind: 'owner' | 'route';
}

export interface GraphModel {
  /** In preorder. */
  readonly nodes: readonly GraphNode[];
  readonly index: ReadonlyMap<string, GraphNode>;
  readonly edges: readonly GraphEdge[];
}

/** The index is made when it is first asked for: most stages go through the list and never need it. */
export function graphModel(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): GraphModel {
  let index: Map<string, GraphNode> | undefined;
  return {
    nodes,
    get index() {
      index ??= new Map(nodes.map((node) => [node.id, node]));
      return index;
    },
    edges,
  };
}

/** The positions that a stage keeps, with the edges whose ends are both among them. */
export function keepNodes(model: GraphModel, keep: (at: number) => boolean): GraphModel {
  const kept = model.nodes.filter((_, at) => keep(at));
  if (model.edges.length === 0) return graphModel(kept, model.edges);
  const ids = new Set(kept.map(({ id }) => id));
  return graphModel(
    kept,
    model.edges.filter(({ source, target }) => ids.has(source) && ids.has(target)),
  );
}
