import Checkbox from '@mui/material/Checkbox';
import { styled } from '@mui/material/styles';
import { ta } from '../../../texts/acting.ts';
import { tc } from '../../../texts/changes.ts';
import { inert, Tag } from '../../../ui/index.ts';
import { valueText } from '../object-diff/value-text.ts';
import { keyOfObject } from '../object-key.ts';
import { PlanChangeWord } from './plan-change.tsx';
import { isChoosable, type PlanRow, rowKey, wavesOf } from './plan-summary.ts';

const FIELDS_SHOWN = 3;
/** Characters of a value: the Diff has it whole. */
const VALUE_SHOWN = 40;

const List = styled('div')({
  border: '1px solid var(--border)',
  borderRadius: 'var(--radius)',
  background: 'var(--surface)',
  overflow: 'hidden',
  flex: 'none',
  '& h2': {
    fontSize: 12,
    fontWeight: 600,
    color: 'var(--muted)',
    padding: '6px 12px',
    background: 'var(--bg)',
    borderBottom: '1px solid var(--border)',
  },
  '& ul': { margin: 0, padding: 0, listStyle: 'none' },
  '& li': {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr) auto',
    columnGap: 8,
    alignItems: 'center',
    padding: '4px 12px 4px 0',
    borderBottom: '1px solid var(--border)',
    // A plan may have thousands of rows; what is out of sight costs no layout.
    contentVisibility: 'auto',
    containIntrinsicSize: 'auto 36px',
  },
  '& .wave:last-of-type li:last-of-type': { borderBottom: 0 },
  '& li .what': { minWidth: 0, overflowWrap: 'anywhere' },
  '& li[data-left-out=true] .what': { textDecoration: 'line-through', color: 'var(--muted)' },
  '& button.link': {
    font: 'inherit',
    fontWeight: 600,
    color: 'var(--text)',
    background: 'none',
    border: 0,
    padding: 0,
    cursor: 'pointer',
  },
  '& button.link:hover': { color: 'var(--primary)', textDecoration: 'underline' },
  '& li .more': { gridColumn: '2 / 4', color: 'var(--muted)', overflowWrap: 'anywhere', fontSize: 12 },
});

/** What would happen, wave by wave. With `onToggle` each object can be left out. */
export function PlanList({
  rows,
  isChosen = () => true,
  differing,
  onToggle,
  onOpen,
}: {
  rows: readonly PlanRow[];
  /** Keys of the rows that are not as they were when the plan was looked at first. */
  differing?: ReadonlySet<string> | undefined;
  isChosen?: (objectKey: string) => boolean;
  onToggle?: ((objectKey: string) => void) | undefined;
  onOpen?: (objectKey: string) => void;
}) {
  return (
    <List>
      {wavesOf(rows).map(({ phase, wave, rows: inWave }) => (
        <div className="wave" key={`${phase} ${wave}`}>
          <h2>{tc('plan.waveOf', { phase: inert(phase, 20), wave: String(wave).replace('-', '−') })}</h2>
          <ul>
            {inWave.map((row) => (
              <PlanLine
                key={rowKey(row)}
                row={row}
                chosen={isChosen(keyOfObject(row.ref))}
                differs={differing?.has(rowKey(row)) === true}
                onToggle={onToggle}
                onOpen={onOpen}
              />
            ))}
          </ul>
        </div>
      ))}
    </List>
  );
}

function PlanLine({
  row,
  chosen,
  differs,
  onToggle,
  onOpen,
}: {
  row: PlanRow;
  chosen: boolean;
  differs: boolean;
  onToggle: ((objectKey: string) => void) | undefined;
  onOpen: ((objectKey: string) => void) | undefined;
}) {
  const { ref, change, note, paths, sharedWith } = row;
  const key = keyOfObject(ref);
  const name = `${inert(ref.kind, 80)} ${inert(ref.name, 260)}`;
  const choosable = onToggle !== undefined && isChoosable(row);
  const details = [
    ...paths.slice(0, FIELDS_SHOWN).map((path) => fieldText(path, change)),
    ...(paths.length > FIELDS_SHOWN ? [tc('plan.moreFields', { count: paths.length - FIELDS_SHOWN })] : []),
    ...(note === '' ? [] : [inert(note, 600)]),
    ...(sharedWith.length === 0
      ? []
      : [ta('plan.because', { names: sharedWith.map((one) => inert(one.replace(/^argocd\//, ''), 120)).join(', ') })]),
  ];
  return (
    <li data-left-out={choosable && !chosen}>
      {choosable ? (
        <Checkbox
          checked={chosen}
          onChange={() => onToggle(key)}
          slotProps={{ input: { 'aria-label': tc('plan.choose', { name }) } }}
        />
      ) : (
        <span style={{ width: onToggle === undefined ? 4 : 28 }} />
      )}
      <span className="what">
        <span className="muted">{inert(ref.kind, 80)}</span>{' '}
        {onOpen === undefined ? (
          <b>{inert(ref.name, 260)}</b>
        ) : (
          <button type="button" className="link" onClick={() => onOpen(key)}>
            {inert(ref.name, 260)}
          </button>
        )}
        {ref.namespace === '' ? null : <span className="muted"> · {inert(ref.namespace, 80)}</span>}
        {differs ? (
          <>
            {' '}
            <Tag>{ta('plan.differs')}</Tag>
          </>
        ) : null}
      </span>
      <PlanChangeWord change={change} />
      {details.length === 0 ? null : <span className="more">{details.join(' · ')}</span>}
    </li>
  );
}

/** `spec.replicas 5 → 3`; of an object that is made new there is nothing before. */
function fieldText({ text, live, desired }: PlanRow['paths'][number], change: PlanRow['change']): string {
  const path = inert(text, 160);
  return change === 'change' ? `${path} ${valueText(live, VALUE_SHOWN)} → ${valueText(desired, VALUE_SHOWN)}` : path;
}
