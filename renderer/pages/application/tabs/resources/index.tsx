import Button from '@mui/material/Button';
import { createContext, use, useMemo, useRef } from 'react';
import { commandNameOf, useAppTree, useRequest } from '../../../../client/index.ts';
import { type Command, useOffer, useQuery } from '../../../../frame/index.ts';
import { t } from '../../../../texts/index.ts';
import { tplural, tt } from '../../../../texts/tabs.ts';
import { type Column, CopyAsCommand, EmptyState, ErrorText, Skeleton, VirtualTable } from '../../../../ui/index.ts';
import { CopyText } from '../copy-text.tsx';
import type { TabProps } from '../tab.ts';
import { TabFrame } from '../tab-frame.tsx';
import { useQueryText } from '../use-query-text.ts';
import { listObjects, type ObjectFilter, tableText } from './list-objects.ts';
import { ObjectCells } from './object-cells.tsx';
import { ObjectFilters } from './object-filters.tsx';
import { type ObjectRow, objectRows, rowsByKey } from './object-row.ts';

const COLUMNS: readonly Column[] = [
  { id: 'kind', title: tt('resources.kind'), width: 'minmax(100px, 1fr)', sortable: true },
  { id: 'name', title: tt('resources.name'), width: 'minmax(160px, 2fr)', sortable: true },
  { id: 'namespace', title: tt('resources.namespace'), width: 'minmax(90px, 1fr)', sortable: true },
  { id: 'status', title: tt('resources.status'), width: '116px', sortable: true },
  { id: 'health', title: tt('resources.health'), width: '124px', sortable: true },
  { id: 'wave', title: tt('resources.wave'), width: '64px', sortable: true },
  { id: 'role', title: tt('resources.role'), width: '84px' },
  { id: 'message', title: tt('resources.message'), width: 'minmax(140px, 2fr)' },
  { id: 'age', title: tt('resources.age'), width: '76px', sortable: true },
];

const NO_ROWS: ReadonlyMap<string, ObjectRow> = new Map();
const Rows = createContext(NO_ROWS);

/** One component for all versions of the table: what changes is drawn again, and nothing is mounted anew. */
function Row({ id }: { id: string }) {
  return <ObjectCells row={use(Rows).get(id)} />;
}

/** Every object of the application as a table; a line opens the object beside it. */
export default function ResourcesTab({ address, name, app, version, node, openNode }: TabProps) {
  const compared = useRequest('app.resources', { name }, version);
  const tree = useAppTree(name);
  const { all, set } = useQuery();
  const [typed, wanted, setTyped] = useQueryText('q');
  const search = useRef<HTMLInputElement>(null);
  const kind = all.get('kind') ?? '';
  const namespace = all.get('ns') ?? '';
  const status = all.get('status') ?? '';
  const health = all.get('health') ?? '';
  const order = all.get('sort') ?? 'kind';
  const children = all.get('children') === '1';
  const results = app.status?.operationState?.syncResult?.resources;

  const rows = useMemo(
    () => objectRows(compared.data?.items ?? [], tree.nodes, results ?? [], children),
    [compared.data, tree.nodes, results, children],
  );
  const filter = useMemo<ObjectFilter>(
    () => ({ text: wanted, kind, namespace, status: setOf(status), health: setOf(health) }),
    [wanted, kind, namespace, status, health],
  );
  const sort = useMemo(() => ({ column: order.replace(/^-/, ''), descending: order.startsWith('-') }), [order]);
  const listed = useMemo(() => listObjects(rows, filter, sort), [rows, filter, sort]);
  const drawn = useRef<ReadonlyMap<string, ObjectRow>>(NO_ROWS);
  const byKey = useMemo(() => rowsByKey(rows, drawn.current), [rows]);
  drawn.current = byKey;
  const open = useMemo(() => new Set(node === '' ? [] : [node]), [node]);
  useOffer(
    useMemo<readonly Command[]>(
      () => [
        {
          id: 'resources.filter',
          title: tt('resources.filter'),
          icon: 'search',
          keys: '/',
          run: () => search.current?.focus(),
        },
      ],
      [],
    ),
  );
  const clear = (): void => {
    setTyped('');
    set({ q: '', kind: '', ns: '', status: '', health: '' });
  };

  if (compared.error && compared.data === undefined) {
    return <ErrorText what={tt('resources.reading')} error={compared.error} retry={compared.reload} />;
  }
  if (compared.data === undefined) return <Skeleton label={t('page.loading')} rows={10} />;
  const hidden = listed.total - listed.keys.length;
  return (
    <TabFrame>
      <ObjectFilters
        filter={filter}
        listed={listed}
        typed={typed}
        onType={setTyped}
        set={set}
        search={search}
        tools={
          <>
            <CopyText
              label={tt('resources.copy')}
              text={() =>
                tableText(
                  listed.keys.flatMap((key) => byKey.get(key) ?? []),
                  COLUMNS.filter(({ id }) => id !== 'role' && id !== 'age').map(({ title }) => String(title)),
                )
              }
            />
            <CopyAsCommand words={['app', 'resources', commandNameOf(address)]} />
          </>
        }
      >
        {children}
      </ObjectFilters>
      {tree.error ? <ErrorText what={tt('resources.readingTree')} error={tree.error} /> : null}
      {hidden > 0 && listed.keys.length > 0 ? (
        <p className="muted" role="status">
          {tplural('resources.hidden', hidden)}{' '}
          <Button size="small" variant="text" onClick={clear}>
            {t('action.clear')}
          </Button>
        </p>
      ) : null}
      {rows.length === 0 ? (
        <EmptyState title={tt('resources.empty')}>{tt('resources.emptyMore')}</EmptyState>
      ) : listed.keys.length === 0 ? (
        <EmptyState title={t('apps.noMatch')} actions={<Button onClick={clear}>{t('action.clear')}</Button>}>
          {tt('resources.noMatch')}
        </EmptyState>
      ) : (
        <Rows value={byKey}>
          <VirtualTable
            label={tt('resources.title')}
            columns={COLUMNS}
            keys={listed.keys}
            Row={Row}
            selected={open}
            onOpen={openNode}
            sort={sort}
            onSort={(column) => set({ sort: order === column ? `-${column}` : column })}
          />
        </Rows>
      )}
    </TabFrame>
  );
}

function setOf(list: string): ReadonlySet<string> {
  return new Set(list.split(',').filter((part) => part !== ''));
}
