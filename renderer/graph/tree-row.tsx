import { memo, type ReactNode } from 'react';
import { Age, inert, Status } from '../ui/index.ts';
import { kindBadge } from './kind-badge.ts';
import type { GraphNode } from './model.ts';
import { t } from './words.ts';

export interface TreeRowProps {
  readonly id: string;
  readonly node: GraphNode;
  readonly index: number;
  readonly level: number;
  readonly position: number;
  readonly siblings: number;
  readonly expanded: boolean | undefined;
  readonly selected: boolean;
  /** Pixels from the top of the table; undefined where rows are heard and not seen. */
  readonly top?: number;
  readonly dimmed: boolean;
}

const INDENT = 18;
/** A chain of a thousand owners does not push its names out of the table. */
const DEEPEST = 24;

/** One node as a row: the same words for the eye and for the ear. */
export const TreeRow = memo(function TreeRow(props: TreeRowProps) {
  const { id, node, index, level, position, siblings, expanded, selected, top, dimmed } = props;
  return (
    <div
      id={id}
      role="row"
      className={dimmed ? 'row dimmed' : 'row'}
      data-at={index}
      aria-rowindex={index + 2}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-selected={selected}
      {...(expanded === undefined ? {} : { 'aria-expanded': expanded })}
      {...(top === undefined ? {} : { style: { top } })}
    >
      <Cell indent={12 + Math.min(DEEPEST, level - 1) * INDENT}>
        <span className="twist" aria-hidden="true" data-twist={expanded === undefined ? undefined : 'true'}>
          {expanded === undefined ? '' : expanded ? '▾' : '▸'}
        </span>
        <span className="badge" aria-hidden="true">
          {kindBadge(node.ref.kind)}
        </span>
        <b>{node.title || '–'}</b>
      </Cell>
      <Cell>{inert(node.ref.kind, 80)}</Cell>
      <Cell>{node.namespace}</Cell>
      <Cell>{node.sync === undefined ? null : <Status kind="sync" value={node.sync} />}</Cell>
      <Cell>{node.health === undefined ? null : <Status kind="health" value={node.health} />}</Cell>
      {node.healedAt > 0 ? (
        <Cell>
          {t('graph.healed')} <Age at={node.healedAt} suffix={t('graph.ago')} />
        </Cell>
      ) : (
        <Cell>{[node.fact, node.message].filter(Boolean).join(' · ')}</Cell>
      )}
    </div>
  );
});

/** `indent`: pixels, for the column that carries the tree. */
function Cell({ indent, children }: { indent?: number; children: ReactNode }) {
  return (
    <div
      role="gridcell"
      {...(indent === undefined ? {} : { className: 'name', style: { paddingLeft: indent } })}
      {...(typeof children === 'string' ? { title: children } : {})}
    >
      {children}
    </div>
  );
}
