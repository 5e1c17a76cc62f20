import { ta, taplural } from '../../../texts/acting.ts';
import { inert } from '../../../ui/index.ts';
import type { PlanRow } from './plan-summary.ts';

const SHOWN = 3;

/** Objects that other applications declare as well: who syncs last wins. */
export function SharedNote({ rows }: { rows: readonly PlanRow[] }) {
  const shown = rows.slice(0, SHOWN).map(({ ref, sharedWith }) =>
    ta('plan.sharedOne', {
      name: inert(`${ref.kind} ${ref.name}`, 200),
      names: sharedWith.map((one) => inert(one.replace(/^argocd\//, ''), 120)).join(', '),
    }),
  );
  return (
    <p role="note" style={{ overflowWrap: 'anywhere' }}>
      <b>{taplural('plan.shared', rows.length)}</b> {shown.join('; ')}
      {rows.length > SHOWN ? ` +${rows.length - SHOWN}` : ''}
    </p>
  );
}
