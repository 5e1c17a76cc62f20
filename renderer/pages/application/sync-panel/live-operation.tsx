import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import { styled } from '@mui/material/styles';
import { useMemo } from 'react';
import type { OperationState } from '../../../../preload/contract/index.ts';
import { type AppAddress, useAction, useClient } from '../../../client/index.ts';
import { ta } from '../../../texts/acting.ts';
import { pluralc, tc } from '../../../texts/changes.ts';
import { Age, durationText, ErrorText, inert, Mark, Status } from '../../../ui/index.ts';
import { Confirm } from '../deleting/confirm.tsx';
import { LOOKS, laneTitle, ObjectName, StateWord } from './lane-words.tsx';
import { type Lane, lanesOf, progressOf } from './lanes.ts';
import type { PlanRow } from './plan-summary.ts';
import { ResultTable } from './result-table.tsx';

const Frame = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  gap: 12,
  '& .top': { display: 'flex', gap: 12, alignItems: 'center' },
  '& .top .end': { marginLeft: 'auto', flex: 'none' },
  // The page says so too, but the panel lies over its button.
  '& .waits': {
    display: 'flex',
    flexWrap: 'wrap',
    gap: 8,
    alignItems: 'center',
    padding: '8px 12px',
    borderRadius: 'var(--radius)',
    background: 'var(--out-bg)',
    border: '1px solid color-mix(in srgb, var(--out) 30%, transparent)',
  },
  '& .waits b': { flex: 1, minWidth: 120 },
  '& .message': { overflowWrap: 'anywhere' },
  '& .lane': {
    border: '1px solid var(--border)',
    borderLeft: '3px solid var(--border)',
    borderRadius: 'var(--radius)',
    background: 'var(--surface)',
  },
  '& .lane[data-state=running]': { borderLeftColor: 'var(--progress)' },
  '& .lane[data-state=failed]': { borderLeftColor: 'var(--error)' },
  '& .lane[data-state=done], & .lane[data-state=pruned]': { borderLeftColor: 'var(--ok)' },
  '& .lane h3': {
    fontSize: 12,
    fontWeight: 600,
    display: 'flex',
    justifyContent: 'space-between',
    padding: '6px 12px',
    borderBottom: '1px solid var(--border)',
  },
  '& .lane ul': { margin: 0, padding: '4px 0', listStyle: 'none' },
  '& .lane li': {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    gap: '0 8px',
    alignItems: 'baseline',
    padding: '3px 12px',
    contentVisibility: 'auto',
    containIntrinsicSize: 'auto 26px',
  },
  '& .lane li .said': { gridColumn: 2, color: 'var(--muted)', fontSize: 12, overflowWrap: 'anywhere' },
  '& td.words': { maxWidth: 'none' },
});

/** An operation while it runs: phases and waves as lanes, each object with its last word; and what came of it (ux.md §3). */
export function LiveOperation({
  address,
  name,
  state,
  rows,
  onAgain,
}: {
  address: AppAddress;
  /** `namespace/name`. */
  name: string;
  /** undefined: it was asked for and has not begun. */
  state: OperationState | undefined;
  rows: readonly PlanRow[];
  onAgain: () => void;
}) {
  const client = useClient();
  const terminate = useAction(() => client.call('app.terminate', { name }));
  const lanes = useMemo(() => lanesOf(rows, state), [rows, state]);
  const over = state?.finishedAt !== undefined;
  const progress = progressOf(lanes);
  const startedAt = Date.parse(state?.startedAt ?? '');
  return (
    <Frame>
      <div className="top" role="status">
        <Status kind="operation" value={state?.phase ?? 'Running'} />
        {Number.isNaN(startedAt) ? null : over ? (
          <span className="muted">{durationText(Date.parse(state?.finishedAt ?? '') - startedAt)}</span>
        ) : (
          <Age at={startedAt} />
        )}
        {state?.retryCount ? <span className="muted">{pluralc('sync.retries', state.retryCount)}</span> : null}
        <span className="end">
          {over ? (
            <Button size="small" onClick={onAgain}>
              {tc('sync.again')}
            </Button>
          ) : (
            <Button
              size="small"
              color="error"
              disabled={terminate.running || state === undefined || state.phase === 'Terminating'}
              onClick={() => terminate.run()}
            >
              {tc(state?.phase === 'Terminating' ? 'sync.terminating' : 'sync.terminate')}
            </Button>
          )}
        </span>
      </div>
      {over ? null : (
        <LinearProgress
          aria-label={tc('sync.running', { name })}
          {...(progress === undefined ? {} : { variant: 'determinate' as const, value: 100 * progress })}
        />
      )}
      {!over && state?.reason === 'AwaitsConfirmation' ? (
        <div className="waits">
          <Mark shape="bars" tone="out" />
          <b>{ta('delete.waitsPrune')}</b>
          <Confirm address={address} label={ta('delete.confirmPrune')} />
        </div>
      ) : null}
      {state?.message ? <p className="message">{inert(state.message, 2000)}</p> : null}
      {terminate.error ? <ErrorText error={terminate.error} dismiss={terminate.dismiss} /> : null}
      {over ? <ResultTable lanes={lanes} /> : lanes.map((lane) => <LaneBox key={laneTitle(lane)} lane={lane} />)}
    </Frame>
  );
}

function LaneBox({ lane }: { lane: Lane }) {
  const title = laneTitle(lane);
  return (
    <section className="lane" data-state={lane.state} aria-label={title}>
      <h3>
        {title} <StateWord state={lane.state} />
      </h3>
      <ul>
        {lane.items.map((item) => (
          <li key={item.key}>
            <Mark shape={LOOKS[item.state].shape} tone={LOOKS[item.state].tone} size={12} />
            <span>
              <ObjectName item={item} /> <span className="muted">{tc(`sync.state.${item.state}`)}</span>
            </span>
            {item.message === '' ? null : <span className="said">{inert(item.message, 1000)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
