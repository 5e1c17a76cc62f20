import type { Fold, GraphNode } from './model.ts';

/** Whether a node would be drawn the same. The reference and the namespace follow from the id. */
export function sameNode(a: GraphNode, b: GraphNode): boolean {
  return (
    a.id === b.id &&
    a.parent === b.parent &&
    a.title === b.title &&
    a.sync === b.sync &&
    a.health === b.health &&
    a.fact === b.fact &&
    a.message === b.message &&
    a.failing === b.failing &&
    a.minor === b.minor &&
    a.level === b.level &&
    a.step === b.step &&
    a.family === b.family &&
    a.outline === b.outline &&
    a.healedAt === b.healedAt &&
    sameFold(a.fold, b.fold)
  );
}

function sameFold(a: Fold | undefined, b: Fold | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.of === b.of &&
    a.total === b.total &&
    a.hidden === b.hidden &&
    a.failing === b.failing &&
    a.hiddenFailing === b.hiddenFailing
  );
}
