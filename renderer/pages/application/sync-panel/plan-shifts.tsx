import { ta } from '../../../texts/acting.ts';
import { DataTable, inert } from '../../../ui/index.ts';
import type { PlanShift } from './outdated-plan.ts';
import { PlanChangeWord } from './plan-change.tsx';

const LISTED = 50;
const FIELDS = 5;

/** A plan that was shown beside the one that holds now: only where they differ. */
export function PlanShifts({ shifts }: { shifts: readonly PlanShift[] }) {
  if (shifts.length === 0) return <p role="note">{ta('plan.changedSince.none')}</p>;
  return (
    <section aria-label={ta('plan.changedSince')} style={{ display: 'grid', gap: 6 }}>
      <b>{ta('plan.changedSince')}</b>
      <DataTable>
        <thead>
          <tr>
            <th scope="col">{ta('history.object')}</th>
            <th scope="col">{ta('plan.before')}</th>
            <th scope="col">{ta('plan.now')}</th>
          </tr>
        </thead>
        <tbody>
          {shifts.slice(0, LISTED).map((shift) => (
            <tr key={shift.key}>
              <td className="words">
                <span className="muted">{inert(shift.ref.kind, 80)}</span> <b>{inert(shift.ref.name, 260)}</b>
                {shift.fields.length === 0 ? null : (
                  <div className="muted mono">
                    {shift.fields
                      .slice(0, FIELDS)
                      .map((field) => inert(field, 160))
                      .join(' · ')}
                  </div>
                )}
              </td>
              <td>{shift.before === undefined ? ta('plan.gone') : <PlanChangeWord change={shift.before} />}</td>
              <td>{shift.now === undefined ? ta('plan.gone') : <PlanChangeWord change={shift.now} />}</td>
            </tr>
          ))}
        </tbody>
      </DataTable>
    </section>
  );
}
