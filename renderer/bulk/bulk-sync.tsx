import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import LinearProgress from '@mui/material/LinearProgress';
import type { AppAddress } from '../client/index.ts';
import { pluralf, tf } from '../texts/fleet.ts';
import { plural, t } from '../texts/index.ts';
import { CopyAsCommand, DataTable, inert } from '../ui/index.ts';
import { type AppPlan, canSync, useBulkPlan } from './bulk-plan.ts';

/** Rows of the preview; what is beyond is counted. */
const MOST = 200;

/** What syncing many at once would do, before it is done (ux.md §4). Nothing is pruned. */
export function BulkSync({
  chosen,
  onSync,
  onClose,
}: {
  chosen: readonly AppAddress[];
  onSync: (apps: readonly AppAddress[]) => void;
  onClose: () => void;
}) {
  const { plans, done } = useBulkPlan(chosen);
  const good = plans.filter(canSync);
  const guarded = plans.filter(({ guards }) => guards.length > 0);
  const failed = plans.filter(({ failure }) => failure !== '');
  const names = good.map(({ name }) => name);
  return (
    <Dialog open onClose={onClose} maxWidth="md" fullWidth aria-labelledby="bulk-sync">
      <DialogTitle id="bulk-sync">{plural('bulk.sync', chosen.length)}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1.5, alignContent: 'start' }}>
        <p>{t('bulk.syncMore')}</p>
        {done ? null : (
          <p role="status">
            {tf('bulk.planning', { done: plans.length, count: chosen.length })}
            <LinearProgress
              aria-label={tf('bulk.would')}
              variant="determinate"
              value={(100 * plans.length) / Math.max(1, chosen.length)}
            />
          </p>
        )}
        {good.length === 0 ? null : (
          <DataTable aria-label={tf('bulk.would')}>
            <thead>
              <tr>
                <th>{t('apps.column.name')}</th>
                <th>{tf('bulk.would')}</th>
              </tr>
            </thead>
            <tbody>
              {good.slice(0, MOST).map((plan) => (
                <tr key={plan.name}>
                  <td className="mono">{inert(plan.name, 120)}</td>
                  <td>{countsText(plan)}</td>
                </tr>
              ))}
            </tbody>
          </DataTable>
        )}
        {good.length > MOST ? <p className="muted">{t('app.reasonsMore', { count: good.length - MOST })}</p> : null}
        {guarded.length === 0 ? null : (
          <LeftOut
            title={tf('bulk.guards')}
            lines={guarded.map(({ name, guards }) => `${name}: ${guards.join('; ')}`)}
          />
        )}
        {failed.length === 0 ? null : (
          <LeftOut
            title={pluralf('bulk.planFailed', failed.length)}
            lines={failed.map(({ name, failure }) => `${name}: ${failure}`)}
          />
        )}
      </DialogContent>
      <DialogActions>
        {names.length === 0 ? null : <CopyAsCommand words={['app', 'sync', ...names]} text />}
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button
          variant="contained"
          color="primary"
          disabled={!done || good.length === 0}
          onClick={() => onSync(good.map(({ app }) => app))}
        >
          {plural('bulk.sync', good.length)}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function LeftOut({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <>
      <p style={{ marginTop: 12, fontWeight: 600 }}>{title}</p>
      <ul>
        {lines.slice(0, 20).map((line) => (
          <li key={line} style={{ overflowWrap: 'anywhere' }}>
            {inert(line, 400)}
          </li>
        ))}
      </ul>
      {lines.length > 20 ? <p className="muted">{t('app.reasonsMore', { count: lines.length - 20 })}</p> : null}
    </>
  );
}

function countsText({ counts }: AppPlan): string {
  const parts = counts.flatMap(([kind, count]) => (kind === 'same' ? [] : [tf(`change.${kind}`, { count })]));
  return parts.length === 0 ? tf('bulk.nothing') : parts.join(', ');
}
