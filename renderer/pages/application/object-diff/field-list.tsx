import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { Output } from '../../../../preload/contract/index.ts';
import { tc } from '../../../texts/changes.ts';
import { Age, inert } from '../../../ui/index.ts';
import { valueText } from './value-text.ts';

export type Difference = Output<'app.objectDiff'>['paths'][number];

const List = styled('ul')({
  maxHeight: 168,
  overflow: 'auto',
  flex: 'none',
  margin: 0,
  padding: 0,
  listStyle: 'none',
  background: 'var(--surface)',
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  '& li': {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '2px 16px',
    alignItems: 'center',
    padding: '2px 6px 2px 12px',
    minHeight: 'var(--row)',
    borderBottom: '1px solid var(--border)',
  },
  '& li:last-of-type': { borderBottom: 0 },
  '& li > *': { minWidth: 0 },
  '& li > :not(button)': { overflowWrap: 'anywhere' },
  '& .path': { flex: '3 1 200px' },
  '& .values': { flex: '4 1 220px' },
  '& .owner': { flex: '2 1 130px' },
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
    // What scrolls must be reachable by keyboard: its buttons are.
    <List aria-label={tc('diff.fields')}>
      {differences.map((difference) => (
        <li key={difference.text}>
          <code className="path">{inert(difference.text, 300)}</code>
          <span className="values" title={`${valueText(difference.live, 400)} → ${valueText(difference.desired, 400)}`}>
            <span className="visually-hidden">{tc('diff.live')} </span>
            <code className="old">{valueText(difference.live)}</code> →{' '}
            <span className="visually-hidden">{tc('diff.desired')} </span>
            <code className="new">{valueText(difference.desired)}</code>
          </span>
          <span className="owner">
            <Owner difference={difference} />
          </span>
          <Button
            size="small"
            variant="text"
            sx={{ ml: 'auto' }}
            aria-label={tc('diff.ignoreOf', { path: inert(difference.text, 200) })}
            onClick={() => onIgnore(difference)}
          >
            {tc('diff.ignore')}
          </Button>
        </li>
      ))}
    </List>
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
