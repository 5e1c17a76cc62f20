import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { Age, inert, StatusMark } from '../ui/index.ts';
import { kindBadge } from './kind-badge.ts';
import type { GraphNode } from './model.ts';
import { toneOf } from './paint.ts';
import { statusWords } from './status.ts';
import type { FlowNode } from './view.ts';
import { t } from './words.ts';

/** One node of 240 × 64. The page around it is hidden from screen readers: they get the tree table with the same words. */
export const NodeCard = memo(function NodeCard({ data: { node, dimmed, active } }: NodeProps<FlowNode>) {
  const { fold } = node;
  const classes = ['card', `tone-${toneOf(node)}`];
  if (dimmed) classes.push('dimmed');
  if (active) classes.push('active');
  if (fold !== undefined) classes.push('stacked');
  if (node.outline) classes.push('outline');
  if (node.healedAt > 0) classes.push('healed');
  if (node.parent === undefined) classes.push('root');
  return (
    <div className={classes.join(' ')} title={tooltip(node)}>
      {/* React Flow measures handles again once a node is mounted: these are found where they were said to be. */}
      <i className="end target" data-handlepos="left" />
      <i className="end source" data-handlepos="right" />
      <span className="badge">{kindBadge(node.ref.kind)}</span>
      <span className="lines">
        <b>{node.title || '–'}</b>
        <span>{secondLine(node)}</span>
        {node.healedAt > 0 ? (
          <span className="healed-at">
            {t('graph.healed')} <Age at={node.healedAt} suffix={t('graph.ago')} />
          </span>
        ) : node.fact !== '' && node.namespace !== '' && fold === undefined ? (
          <span>{node.fact}</span>
        ) : null}
      </span>
      <span className="marks">
        {node.sync === undefined ? null : <StatusMark kind="sync" value={node.sync} size={12} />}
        {node.health === undefined ? null : <StatusMark kind="health" value={node.health} size={12} />}
      </span>
      {fold === undefined ? null : (
        <button type="button" className="unfold" tabIndex={-1} data-unfold="true">
          {`+${fold.hidden.toLocaleString('en')}`}
        </button>
      )}
    </div>
  );
});

/** Kind and namespace; what only this kind has stands below, or here when there is no namespace to say. */
function secondLine(node: GraphNode): string {
  if (node.fold !== undefined) return node.fact === '' ? kindOf(node) : node.fact;
  const second = node.namespace === '' ? node.fact : node.namespace;
  return second === '' ? kindOf(node) : `${kindOf(node)} · ${second}`;
}

/** Kinds are foreign text too: a custom resource may be called anything. */
function kindOf(node: GraphNode): string {
  return inert(node.ref.kind, 80);
}

function tooltip(node: GraphNode): string {
  return [`${kindOf(node)} ${node.title}`, node.namespace, statusWords(node), node.fact, node.message]
    .filter((line) => line !== '')
    .join('\n');
}
