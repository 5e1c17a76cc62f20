import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { type ReactNode, useId, useState } from 'react';
import type { Application, Input, Output } from '../../../../preload/contract/index.ts';
import { reasonOf, useAction, useClient, useRequest } from '../../../client/index.ts';
import { ta } from '../../../texts/acting.ts';
import { tc } from '../../../texts/changes.ts';
import { ErrorText, inert, Mark, Skeleton } from '../../../ui/index.ts';
import { ActDialog } from '../act-dialog.tsx';
import { Confirmation } from '../sync-panel/confirmation.tsx';
import { useSettled } from '../use-settled.ts';
import { BranchChoice, branchOf, NEW_BRANCH, type Where } from './branch-choice.tsx';
import { CommitFacts } from './commit-facts.tsx';

/** Which commit: one that undoes, or one that writes down what lives. */
export type CommitKind =
  | { readonly kind: 'revert'; readonly choice: Omit<Input<'app.revertPlan'>, 'branch'> }
  | { readonly kind: 'capture'; readonly choice: Omit<Input<'app.capturePlan'>, 'branch'> };

/**
 * A commit that Argosy makes for a person: shown whole with its files and with what it renders, then pushed, and only as it was shown (ux.md §3,
 * "revert in Git").
 */
export function CommitDialog({
  app,
  title,
  commit,
  command,
  onClose,
  onRelease,
  children,
}: {
  app: Application;
  title: string;
  commit: CommitKind;
  /** The words after `argosy` that do the same, without the branch. */
  command: readonly string[];
  onClose: () => void;
  /** Automation is held: it can be let go once Git is right. */
  onRelease: (() => Promise<unknown>) | undefined;
  /** More choices, above the commit. */
  children?: ReactNode;
}) {
  const client = useClient();
  const [where, setWhere] = useState<Where>({ to: 'target', name: '' });
  const [typed, setTyped] = useState('');
  const [pushed, setPushed] = useState<Output<'app.revert'>>();
  const branch = useSettled(branchOf(where));
  const asks = where.to === 'target' || branch !== undefined;
  const onto = branch === undefined ? {} : { branch };
  const revert = useRequest(
    'app.revertPlan',
    commit.kind === 'revert' && asks && pushed === undefined ? { ...commit.choice, ...onto } : undefined,
  );
  const capture = useRequest(
    'app.capturePlan',
    commit.kind === 'capture' && asks && pushed === undefined ? { ...commit.choice, ...onto } : undefined,
  );
  const { data: plan, error, loading, reload } = commit.kind === 'revert' ? revert : capture;
  const push = useAction(async () => {
    if (plan === undefined) return;
    const made =
      commit.kind === 'revert'
        ? await client.call('app.revert', { ...commit.choice, ...onto, hash: plan.hash })
        : await client.call('app.capture', { ...commit.choice, ...onto, hash: plan.hash });
    setPushed(made);
  });
  const guards = plan?.guards ?? [];
  const name = app.metadata.name ?? '';
  const held = app.status?.hold !== undefined;
  if (pushed !== undefined) {
    return (
      <Pushed
        title={title}
        pushed={pushed}
        review={where.to === 'new'}
        onRelease={held && where.to === 'target' ? onRelease : undefined}
        onClose={onClose}
      />
    );
  }
  const settled = branch === branchOf(where);
  return (
    <ActDialog
      wide
      title={title}
      label={ta(where.to === 'new' || held || commit.kind === 'capture' ? 'commit.push' : 'commit.pushSync')}
      action={push}
      ready={
        plan !== undefined && settled && !loading && plan.files.length > 0 && (guards.length === 0 || typed === name)
      }
      careful={guards.length > 0}
      command={branch === undefined ? command : [...command, '--branch', branch]}
      beside={
        !isOvertaken(push.error) ? null : (
          <Button
            size="small"
            sx={{ justifySelf: 'start' }}
            onClick={() => {
              push.dismiss();
              reload();
            }}
          >
            {ta('plan.again')}
          </Button>
        )
      }
      onClose={onClose}
    >
      {children}
      <BranchChoice where={where} target={plan?.branch} onChange={setWhere} suggestion={NEW_BRANCH[commit.kind]} />
      {guards.length === 0 ? null : <Confirmation name={name} guards={guards} typed={typed} onType={setTyped} />}
      {error ? <ErrorText error={error} retry={reload} /> : null}
      {plan === undefined ? (
        error || !asks ? null : (
          <Skeleton label={ta('commit.loading')} rows={8} />
        )
      ) : (
        <CommitFacts plan={plan} />
      )}
    </ActDialog>
  );
}

/** Somebody was faster: the commit has to be planned anew. */
function isOvertaken(error: Error | undefined): boolean {
  const reason = reasonOf(error);
  return reason === 'BranchMoved' || reason === 'PlanOutOfDate';
}

function Pushed({
  title,
  pushed,
  review,
  onRelease,
  onClose,
}: {
  title: string;
  pushed: Output<'app.revert'>;
  review: boolean;
  onRelease: (() => Promise<unknown>) | undefined;
  onClose: () => void;
}) {
  const id = useId();
  const release = useAction(async () => {
    await onRelease?.();
    onClose();
  });
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} fullWidth maxWidth="sm">
      <DialogTitle id={id} sx={{ overflowWrap: 'anywhere' }}>
        {title}
      </DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
        <p role="status" style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
          <Mark shape="check" tone="ok" />
          <b>{ta('commit.pushed', { commit: pushed.commit.slice(0, 7), branch: inert(pushed.branch, 250) })}</b>
        </p>
        <p>{ta(review ? 'commit.pushedBranch' : onRelease ? 'commit.pushedHeld' : 'commit.pushedSync')}</p>
        {release.error ? <ErrorText error={release.error} dismiss={release.dismiss} /> : null}
      </DialogContent>
      <DialogActions>
        {onRelease === undefined ? null : (
          <Button variant="contained" color="primary" disabled={release.running} onClick={() => release.run()}>
            {ta('hold.release')}
          </Button>
        )}
        <Button autoFocus onClick={onClose}>
          {tc('sync.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
