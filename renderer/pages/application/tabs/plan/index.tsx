import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { useState } from 'react';
import { commandNameOf, useRequest } from '../../../../client/index.ts';
import { useQuery } from '../../../../frame/index.ts';
import { pluralc, tc } from '../../../../texts/changes.ts';
import { ChipRow, CopyAsCommand, EmptyState, ErrorText, inert, Mark, Skeleton } from '../../../../ui/index.ts';
import { PlanCounts } from '../../sync-panel/plan-counts.tsx';
import { PlanList } from '../../sync-panel/plan-list.tsx';
import { isUnchanged, prunable } from '../../sync-panel/plan-summary.ts';
import type { TabProps } from '../tab.ts';
import { TabBody, TabFrame } from '../tab-frame.tsx';

/** What a sync would do, by phase and wave, before anybody presses anything (ux.md §3). */
export default function PlanTab({ address, name, version, openNode, openSync }: TabProps) {
  const query = useQuery();
  const prune = query.get('prune') === 'true';
  const [unchanged, setUnchanged] = useState(false);
  const { data, error, reload } = useRequest(
    'app.plan',
    { name, operation: { sync: prune ? { prune } : {} } },
    version,
  );
  if (error) return <ErrorText what={tc('plan.title')} error={error} retry={reload} />;
  if (data === undefined) return <Skeleton label={tc('plan.loading')} rows={10} />;
  const changing = data.rows.filter((row) => !isUnchanged(row));
  const same = data.rows.length - changing.length;
  const shown = unchanged ? data.rows : changing;
  const toPrune = prunable(data.rows);
  return (
    <TabFrame>
      <ChipRow>
        <PlanCounts rows={data.rows} />
        <span style={{ flex: 1 }} />
        <FormControlLabel
          control={
            <Checkbox
              checked={prune}
              onChange={(event) => query.set({ prune: event.target.checked ? 'true' : undefined })}
            />
          }
          label={tc('plan.withPrune')}
        />
        <CopyAsCommand
          words={['app', 'sync', commandNameOf(address), ...(prune ? ['--prune'] : []), '--preview-changes']}
        />
        <Button size="small" variant="contained" color="primary" onClick={() => openSync()}>
          {tc('plan.sync')}
        </Button>
      </ChipRow>
      {data.invalid.length === 0 ? null : (
        <ErrorText what={tc('plan.invalid')} error={new Error(data.invalid.join('\n'))} />
      )}
      {data.guards.map((guard) => (
        <p key={guard} style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
          <Mark shape="cross" tone="error" /> {inert(guard, 600)}
        </p>
      ))}
      {!prune && toPrune > 0 ? <p className="muted">{pluralc('plan.kept', toPrune)}</p> : null}
      {data.rows.length === 0 ? (
        <EmptyState title={tc('plan.empty')}>{tc('plan.emptyMore')}</EmptyState>
      ) : (
        <TabBody>
          {changing.length === 0 ? <p style={{ padding: '8px 0' }}>{tc('plan.nothing')}</p> : null}
          {shown.length === 0 ? null : <PlanList rows={shown} onOpen={openNode} />}
          {same > 0 ? (
            <FormControlLabel
              sx={{ ml: 0, mt: 1 }}
              control={<Checkbox checked={unchanged} onChange={(event) => setUnchanged(event.target.checked)} />}
              label={pluralc('plan.showUnchanged', same)}
            />
          ) : null}
        </TabBody>
      )}
    </TabFrame>
  );
}
