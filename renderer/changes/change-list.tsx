import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { tplural, tt } from '../texts/tabs.ts';
import type { Tokens } from '../theme/index.ts';
import { inert, Mark, type Shape } from '../ui/index.ts';
import { type Change, type ChangeKind, countChanges, valueText } from './change.ts';

const LOOKS: Readonly<Record<ChangeKind, readonly [Shape, keyof Tokens]>> = {
  create: ['diamond', 'ok'],
  change: ['diamond', 'out'],
  prune: ['cross', 'error'],
  refused: ['cross', 'error'],
  hook: ['ring', 'progress'],
  keep: ['bars', 'paused'],
  same: ['check', 'ok'],
};

const Counts = styled('div')({
  display: 'flex',
  gap: 16,
  flexWrap: 'wrap',
  '& span': { display: 'inline-flex', gap: 6, alignItems: 'center' },
});

/** `2 created · 1 changed`, each with its mark. */
export function ChangeCounts({ changes }: { changes: readonly Change[] }) {
  const counts = countChanges(changes);
  if (counts.length === 0) return <p className="muted">{tt('changes.none')}</p>;
  return (
    <Counts role="status">
      {counts.map(([kind, count]) => {
        const [shape, tone] = LOOKS[kind];
        return (
          <span key={kind}>
            <Mark shape={shape} tone={tone} />
            {tplural(`changes.${kind}`, count)}
          </span>
        );
      })}
    </Counts>
  );
}

const List = styled('ul')({
  listStyle: 'none',
  margin: 0,
  padding: 0,
  '& > li': {
    padding: '7px 12px',
    borderBottom: '1px solid var(--border)',
    display: 'flex',
    gap: 10,
    alignItems: 'baseline',
  },
  '& > li:last-of-type': { borderBottom: 0 },
  '& > li > svg': { flex: 'none', alignSelf: 'flex-start', marginTop: 4 },
  '& ul': { listStyle: 'none', margin: '2px 0 0', padding: 0 },
  '& ul li': {
    display: 'flex',
    gap: 8,
    flexWrap: 'wrap',
    overflowWrap: 'anywhere',
    fontFamily: 'var(--mono)',
    fontSize: 12,
  },
  '& del': { textDecoration: 'none', background: 'var(--removed)', borderRadius: 3, padding: '0 4px' },
  '& ins': { textDecoration: 'none', background: 'var(--added)', borderRadius: 3, padding: '0 4px' },
});

const FIRST = 50;
const PATHS = 20;

/** What would become of each object, with the fields that change. What stays the same is only counted above. */
export function ChangeList({ changes, label }: { changes: readonly Change[]; label: string }) {
  const [all, setAll] = useState(false);
  const moving = changes.filter(({ kind }) => kind !== 'same');
  const shown = all ? moving.slice(0, 2000) : moving.slice(0, FIRST);
  if (moving.length === 0) return null;
  return (
    <>
      <List aria-label={label}>
        {shown.map((change) => (
          <ChangedObject key={change.id} change={change} />
        ))}
      </List>
      {shown.length < moving.length ? (
        <Button size="small" onClick={() => setAll(true)}>
          {tplural('changes.more', moving.length - shown.length)}
        </Button>
      ) : null}
    </>
  );
}

function ChangedObject({ change: { kind, ref, wave, note, paths } }: { change: Change }) {
  const [shape, tone] = LOOKS[kind];
  return (
    <li>
      <Mark shape={shape} tone={tone} />
      <div style={{ minWidth: 0 }}>
        <span className="muted">{tt(`changes.verb.${kind}`)}</span> {inert(ref.kind, 80)}{' '}
        <b className="mono">{inert(ref.name, 260)}</b>
        <span className="muted">
          {ref.namespace === '' ? '' : ` · ${inert(ref.namespace, 120)}`}
          {wave === 0 ? '' : ` · ${tt('changes.wave', { wave })}`}
          {note === '' ? '' : ` · ${inert(note, 300)}`}
        </span>
        {paths.length === 0 ? null : (
          <ul>
            {paths.slice(0, PATHS).map((path) => (
              <li key={path.text}>
                {inert(path.text, 200)} <del>{inert(valueText(path.live), 200)}</del> →{' '}
                <ins>{inert(valueText(path.desired), 200)}</ins>
              </li>
            ))}
            {paths.length > PATHS ? (
              <li className="muted">{tplural('changes.morePaths', paths.length - PATHS)}</li>
            ) : null}
          </ul>
        )}
      </div>
    </li>
  );
}
