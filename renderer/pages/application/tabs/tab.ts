import type { ComponentType } from 'react';
import type { Application } from '../../../../preload/contract/index.ts';
import type { AppAddress } from '../../../client/index.ts';

/** What every tab of an application gets. A tab is the default export of `tabs/<id>/index.tsx`, loaded when it is opened. */
export interface TabProps {
  readonly address: AppAddress;
  /** `namespace/name`, as every request about it takes it. */
  readonly name: string;
  /** The application as it is now; a new object whenever it changed. */
  readonly app: Application;
  /**
   * Another text whenever its comparison, its operation or its spec changed: hand it to `useRequest` as `version`, and what is shown stays true
   * without polling.
   */
  readonly version: string;
  /** The object that is open beside the tab (`group/Kind/namespace/name`), from the address; '' when none is. */
  readonly node: string;
  /** Opens an object in the drawer; '' closes it. */
  readonly openNode: (key: string) => void;
  /** Opens the sync panel, for these objects only when some are named (`group/Kind/namespace/name`), with pruning ticked where that is what helps. */
  readonly openSync: (keys?: readonly string[], prune?: boolean) => void;
  /** Another tab, with what its address should say. */
  readonly go: (tab: TabId, query?: Readonly<Record<string, string>>) => void;
}

export type TabId = 'graph' | 'resources' | 'diff' | 'plan' | 'history' | 'logs' | 'events' | 'parameters' | 'manifest';

export type TabComponent = ComponentType<TabProps>;
