import { useState } from 'react';
import { useRequest } from '../../../client/index.ts';
import { tc } from '../../../texts/changes.ts';
import { Drawer, inert } from '../../../ui/index.ts';
import type { TabProps } from '../tabs/tab.ts';
import { Choosing } from './choosing.tsx';
import { firstDraft } from './draft.ts';
import { LiveOperation } from './live-operation.tsx';
import { lastOperation, operationNow, refusedPlan, type Started, startedBefore } from './operation-now.ts';
import type { PlanRow } from './plan-summary.ts';
import { planned } from './planned.ts';

export interface SyncPanelProps extends TabProps {
  /** Only these objects (`group/Kind/namespace/name`); undefined: all. */
  readonly keys: readonly string[] | undefined;
  /** Whether pruning is ticked from the first: the reason asks for it. */
  readonly prune: boolean;
  /** Opens on the last operation in place of a new one. */
  readonly last: boolean;
  readonly onClose: () => void;
}

/** What a sync will do, how to do it, and the operation while it runs (ux.md §3). */
export default function SyncPanel({ address, app, name, version, keys, prune, last, onClose }: SyncPanelProps) {
  // Whoever opens the panel while an operation runs sees that operation.
  const [started, setStarted] = useState<Started | undefined>(() => (last ? lastOperation(app) : startedBefore(app)));
  const [draft, setDraft] = useState(() => firstDraft(keys, prune));
  const refused = started && refusedPlan(app, started);
  const choosing = started === undefined || refused !== undefined;
  const over = started !== undefined && operationNow(app, started)?.finishedAt !== undefined;
  const title = tc(choosing || over ? 'sync.title' : 'sync.running', { name: inert(address.name, 120) });
  return (
    <Drawer title={title} onClose={onClose}>
      {choosing ? (
        <Choosing
          {...{ address, app, name, version, draft, refused, onClose }}
          onDraft={setDraft}
          onStart={setStarted}
        />
      ) : (
        <Running
          {...{ address, app, name, started }}
          onAgain={() => {
            setDraft(firstDraft(keys, prune));
            setStarted(undefined);
          }}
        />
      )}
    </Drawer>
  );
}

const NO_ROWS: readonly PlanRow[] = [];

function Running({
  address,
  app,
  name,
  started,
  onAgain,
}: Pick<TabProps, 'address' | 'app' | 'name'> & { started: Started; onAgain: () => void }) {
  const state = operationNow(app, started);
  // An operation that somebody else started: its plan is asked for, so that its waves are known.
  const theirs = useRequest(
    'app.plan',
    started.rows === undefined && state !== undefined ? { name, operation: planned(state.operation) } : undefined,
  );
  return (
    <LiveOperation
      address={address}
      name={name}
      state={state}
      rows={started.rows ?? theirs.data?.rows ?? NO_ROWS}
      onAgain={onAgain}
    />
  );
}
