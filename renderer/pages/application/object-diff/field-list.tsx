import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { Output } from '../../../../preload/contract/index.ts';
import { tc } from '../../../texts/changes.ts';
import { Age, DataTable, inert } from '../../../ui/index.ts';
import { valueText } from './value-text.ts';

export type Difference = Output<'app.objectDiff'>['paths'][number];

const Scroller = styled('div')({
  maxHeight: 168,
  overflow: 'auto',
  flex: 'none',
  '& td': { maxWidth: 260 },
  '& td code': { whiteSpace: 'nowrap' },
  '& .old': { color: 'var(--error)' },
  '& .new': { color: 'var(--ok)' },
});

/** Every field that differs: both values, who changed it and when, and the way to ignore it. The gutter says the same beside the lines. */
export function FieldList({
  differences,
  onIgnore,
}: {
  differences: readonly Difference[];
  onIgnore: (difference: Difference) => void;
}) {
  return (
    // What scrolls must be reachable by keyboard.
    <Scroller tabIndex={0} role="region" aria-label={tc('diff.fields')}>
      <DataTable aria-label={tc('diff.fields')}>
        <thead>
          <tr>
            <th scope="col">{tc('diff.field')}</th>
            <th scope="col">
              {tc('diff.live')} → {tc('diff.desired')}
            </th>
            <th scope="col">{tc('diff.owner')}</th>
            <th scope="col">
              <span className="visually-hidden">{tc('diff.ignore')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {differences.map((difference) => (
            <tr key={difference.text}>
              <td title={inert(difference.text)}>
                <code>{inert(difference.text, 300)}</code>
              </td>
              <td title={`${valueText(difference.live, 400)} → ${valueText(difference.desired, 400)}`}>
                <code className="old">{valueText(difference.live)}</code> →{' '}
                <code className="new">{valueText(difference.desired)}</code>
              </td>
              <td>
                <Owner difference={difference} />
              </td>
              <td style={{ textAlign: 'right' }}>
                <Button
                  size="small"
                  variant="text"
                  aria-label={tc('diff.ignoreOf', { path: inert(difference.text, 200) })}
                  onClick={() => onIgnore(difference)}
                >
                  {tc('diff.ignore')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </DataTable>
    </Scroller>
  );
}

function Owner({ difference }: { difference: Difference }) {
  const [owner] = difference.owners;
  if (owner === undefined) return <span className="muted">{tc('diff.noOwner')}</span>;
  const at = owner.time === undefined ? Number.NaN : Date.parse(owner.time);
  return (
    <>
      <span title={inert(difference.owners.map(({ manager }) => manager).join(', '))}>{inert(owner.manager, 60)}</span>{' '}
      {Number.isNaN(at) ? null : <Age at={at} suffix=" ago" />}
    </>
  );
}
