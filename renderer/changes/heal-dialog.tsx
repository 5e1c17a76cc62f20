import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import {
  type AppAddress,
  commandNameOf,
  INITIATED_BY,
  reasonOf,
  requestNameOf,
  useAction,
  useClient,
  useRequest,
} from '../client/index.ts';
import { tf } from '../texts/fleet.ts';
import { t } from '../texts/index.ts';
import { CopyAsCommand, ErrorText, inert, Skeleton } from '../ui/index.ts';
import { changesOfPlan } from './change.ts';
import { ChangeList } from './change-list.tsx';
import { type HealedObject, healCommand } from './heal-command.ts';

/** Bringing one object back to what Git says: what of it would change, before it is done, and exactly that (ux.md §4). */
export function HealDialog({ app, object, onClose }: { app: AppAddress; object: HealedObject; onClose: () => void }) {
  const client = useClient();
  const name = requestNameOf(app);
  const resources = [object];
  const plan = useRequest('app.plan', { name, operation: { sync: { resources } } });
  const changes = changesOfPlan(plan.data?.rows ?? []);
  const guards = plan.data?.guards ?? [];
  const invalid = plan.data?.invalid ?? [];
  const heal = useAction(async () => {
    const planHash = plan.data?.hash;
    try {
      await client.call('app.sync', {
        name,
        operation: {
          sync: { resources, ...(planHash === undefined ? {} : { planHash }) },
          initiatedBy: { ...INITIATED_BY },
        },
      });
    } catch (failure) {
      // What would be done now stands under the words of the refusal.
      if (reasonOf(failure as Error) === 'PlanOutOfDate') plan.reload();
      throw failure;
    }
    onClose();
  });
  const title = tf('heal.title', {
    kind: inert(object.kind, 80),
    name: inert(object.name, 160),
    app: inert(app.name, 120),
  });
  const changing = changes.some(({ kind }) => kind !== 'same');
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby="heal">
      <DialogTitle id="heal" sx={{ overflowWrap: 'anywhere' }}>
        {title}
      </DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1.5, alignContent: 'start' }}>
        <p className="muted">{tf('heal.more')}</p>
        {plan.error ? <ErrorText error={plan.error} retry={plan.reload} /> : null}
        {plan.data === undefined && !plan.error ? <Skeleton label={tf('heal.planning')} rows={2} /> : null}
        {plan.data !== undefined && !changing ? <p>{tf('bulk.nothing')}</p> : null}
        <ChangeList changes={changes} label={tf('bulk.would')} />
        {[...invalid, ...guards].map((line) => (
          <ErrorText key={line} error={new Error(line)} />
        ))}
        {heal.error ? <ErrorText error={heal.error} what={tf('fleet.heal')} dismiss={heal.dismiss} /> : null}
      </DialogContent>
      <DialogActions>
        <CopyAsCommand words={healCommand(commandNameOf(app), object, plan.data?.hash)} text />
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button
          variant="contained"
          color="primary"
          disabled={!changing || invalid.length > 0 || guards.length > 0 || heal.running}
          onClick={() => heal.run()}
        >
          {tf('fleet.heal')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
