import { lazy } from 'react';
import type { TextKey } from '../../../texts/index.ts';
import type { TabComponent, TabId } from './tab.ts';

export interface Tab {
  readonly id: TabId;
  readonly title: TextKey;
  readonly Component: TabComponent;
}

/** The tabs in their order; each is a chunk of its own, loaded when it is opened. */
export const TABS: readonly Tab[] = [
  { id: 'graph', title: 'tab.graph', Component: lazy(() => import('./graph/index.tsx')) },
  { id: 'resources', title: 'tab.resources', Component: lazy(() => import('./resources/index.tsx')) },
  { id: 'diff', title: 'tab.diff', Component: lazy(() => import('./diff/index.tsx')) },
  { id: 'plan', title: 'tab.plan', Component: lazy(() => import('./plan/index.tsx')) },
  { id: 'history', title: 'tab.history', Component: lazy(() => import('./history/index.tsx')) },
  { id: 'logs', title: 'tab.logs', Component: lazy(() => import('./logs/index.tsx')) },
  { id: 'events', title: 'tab.events', Component: lazy(() => import('./events/index.tsx')) },
  { id: 'parameters', title: 'tab.parameters', Component: lazy(() => import('./parameters/index.tsx')) },
  { id: 'manifest', title: 'tab.manifest', Component: lazy(() => import('./manifest/index.tsx')) },
];
