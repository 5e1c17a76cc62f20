import { inert } from '../ui/inert-text.ts';
import { type Arrangement, arrange, isFailing, type Mended, type SourceNode, sameArrangement } from './arrange.ts';
import { type GraphModel, type GraphNode, graphModel } from './model.ts';
import { sameNode } from './same-node.ts';
import { shareShape } from './shape.ts';
import { healthWord, syncWord } from './status.ts';

export interface Projection {
  readonly model: GraphModel;
  readonly mended: Mended;
}

/** Characters. The longest legal name is 253. */
const NAME_LIMIT = 253;
const FACT_LIMIT = 120;
const MESSAGE_LIMIT = 1_000;

/** Makes a tree of what a page knows. With `root` every node without a parent hangs under it. Unchanged nodes come from `previous`. */
export function project(
  sources: readonly SourceNode[],
  root: SourceNode | undefined,
  previous: GraphModel | undefined,
): Projection {
  const arrangement = arrange(sources, root);
  return { model: modelOf(arrangement, arrangement.kept, previous), mended: arrangement.mended };
}

/**
 * A projection that remembers the last one. As long as only statuses change nothing is arranged again, and a source that is the same
 * object is not even looked at: 10,000 nodes with 20 changed take 1 ms instead of 20.
 */
export function createProjector(): (sources: readonly SourceNode[], root: SourceNode | undefined) => Projection {
  let last:
    | {
        readonly sources: readonly SourceNode[];
        readonly rooted: boolean;
        readonly arrangement: Arrangement;
        readonly model: GraphModel;
      }
    | undefined;
  return (sources, root) => {
    const all = root === undefined ? sources : [root, ...sources];
    const arrangement =
      last !== undefined &&
      last.rooted === (root !== undefined) &&
      sameArrangement(last.sources, all) &&
      last.arrangement.mended.dropped === 0
        ? last.arrangement
        : arrange(sources, root);
    const kept = arrangement === last?.arrangement ? all : arrangement.kept;
    const model = modelOf(arrangement, kept, last?.model, arrangement === last?.arrangement ? last : undefined);
    last = { sources: all, rooted: root !== undefined, arrangement, model };
    return { model, mended: arrangement.mended };
  };
}

function modelOf(
  { ids, parent, order, edges }: Arrangement,
  kept: readonly SourceNode[],
  previous: GraphModel | undefined,
  /** The last model of the very same arrangement, and what it was made of. */
  twin?: { readonly sources: readonly SourceNode[]; readonly model: GraphModel },
): GraphModel {
  const nodes: GraphNode[] = [];
  let changed = twin === undefined;
  for (const i of order) {
    const known = twin === undefined ? previous?.index.get(ids[i]!) : twin.model.nodes[nodes.length];
    if (twin !== undefined && known !== undefined && twin.sources[i] === kept[i]) {
      nodes.push(known);
      continue;
    }
    const owner = parent[i]!;
    const node = toNode(kept[i]!, ids[i]!, owner < 0 ? undefined : ids[owner]!);
    const same = known !== undefined && sameNode(known, node);
    if (!same) changed = true;
    nodes.push(same ? known : node);
  }
  if (twin !== undefined) {
    if (!changed) return twin.model;
    shareShape(twin.model.nodes, nodes);
  }
  return graphModel(nodes, edges);
}

function toNode(source: SourceNode, id: string, parent: string | undefined): GraphNode {
  const { group, kind, namespace, name } = source.ref;
  return {
    id,
    parent,
    ref: { group, kind, namespace, name },
    title: inert(name, NAME_LIMIT),
    namespace: inert(namespace, NAME_LIMIT),
    fact: inert(source.fact ?? '', FACT_LIMIT),
    sync: syncWord(source.sync),
    health: healthWord(source.health),
    message: inert(source.message ?? '', MESSAGE_LIMIT),
    failing: isFailing(source),
    minor: source.minor ?? false,
    level: source.level ?? 0,
    step: source.step ?? 0,
    family: source.family ?? '',
    outline: source.outline ?? false,
    healedAt: source.healedAt ?? 0,
    fold: undefined,
  };
}
