import { th } from '../../../texts/healing.ts';
import { Age, DataTable, inert, Mark } from '../../../ui/index.ts';
import { keyOfObject } from '../object-key.ts';
import { HealWords } from './heal-words.tsx';
import { type Heal, healedAt, timeOf } from './recent-heals.ts';

/** What self heal set right lately, the newest first: such a sync is no deployment (reference §3.9), so it has no place in the timeline. */
export function HealList({ heals, openNode }: { heals: readonly Heal[]; openNode: (key: string) => void }) {
  return (
    <DataTable aria-label={th('heal.title')}>
      <thead>
        <tr>
          <th scope="col">{th('heal.when')}</th>
          <th scope="col">{th('heal.object')}</th>
          <th scope="col">{th('heal.what')}</th>
        </tr>
      </thead>
      <tbody>
        {heals.toReversed().map((heal, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no state
          <tr key={`${heal.at} ${index}`}>
            <td>
              <When heal={heal} />
            </td>
            <td className="words">
              <button type="button" className="link" onClick={() => openNode(keyOfObject(heal))}>
                <span className="muted">{inert(heal.kind, 80)}</span> {inert(heal.name, 260)}
              </button>
            </td>
            <td className="words">
              <HealWords heal={heal} />
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function When({ heal }: { heal: Heal }) {
  const at = healedAt(heal);
  if (at > 0) return <Age at={at} suffix={th('heal.ago')} />;
  const failed = heal.failedAt !== undefined;
  return (
    <span style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
      <Mark shape={failed ? 'cross' : 'three-quarter'} tone={failed ? 'error' : 'progress'} size={12} />
      {th(failed ? 'heal.failed' : 'heal.running')}{' '}
      {failed ? <Age at={timeOf(heal.failedAt)} suffix={th('heal.ago')} /> : null}
    </span>
  );
}
