import { memo } from 'react';
import { tt } from '../../../../texts/tabs.ts';
import { Age, inert, Status, Tag } from '../../../../ui/index.ts';
import type { ObjectRow } from './object-row.ts';

/** One line of the table of objects. */
export const ObjectCells = memo(function ObjectCells({ row }: { row: ObjectRow | undefined }) {
  if (!row) return <div role="gridcell" />;
  return (
    <>
      <div role="gridcell" title={inert(`${row.kind}${row.group === '' ? '' : `.${row.group}`}`, 200)}>
        {inert(row.kind, 80)}
      </div>
      <div role="gridcell" className="mono" title={inert(row.name, 300)} style={{ fontWeight: 600 }}>
        {inert(row.name, 260)}
      </div>
      <div role="gridcell" className="muted">
        {inert(row.namespace, 120)}
      </div>
      <div role="gridcell">{row.status === '' ? null : <Status kind="sync" value={row.status} />}</div>
      <div role="gridcell">{row.health === '' ? null : <Status kind="health" value={row.health} />}</div>
      <div role="gridcell" style={{ textAlign: 'right' }}>
        {row.managed ? row.wave : ''}
      </div>
      <div role="gridcell">
        {row.hook ? <Tag>{tt('resources.hook')}</Tag> : null}
        {row.prune ? <Tag>{tt('resources.prune')}</Tag> : null}
      </div>
      <div role="gridcell" className="muted" title={inert(row.message, 2000)}>
        {inert(row.message, 300)}
      </div>
      <div role="gridcell">{row.createdAt === 0 ? null : <Age at={row.createdAt} />}</div>
    </>
  );
});
