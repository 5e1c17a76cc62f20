import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import type { Application, OperationState } from '../../../../preload/contract/index.ts';
import { useAction, useClient } from '../../../client/index.ts';
import { ta } from '../../../texts/acting.ts';
import { tc } from '../../../texts/changes.ts';
import { t } from '../../../texts/index.ts';
import { Age, CopyAsCommand, ErrorText, inert, Mark, Status } from '../../../ui/index.ts';
import { type OutdatedRollback, outdatedRollback } from '../rolling-back/rollback-choices.ts';

/** The operation while it runs, with Terminate always at hand. */
export function OperationStrip({
  app,
  name,
  onDetails,
  onAgain,
  onRollBack,
}: {
  app: Application;
  name: string;
  /** Every object with what was said of it. */
  onDetails: () => void;
  onAgain: () => void;
  /** With the plan that it has now. */
  onRollBack: (rollback: OutdatedRollback) => void;
}) {
  const client = useClient();
  const terminate = useAction(() => client.call('app.terminate', { name }));
  const state = app.status?.operationState;
  if (state && (state.phase === 'Failed' || state.phase === 'Error')) {
    const rollback = outdatedRollback(app);
    return (
      <FailedStrip
        state={state}
        onDetails={onDetails}
        again={rollback === undefined ? tc('sync.again') : ta('back.again')}
        onAgain={rollback === undefined ? onAgain : () => onRollBack(rollback)}
      />
    );
  }
  if (!state || (state.phase !== 'Running' && state.phase !== 'Terminating')) {
    return terminate.error ? <ErrorText error={terminate.error} dismiss={terminate.dismiss} /> : null;
  }
  const results = state.syncResult?.resources ?? [];
  const done = results.filter((one) => one.status !== undefined).length;
  const who = state.operation.initiatedBy?.username ?? t('app.policy');
  return (
    <section
      aria-label={t('app.operation', { phase: state.phase, who })}
      style={{
        display: 'flex',
        gap: 12,
        alignItems: 'center',
        background: 'var(--progress-bg)',
        border: '1px solid color-mix(in srgb, var(--progress) 30%, transparent)',
        borderRadius: 'var(--radius)',
        padding: '8px 12px',
      }}
    >
      <Status kind="operation" value={state.phase} />
      <span>
        {inert(who, 80)} · <Age at={Date.parse(state.startedAt)} suffix={t('age.suffix')} />
      </span>
      <LinearProgress
        aria-label={state.phase}
        sx={{ width: 120 }}
        {...(results.length === 0 ? {} : { variant: 'determinate' as const, value: (100 * done) / results.length })}
      />
      <span style={{ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {inert(state.message ?? '', 400)}
      </span>
      {terminate.error ? <ErrorText error={terminate.error} dismiss={terminate.dismiss} /> : null}
      <Button size="small" onClick={onDetails}>
        {ta('last.details')}
      </Button>
      <CopyAsCommand words={['app', 'terminate-op', name.replace(/^argocd\//, '')]} />
      <Button
        size="small"
        disabled={terminate.running || state.phase === 'Terminating'}
        onClick={() => terminate.run()}
      >
        {t('action.terminate')}
      </Button>
    </section>
  );
}

/** The last operation, when it failed: in one line, and all of it a button away. */
function FailedStrip({
  state,
  onDetails,
  again,
  onAgain,
}: {
  state: OperationState;
  onDetails: () => void;
  again: string;
  onAgain: () => void;
}) {
  const ended = Date.parse(state.finishedAt ?? state.startedAt);
  return (
    <section
      aria-label={ta('last.label')}
      style={{
        display: 'flex',
        gap: 10,
        alignItems: 'center',
        background: 'var(--error-bg)',
        border: '1px solid color-mix(in srgb, var(--error) 35%, transparent)',
        borderRadius: 'var(--radius)',
        padding: '8px 12px',
      }}
    >
      <Mark shape="cross" tone="error" />
      <p style={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
        <b>{ta(state.phase === 'Error' ? 'last.error' : 'last.failed')}</b>{' '}
        {Number.isNaN(ended) ? null : <Age at={ended} suffix={t('age.suffix')} />}
        {state.message ? ` · ${inert(state.message, 400)}` : ''}
      </p>
      <Button size="small" aria-haspopup="dialog" onClick={onAgain}>
        {again}
      </Button>
      <Button size="small" onClick={onDetails}>
        {ta('last.details')}
      </Button>
    </section>
  );
}
