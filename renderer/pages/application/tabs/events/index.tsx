import Button from '@mui/material/Button';
import { createContext, memo, use, useCallback, useMemo, useState } from 'react';
import { useRequest } from '../../../../client/index.ts';
import { t } from '../../../../texts/index.ts';
import { tt } from '../../../../texts/tabs.ts';
import {
  Age,
  ChipRow,
  type Column,
  EmptyState,
  ErrorText,
  FilterChip,
  Icon,
  inert,
  Mark,
  SearchField,
  Skeleton,
  VirtualTable,
} from '../../../../ui/index.ts';
import type { TabProps } from '../tab.ts';
import { TabFrame } from '../tab-frame.tsx';
import { useQueryText } from '../use-query-text.ts';
import { type EventRow, eventRows, filterEvents, sameEvent } from './event-rows.ts';

const COLUMNS: readonly Column[] = [
  { id: 'last', title: tt('events.last'), width: '80px' },
  { id: 'type', title: tt('events.type'), width: '92px' },
  { id: 'reason', title: tt('events.reason'), width: 'minmax(150px, 1fr)' },
  { id: 'object', title: tt('events.object'), width: 'minmax(160px, 2fr)' },
  { id: 'message', title: tt('events.message'), width: 'minmax(200px, 3fr)' },
  { id: 'count', title: tt('events.count'), width: '72px' },
  { id: 'first', title: tt('events.first'), width: '84px' },
  { id: 'from', title: tt('events.from'), width: 'minmax(160px, 1fr)' },
];

/** What Kubernetes tells about the objects of the application, newest first. */
export default function EventsTab({ name, version, openNode }: TabProps) {
  const { data, error, loading, reload } = useRequest('app.events', { name }, version);
  const [typed, wanted, setTyped] = useQueryText('q');
  const [warnings, setWarnings] = useState(false);
  const rows = useMemo(() => eventRows(data?.items ?? []), [data]);
  const shown = useMemo(() => filterEvents(rows, wanted, warnings), [rows, wanted, warnings]);
  const byId = useMemo(() => new Map(shown.map((row) => [row.id, row])), [shown]);
  const open = useCallback(
    (id: string) => {
      const node = byId.get(id)?.node ?? '';
      if (node !== '') openNode(node);
    },
    [byId, openNode],
  );
  const count = rows.filter((row) => row.warning).length;
  return (
    <TabFrame>
      <ChipRow>
        <SearchField label={tt('events.filter')} value={typed} onChange={setTyped} />
        <FilterChip
          label={tt('events.warnings')}
          count={count}
          pressed={warnings}
          onToggle={() => setWarnings(!warnings)}
          mark={<Mark shape="diamond" tone="out" size={12} />}
        />
        <span style={{ flex: 1 }} />
        <Button size="small" startIcon={<Icon name="refresh" />} onClick={reload} disabled={loading}>
          {tt('events.again')}
        </Button>
      </ChipRow>
      {error ? <ErrorText what={tt('events.reading')} error={error} retry={reload} /> : null}
      {data === undefined ? (
        error ? null : (
          <Skeleton label={t('page.loading')} rows={8} />
        )
      ) : shown.length === 0 ? (
        <EmptyState title={rows.length === 0 ? tt('events.empty') : t('apps.noMatch')}>
          {rows.length === 0 ? tt('events.emptyMore') : tt('events.noMatch')}
        </EmptyState>
      ) : (
        <Shown value={byId}>
          <VirtualTable
            label={tt('events.title')}
            columns={COLUMNS}
            keys={shown.map(({ id }) => id)}
            Row={Row}
            onOpen={open}
          />
        </Shown>
      )}
    </TabFrame>
  );
}

/** Each answer gives every event anew: rows keep their place in the page, and only those that say something else are drawn again. */
const Shown = createContext<ReadonlyMap<string, EventRow>>(new Map());

function Row({ id }: { id: string }) {
  return <EventCells row={use(Shown).get(id)} />;
}

const EventCells = memo(
  function EventCells({ row }: { row: EventRow | undefined }) {
    if (!row) return <div role="gridcell" />;
    return (
      <>
        <div role="gridcell">{row.lastAt === 0 ? null : <Age at={row.lastAt} />}</div>
        <div role="gridcell" style={row.warning ? { color: 'var(--out)', fontWeight: 600 } : undefined}>
          {inert(row.type, 40)}
        </div>
        <div role="gridcell">{inert(row.reason, 100)}</div>
        <div role="gridcell" title={inert(`${row.kind} ${row.name}`, 400)}>
          <span className="muted">{inert(row.kind, 60)}</span> <span className="mono">{inert(row.name, 260)}</span>
        </div>
        <div role="gridcell" title={inert(row.message, 2000)}>
          {inert(row.message.replace(/\s+/g, ' '), 500)}
        </div>
        <div role="gridcell" style={{ textAlign: 'right' }}>
          {row.count.toLocaleString('en')}
        </div>
        <div role="gridcell">{row.firstAt === 0 ? null : <Age at={row.firstAt} />}</div>
        <div role="gridcell" className="muted">
          {inert(row.from, 100)}
        </div>
      </>
    );
  },
  (before, after) => sameEvent(before.row, after.row),
);
