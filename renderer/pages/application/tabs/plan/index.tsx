import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { commandNameOf, useRequest } from '../../../../client/index.ts';
import { useQuery } from '../../../../frame/index.ts';
import { pluralc, tc } from '../../../../texts/changes.ts';
import { ChipRow, CopyAsCommand, EmptyState, ErrorText, Skeleton } from '../../../../ui/index.ts';
import { PlanView } from '../../plan-view.tsx';
import { prunable } from '../../sync-panel/plan-summary.ts';
import type { TabProps } from '../tab.ts';
import { TabBody, TabFrame } from '../tab-frame.tsx';

/** What a sync would do, by phase and wave, before anybody presses anything (ux.md §3). */
export default function PlanTab({ address, name, version, openNode, openSync }: TabProps) {
  const query = useQuery();
  const prune = query.get('prune') === 'true';
  const { data, error, reload } = useRequest(
    'app.plan',
    { name, operation: { sync: prune ? { prune } : {} } },
    version,
  );
  if (error) return <ErrorText what={tc('plan.title')} error={error} retry={reload} />;
  if (data === undefined) return <Skeleton label={tc('plan.loading')} rows={10} />;
  const toPrune = prunable(data.rows);
  return (
    <TabFrame>
      <ChipRow>
        <FormControlLabel
          sx={{ ml: 0 }}
          control={
            <Checkbox
              checked={prune}
              onChange={(event) => query.set({ prune: event.target.checked ? 'true' : undefined })}
            />
          }
          label={tc('plan.withPrune')}
        />
        {!prune && toPrune > 0 ? <span className="muted">{pluralc('plan.kept', toPrune)}</span> : null}
        <span style={{ flex: 1 }} />
        <CopyAsCommand words={['app', 'plan', commandNameOf(address), ...(prune ? ['--prune'] : [])]} />
        <Button size="small" variant="contained" color="primary" onClick={() => openSync()}>
          {tc('plan.sync')}
        </Button>
      </ChipRow>
      {data.rows.length === 0 && data.invalid.length === 0 ? (
        <EmptyState title={tc('plan.empty')}>{tc('plan.emptyMore')}</EmptyState>
      ) : (
        <TabBody style={{ display: 'flex', flexDirection: 'column', gap: 12 }}>
          <PlanView plan={data} nothing={tc('plan.nothing')} onOpen={openNode} />
        </TabBody>
      )}
    </TabFrame>
  );
}
