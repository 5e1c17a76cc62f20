import type { EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { routePath, treePath } from './edge-path.ts';
import type { FlowEdge } from './view.ts';

export const EdgeLine = memo(function EdgeLine({ sourceX, sourceY, targetX, targetY, data }: EdgeProps<FlowEdge>) {
  const kind = data?.kind ?? 'tree';
  const path = kind === 'tree' ? treePath : routePath;
  return <path className={`edge ${kind}`} d={path(sourceX, sourceY, targetX, targetY)} />;
});
