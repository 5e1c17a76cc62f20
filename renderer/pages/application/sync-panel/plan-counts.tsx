import { styled } from '@mui/material/styles';
import { tc } from '../../../texts/changes.ts';
import { PlanChangeMark } from './plan-change.tsx';
import { CHANGES, countChanges, type PlanRow } from './plan-summary.ts';

const Row = styled('ul')({
  display: 'flex',
  gap: '4px 16px',
  flexWrap: 'wrap',
  margin: 0,
  padding: 0,
  listStyle: 'none',
  '& li': { display: 'inline-flex', gap: 6, alignItems: 'center', fontWeight: 600 },
});

/** A plan in one line: create n, change n, prune n, hooks n. */
export function PlanCounts({ rows }: { rows: readonly PlanRow[] }) {
  const counts = countChanges(rows);
  return (
    <Row aria-label={tc('sync.why')}>
      {CHANGES.map((change) => {
        const count = counts.get(change) ?? 0;
        // What everybody looks for is told even when it is nothing.
        if (count === 0 && !['create', 'change', 'prune'].includes(change)) return null;
        return (
          <li key={change} {...(count === 0 ? { className: 'muted' } : {})}>
            <PlanChangeMark change={change} />
            {tc(`plan.count.${change}`, { count: count.toLocaleString('en') })}
          </li>
        );
      })}
    </Row>
  );
}
