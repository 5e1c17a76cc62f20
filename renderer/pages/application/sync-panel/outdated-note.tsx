import { styled } from '@mui/material/styles';
import { ta } from '../../../texts/acting.ts';
import { Mark } from '../../../ui/index.ts';
import type { PlanShift } from './outdated-plan.ts';
import { PlanShifts } from './plan-shifts.tsx';

const Note = styled('div')({
  display: 'grid',
  gap: 8,
  padding: '8px 12px',
  borderRadius: 'var(--radius)',
  background: 'var(--out-bg)',
  border: '1px solid color-mix(in srgb, var(--out) 30%, transparent)',
  '& > p': { display: 'flex', gap: 10, alignItems: 'center' },
});

/** A plan was refused because it does not hold any more: what is different in the one that stands below, which can be carried out at once. */
export function OutdatedNote({ shifts }: { shifts: readonly PlanShift[] }) {
  return (
    <Note role="alert">
      <p>
        <Mark shape="diamond" tone="out" />
        <span>
          <b>{ta('plan.outdated')}.</b> {ta('plan.outdatedMore')}
        </span>
      </p>
      <PlanShifts shifts={shifts} />
    </Note>
  );
}
