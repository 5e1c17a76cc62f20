import { useRequest } from '../../../client/index.ts';
import { pluralc, tc } from '../../../texts/changes.ts';
import { t } from '../../../texts/index.ts';
import { Age, DataTable, EmptyState, ErrorText, inert, Skeleton } from '../../../ui/index.ts';
import type { ObjectRef } from '../object-key.ts';
import { eventRows } from '../tabs/events/event-rows.ts';

const SHOWN = 200;

/** What Kubernetes told about this object, newest first. */
export function Events({ name, objectRef, version }: { name: string; objectRef: ObjectRef; version: string }) {
  const { data, error, reload } = useRequest('app.events', { name, ref: objectRef }, version);
  if (error) return <ErrorText error={error} retry={reload} />;
  if (data === undefined) return <Skeleton label={t('page.loading')} />;
  const rows = eventRows(data.items);
  if (rows.length === 0)
    return <EmptyState title={tc('drawer.eventsEmpty')}>{tc('drawer.eventsEmptyMore')}</EmptyState>;
  return (
    <>
      <DataTable>
        <thead>
          <tr>
            <th scope="col">{tc('events.last')}</th>
            <th scope="col">{tc('events.reason')}</th>
            <th scope="col">{tc('events.message')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((row) => (
            <tr key={row.id}>
              <td>{row.lastAt === 0 ? null : <Age at={row.lastAt} />}</td>
              <td {...(row.warning ? { style: { color: 'var(--out)', fontWeight: 600 } } : {})}>
                {inert(row.reason, 100)}
                {row.count > 1 ? <span className="muted"> × {row.count.toLocaleString('en')}</span> : null}
              </td>
              <td className="words">{inert(row.message, 1000)}</td>
            </tr>
          ))}
        </tbody>
      </DataTable>
      {rows.length > SHOWN ? <p className="muted">{pluralc('events.more', rows.length - SHOWN)}</p> : null}
    </>
  );
}
