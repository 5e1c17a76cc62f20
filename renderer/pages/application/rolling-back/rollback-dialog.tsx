import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import type { Application, Output } from '../../../../preload/contract/index.ts';
import {
  type AppAddress,
  commandNameOf,
  reasonOf,
  requestNameOf,
  useAction,
  useClient,
  useRequest,
} from '../../../client/index.ts';
import { ta } from '../../../texts/acting.ts';
import { ErrorText, inert, Mark, Skeleton } from '../../../ui/index.ts';
import { ActDialog } from '../act-dialog.tsx';
import { PlanView } from '../plan-view.tsx';
import { shortRevisions } from '../short-revisions.ts';
import { Confirmation } from '../sync-panel/confirmation.tsx';
import { OutdatedNote } from '../sync-panel/outdated-note.tsx';
import { useShifts } from '../sync-panel/use-shifts.ts';
import { TickBox } from '../tick-box.tsx';
import {
  firstChoices,
  isAutomated,
  type RollbackChoices,
  rollbackCommand,
  rollbackProblem,
  rollbackRequest,
} from './rollback-choices.ts';

type RollbackPlan = Output<'app.rollbackPlan'>;

/** Back to a deployment now, and automation held: what it does is shown first, and only that is done (ux.md §3). */
export default function RollbackDialog({
  address,
  app,
  id,
  prune,
  again,
  version,
  onRevert,
  onClose,
}: {
  address: AppAddress;
  app: Application;
  /** Of the history. */
  id: number;
  prune: boolean;
  /** What was chosen when it was refused: it opens with that. */
  again?: RollbackChoices;
  version: string;
  /** The way that Git stays the truth. */
  onRevert: () => void;
  onClose: () => void;
}) {
  const client = useClient();
  const name = requestNameOf(address);
  const [choices, setChoices] = useState<RollbackChoices>(() => again ?? firstChoices(prune));
  const [typed, setTyped] = useState('');
  const [seen, setSeen] = useState<RollbackPlan>();
  const change = (part: Partial<RollbackChoices>): void => setChoices({ ...choices, ...part });
  const question = { name, id, prune: choices.prune, hooks: choices.hooks };
  const { data: plan, error, loading, reload } = useRequest('app.rollbackPlan', question, version);
  const { shifts, differing } = useShifts(seen?.rows, plan?.rows);
  const problem = rollbackProblem(app, choices);
  const guards = plan?.guards ?? [];
  const roll = useAction(async () => {
    if (plan === undefined) return;
    try {
      await client.call('app.rollback', rollbackRequest(name, id, choices, plan.hash));
    } catch (failure) {
      if (reasonOf(failure as Error) !== 'PlanOutOfDate') throw failure;
      // What was shown stands beside what is planned now, and that can be done at once.
      setSeen(plan);
      reload();
      return;
    }
    onClose();
  });
  const left = shortRevisions(app.status?.sync?.revisions ?? [app.status?.sync?.revision ?? '']);
  const label = choices.prune ? 'back.runPrune' : choices.hold ? 'back.runHold' : 'back.run';
  return (
    <ActDialog
      wide
      title={`${ta('back.title', { name: inert(address.name, 120), id })}${
        plan === undefined
          ? ''
          : ` · ${inert(shortRevisions(plan.entry.revisions ?? [plan.entry.revision ?? '']), 120)}`
      }`}
      label={ta(label)}
      action={roll}
      ready={
        plan !== undefined &&
        !loading &&
        plan.invalid.length === 0 &&
        problem === undefined &&
        (guards.length === 0 || typed === address.name)
      }
      careful={guards.length > 0}
      command={problem === undefined ? rollbackCommand(commandNameOf(address), id, choices, plan?.hash) : undefined}
      beside={
        reasonOf(roll.error) === 'AutomationOn' ? (
          <Button
            size="small"
            sx={{ justifySelf: 'start' }}
            onClick={() => {
              roll.dismiss();
              change({ hold: true });
            }}
          >
            {ta('back.hold')}
          </Button>
        ) : null
      }
      onClose={onClose}
    >
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(300px, 1fr))', gap: '2px 24px' }}>
        <div>
          <TickBox
            title={ta('back.hold')}
            hint={ta('back.holdHint')}
            checked={choices.hold}
            onChange={(hold) => change({ hold })}
          />
          {choices.hold ? (
            <div style={{ paddingLeft: 28, display: 'grid', gap: 4 }}>
              <TextField
                autoFocus
                required
                fullWidth
                label={ta('back.reason')}
                helperText={ta('back.reasonHint')}
                value={choices.reason}
                autoComplete="off"
                onChange={(event) => change({ reason: event.target.value })}
                slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 1000 } }}
                sx={{ mt: 1, '& .MuiFormHelperText-root': { mx: 0 } }}
              />
              <TickBox
                title={ta('back.newCommit')}
                hint={ta('back.newCommitHint')}
                checked={choices.releaseOnNewCommit}
                onChange={(releaseOnNewCommit) => change({ releaseOnNewCommit })}
              />
            </div>
          ) : problem === 'auto-sync' ? (
            <div role="note" style={{ paddingLeft: 28, display: 'grid', gap: 6, justifyItems: 'start' }}>
              <p style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
                <Mark shape="cross" tone="error" /> <b>{ta('back.refusal')}</b>
              </p>
              <p className="muted">{ta('back.refusalWay')}</p>
              <div style={{ display: 'flex', gap: 6 }}>
                <Button size="small" onClick={() => change({ hold: true })}>
                  {ta('back.hold')}
                </Button>
                <Button size="small" onClick={onRevert}>
                  {ta('back.revert')}
                </Button>
              </div>
            </div>
          ) : null}
          {choices.hold && isAutomated(app) ? (
            <p className="muted" style={{ paddingLeft: 28, fontSize: 12 }}>
              {ta('back.always')}
            </p>
          ) : null}
        </div>
        <div>
          <TickBox
            title={ta('back.never')}
            hint={ta('back.neverHint', { revision: inert(left, 120) })}
            checked={choices.never}
            onChange={(never) => change({ never })}
          />
          <TickBox
            title={ta('back.prune')}
            hint={ta('back.pruneHint')}
            checked={choices.prune}
            onChange={(on) => change({ prune: on })}
          />
          <TickBox
            title={ta('back.hooks')}
            hint={ta('back.hooksHint')}
            checked={choices.hooks}
            onChange={(hooks) => change({ hooks })}
          />
        </div>
      </div>
      {guards.length === 0 ? null : (
        <Confirmation name={address.name} guards={guards} typed={typed} onType={setTyped} />
      )}
      {error ? <ErrorText error={error} retry={reload} /> : null}
      {plan === undefined ? (
        error ? null : (
          <Skeleton label={ta('back.planLoading')} rows={6} />
        )
      ) : (
        <section
          aria-label={ta('back.plan')}
          aria-busy={loading}
          style={{ display: 'flex', flexDirection: 'column', gap: 8 }}
        >
          {shifts === undefined || loading ? null : <OutdatedNote shifts={shifts} />}
          <PlanView plan={{ ...plan, guards: [] }} nothing={ta('history.same')} differing={differing} />
        </section>
      )}
    </ActDialog>
  );
}
