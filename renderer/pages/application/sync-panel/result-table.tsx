import { tc } from '../../../texts/changes.ts';
import { DataTable, inert } from '../../../ui/index.ts';
import { laneTitle, ObjectName, StateWord } from './lane-words.tsx';
import type { Lane } from './lanes.ts';

/** Failures first: they are what is read. */
export function ResultTable({ lanes }: { lanes: readonly Lane[] }) {
  const rows = lanes.flatMap((lane) => lane.items.map((item) => ({ lane, item })));
  const sorted = rows.toSorted((a, b) => Number(b.item.state === 'failed') - Number(a.item.state === 'failed'));
  if (sorted.length === 0) return null;
  return (
    <DataTable aria-label={tc('sync.result')}>
      <thead>
        <tr>
          <th scope="col">{tc('plan.object')}</th>
          <th scope="col">{tc('sync.result')}</th>
          <th scope="col">{tc('sync.message')}</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(({ lane, item }) => (
          <tr key={item.key}>
            <td className="words" title={laneTitle(lane)} style={{ minWidth: 110 }}>
              <ObjectName item={item} />
            </td>
            <td>
              <StateWord state={item.state} />
            </td>
            <td className="words muted">{inert(item.message, 1000)}</td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}
