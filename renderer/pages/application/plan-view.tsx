import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { ta } from '../../texts/acting.ts';
import { pluralc, tc } from '../../texts/changes.ts';
import { ErrorText, inert, Mark } from '../../ui/index.ts';
import { PlanCounts } from './sync-panel/plan-counts.tsx';
import { PlanList } from './sync-panel/plan-list.tsx';
import { isUnchanged, type Plan } from './sync-panel/plan-summary.ts';

const Lines = styled('ul')({
  margin: 0,
  padding: 0,
  listStyle: 'none',
  display: 'grid',
  gap: 4,
  '& li': { display: 'flex', gap: 8, alignItems: 'baseline', overflowWrap: 'anywhere' },
  '& svg': { alignSelf: 'center' },
});

type PlanParts = Pick<Plan, 'rows' | 'invalid' | 'guards' | 'notes'>;

/** What makes a plan impossible, what will ask, and what could not be asked of the server. */
export function PlanNotes({ plan: { invalid, guards, notes } }: { plan: Omit<PlanParts, 'rows'> }) {
  return (
    <>
      {invalid.length === 0 ? null : <ErrorText what={tc('plan.invalid')} error={new Error(invalid.join('\n'))} />}
      {guards.length === 0 ? null : (
        <Lines>
          {guards.map((guard) => (
            <li key={guard}>
              <Mark shape="cross" tone="error" /> {inert(guard, 600)}
            </li>
          ))}
        </Lines>
      )}
      {notes.length === 0 ? null : (
        <Lines aria-label={ta('plan.notes')}>
          {notes.map((note) => (
            <li key={note} className="muted">
              <Mark shape="ring" tone="unknown" /> {inert(note, 600)}
            </li>
          ))}
        </Lines>
      )}
    </>
  );
}

/** A plan to read: counts, notes, and its rows by phase and wave, with what stays as it is only on request. */
export function PlanView({
  plan,
  nothing,
  differing,
  onOpen,
}: {
  plan: PlanParts;
  differing?: ReadonlySet<string> | undefined;
  /** Said when nothing changes. */
  nothing: string;
  onOpen?: (objectKey: string) => void;
}) {
  const [unchanged, setUnchanged] = useState(false);
  const changing = plan.rows.filter((row) => !isUnchanged(row));
  const same = plan.rows.length - changing.length;
  const shown = unchanged ? plan.rows : changing;
  return (
    <>
      <PlanCounts rows={plan.rows} />
      <PlanNotes plan={plan} />
      {changing.length === 0 ? <p>{nothing}</p> : null}
      {shown.length === 0 ? null : (
        <PlanList rows={shown} differing={differing} {...(onOpen === undefined ? {} : { onOpen })} />
      )}
      {same > 0 ? (
        <FormControlLabel
          sx={{ ml: 0 }}
          control={<Checkbox checked={unchanged} onChange={(event) => setUnchanged(event.target.checked)} />}
          label={pluralc('plan.showUnchanged', same)}
        />
      ) : null}
    </>
  );
}
