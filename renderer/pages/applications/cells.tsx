import { Link } from 'wouter';
import { HoldTag } from '../../bulk/index.ts';
import { addressOf, useClusterNames, useRow } from '../../client/index.ts';
import { paths } from '../../frame/index.ts';
import { tf } from '../../texts/fleet.ts';
import { t } from '../../texts/index.ts';
import { Age, inert, Status } from '../../ui/index.ts';
import type { AppRow } from './filter.ts';
import { revisionText, shortRepository } from './short.ts';

/** One line of the table; reads its own row, so that one changed application renders one line. */
export function ApplicationCells({
  id,
  selected,
  onToggle,
}: {
  id: string;
  selected: boolean;
  onToggle: (key: string) => void;
}) {
  const row = useRow('applications', id);
  if (!row) return <div role="gridcell" />;
  return (
    <>
      <div role="gridcell" className="tight">
        <input
          type="checkbox"
          className="box"
          tabIndex={-1}
          checked={selected}
          onChange={() => onToggle(id)}
          aria-label={t('apps.select', { name: inert(row.name, 100) })}
        />
      </div>
      <div role="gridcell" title={row.reason === '' ? undefined : inert(row.reason)}>
        <Link href={paths.app(addressOf(row))} tabIndex={-1} style={{ color: 'var(--text)', fontWeight: 600 }}>
          {inert(row.name, 260)}
        </Link>
      </div>
      <div role="gridcell" title={staleSentence(row)}>
        <Status kind="sync" value={row.sync} staleSince={row.staleSince} />
      </div>
      <div role="gridcell">
        <Status kind="health" value={row.health} at={row.healthSince} staleSince={row.staleSince > 0 ? 1 : 0} />
      </div>
      <div role="gridcell" className="muted">
        {inert(row.project, 120)}
      </div>
      <div role="gridcell" title={inert(row.server)}>
        <Destination row={row} />
      </div>
      <div role="gridcell" className="muted" title={inert(`${row.repoURL} ${row.path}`)}>
        {inert(shortRepository(row.repoURL), 80)} · {inert(row.path, 120)}
      </div>
      <div role="gridcell" className="mono" title={inert(row.revision)}>
        {inert(revisionText(row.targetRevision, row.revision), 80)}
      </div>
      <div role="gridcell" className="muted">
        {row.hold === '' ? <LastOperation row={row} /> : <HoldTag row={row} />}
      </div>
    </>
  );
}

export function staleSentence({ staleSince }: AppRow): string | undefined {
  if (staleSince === 0) return undefined;
  return staleSince === 1 ? tf('stale.never') : tf('stale.hint', { when: new Date(staleSince).toLocaleString() });
}

export function Destination({ row }: { row: AppRow }) {
  const { nameOf } = useClusterNames();
  return (
    <>
      {inert(nameOf(row.server), 80)}
      <span className="muted"> / </span>
      {inert(row.destinationNamespace, 80)}
    </>
  );
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['Succeeded', 'synced'],
  ['Failed', 'failed'],
  ['Error', 'failed'],
  ['Running', 'syncing'],
  ['Terminating', 'terminating'],
]);

export function LastOperation({ row }: { row: AppRow }) {
  if (row.operation === '') return <>{t('apps.noOperation')}</>;
  const failed = row.operation === 'Failed' || row.operation === 'Error';
  return (
    <>
      <span style={failed ? { color: 'var(--error)' } : undefined}>
        {WORDS.get(row.operation) ?? inert(row.operation, 20)}
      </span>{' '}
      {row.operationAt > 0 ? <Age at={row.operationAt} suffix={t('age.suffix')} /> : null}
    </>
  );
}
