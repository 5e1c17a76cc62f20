import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import { lazy, Suspense, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { addressOf, useClusterNames, useTopic } from '../../client/index.ts';
import { type Command, paths, useOffer } from '../../frame/index.ts';
import { tf } from '../../texts/fleet.ts';
import { plural, t } from '../../texts/index.ts';
import {
  ChipRow,
  type Column,
  CopyAsCommand,
  EmptyState,
  FilterChip,
  Page,
  SearchField,
  Skeleton,
  VirtualTable,
} from '../../ui/index.ts';
import { BulkBar } from './bulk-bar.tsx';
import { ApplicationCells } from './cells.tsx';
import { Choice, counted, mostUsed } from './choices.tsx';
import { FacetChips } from './facet-chips.tsx';
import { FACETS, filterApplications, sortApplications } from './filter.ts';
import { SavedViews } from './saved-views.tsx';
import { Tiles } from './tiles.tsx';
import { useFilter, type ViewMode } from './use-filter.ts';

const ApplicationsGraph = lazy(() => import('./graph/index.tsx'));

const NONE: ReadonlySet<string> = new Set();

/** Every application: which of them are not as they should be, and what to do about many at once. */
export function ApplicationsPage() {
  const view = useTopic('applications');
  const { rows, ready } = view;
  const clusters = useTopic('clusters');
  const names = useClusterNames();
  const { filter, sort, mode, active, set, toggle, sortBy, clear } = useFilter();
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(NONE);
  const search = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(filter.text);
  const wanted = useDeferredValue(typed);

  // The address follows the field; a link or a saved view that changes the address changes the field.
  const shownText = useRef(filter.text);
  useEffect(() => {
    if (filter.text === shownText.current) return;
    shownText.current = filter.text;
    setTyped(filter.text);
  }, [filter.text]);
  useEffect(() => {
    if (wanted === shownText.current) return;
    shownText.current = wanted;
    set({ q: wanted });
  }, [wanted, set]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows are one map that changes; `view` is new for each change
  const sorted = useMemo(() => sortApplications(rows, sort), [view, sort]);
  const listed = useMemo(
    () => filterApplications(sorted, { ...filter, text: wanted }, names),
    [sorted, filter, wanted, names],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const choices = useMemo(() => {
    const all = [...rows.values()];
    return {
      projects: counted(all.map((row) => row.project)),
      clusters: counted(all.map((row) => names.serverOf(row.server))),
      labels: mostUsed(
        counted(all.flatMap((row) => Object.entries(row.labels ?? {}).map(([name, value]) => `${name}=${value}`))),
      ),
    };
  }, [view, names]);

  const pick = useCallback((key: string) => {
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);
  const open = useCallback(
    (key: string) => {
      const row = rows.get(key);
      if (row) navigate(paths.app(addressOf(row)));
    },
    [rows, navigate],
  );
  const Row = useCallback(
    ({ id, selected }: { id: string; selected: boolean }) => (
      <ApplicationCells id={id} selected={selected} onToggle={pick} />
    ),
    [pick],
  );
  const here = useMemo<readonly Command[]>(
    () => [
      { id: 'apps.filter', title: t('apps.filter'), icon: 'search', keys: '/', run: () => search.current?.focus() },
    ],
    [],
  );
  useOffer(here);

  const shownChosen = listed.keys.filter((key) => chosen.has(key));
  const all = listed.keys.length > 0 && shownChosen.length === listed.keys.length;
  const columns = useMemo<readonly Column[]>(
    () => [
      {
        id: 'select',
        width: '40px',
        tight: true,
        title: (
          <Checkbox
            checked={all}
            indeterminate={!all && shownChosen.length > 0}
            onChange={() => setChosen(all ? NONE : new Set(listed.keys))}
            slotProps={{ input: { 'aria-label': t('apps.selectAll') } }}
          />
        ),
      },
      { id: 'name', title: t('apps.column.name'), width: 'minmax(176px, 2fr)', sortable: true },
      { id: 'sync', title: t('apps.column.sync'), width: '116px', sortable: true },
      { id: 'health', title: t('apps.column.health'), width: '166px', sortable: true },
      { id: 'project', title: t('apps.column.project'), width: 'minmax(72px, 0.8fr)', sortable: true },
      { id: 'destination', title: t('apps.column.destination'), width: 'minmax(172px, 1.6fr)', sortable: true },
      { id: 'source', title: t('apps.column.source'), width: 'minmax(134px, 1.8fr)', sortable: true },
      { id: 'revision', title: t('apps.column.revision'), width: 'minmax(138px, 1fr)' },
      { id: 'operation', title: t('apps.column.operation'), width: '150px', sortable: true },
    ],
    [all, shownChosen.length, listed.keys],
  );

  const hidden = listed.total - listed.keys.length;
  const picked = shownChosen.flatMap((key) => rows.get(key) ?? []);
  return (
    <Page
      title={t('apps.title')}
      sub={
        <span>
          {plural('apps.count', rows.size)} · {plural('clusters.count', clusters.rows.size)}
        </span>
      }
      actions={
        <>
          <CopyAsCommand words={['app', 'list']} />
          <Button onClick={() => navigate(paths.welcome)}>{t('apps.import')}</Button>
          <Button variant="contained" color="primary" onClick={() => navigate(paths.newApp())}>
            {t('apps.new')}
          </Button>
        </>
      }
    >
      {ready && rows.size === 0 ? (
        <EmptyState
          title={t('apps.empty')}
          actions={
            <CopyAsCommand
              words={[
                'app',
                'create',
                'NAME',
                '--repo',
                'URL',
                '--path',
                'PATH',
                '--dest-name',
                'CLUSTER',
                '--dest-namespace',
                'NAMESPACE',
              ]}
              text
            />
          }
        >
          {t('apps.emptyMore')}
        </EmptyState>
      ) : !ready ? (
        <Skeleton label={t('page.loading')} rows={10} />
      ) : (
        <>
          <ChipRow>
            {mode === 'graph' ? null : (
              <>
                <SearchField label={t('apps.filter')} value={typed} onChange={setTyped} hint="/" inputRef={search} />
                <Choice
                  label={t('apps.cluster')}
                  value={filter.cluster}
                  options={choices.clusters.map(([server, count]) => [server, `${names.nameOf(server)} (${count})`])}
                  onChange={(cluster) => set({ cluster })}
                />
                <Choice
                  label={t('apps.project')}
                  value={filter.project}
                  options={choices.projects.map(([project, count]) => [project, `${project} (${count})`])}
                  onChange={(project) => set({ project })}
                />
                {choices.labels.length === 0 && filter.label === '' ? null : (
                  <Choice
                    label={tf('apps.label')}
                    value={filter.label}
                    options={choices.labels.map(([label, count]) => [label, `${label} (${count})`])}
                    onChange={(label) => set({ label })}
                  />
                )}
                <SavedViews />
              </>
            )}
            <span style={{ flex: 1 }} />
            <fieldset style={{ border: 0, margin: 0, padding: 0, display: 'flex', gap: 6 }}>
              <legend className="visually-hidden">{t('apps.view')}</legend>
              {(['table', 'tiles', 'graph'] as const satisfies readonly ViewMode[]).map((one) => (
                <FilterChip
                  key={one}
                  label={one === 'graph' ? tf('apps.graph') : t(`apps.${one}`)}
                  pressed={mode === one}
                  onToggle={() => set({ as: one === 'table' ? '' : one })}
                />
              ))}
            </fieldset>
          </ChipRow>
          {mode === 'graph' ? null : (
            <>
              <ChipRow>
                <FilterChip
                  label={t('apps.all')}
                  count={listed.total}
                  pressed={!active && typed === ''}
                  onToggle={() => {
                    setTyped('');
                    clear();
                  }}
                />
                {FACETS.map((facet) => (
                  <FacetChips
                    key={facet}
                    facet={facet}
                    counts={listed.counts[facet]}
                    chosen={filter[facet]}
                    toggle={toggle}
                  />
                ))}
              </ChipRow>
              {hidden > 0 && listed.keys.length > 0 ? (
                <p className="muted" role="status">
                  {plural('apps.filtered', hidden)}{' '}
                  <Button
                    size="small"
                    variant="text"
                    onClick={() => {
                      setTyped('');
                      clear();
                    }}
                  >
                    {t('action.clear')}
                  </Button>
                </p>
              ) : null}
            </>
          )}
          {shownChosen.length > 0 && mode !== 'graph' ? (
            <BulkBar
              chosen={picked.map(addressOf)}
              held={picked.filter(({ hold }) => hold !== '').map(addressOf)}
              onClear={() => setChosen(NONE)}
            />
          ) : null}
          {listed.keys.length === 0 && mode !== 'graph' ? (
            <EmptyState
              title={t('apps.noMatch')}
              actions={
                <Button
                  onClick={() => {
                    setTyped('');
                    clear();
                  }}
                >
                  {t('action.clear')}
                </Button>
              }
            >
              {t('apps.noMatchMore')}
            </EmptyState>
          ) : mode === 'graph' ? (
            <Suspense fallback={<Skeleton label={t('page.loading')} rows={8} />}>
              <ApplicationsGraph />
            </Suspense>
          ) : mode === 'tiles' ? (
            <Tiles keys={listed.keys} />
          ) : (
            <VirtualTable
              label={t('apps.title')}
              columns={columns}
              keys={listed.keys}
              Row={Row}
              selected={chosen}
              onSelect={pick}
              onOpen={open}
              sort={sort}
              onSort={sortBy}
            />
          )}
        </>
      )}
    </Page>
  );
}
