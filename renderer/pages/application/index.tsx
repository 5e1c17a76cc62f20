import Button from '@mui/material/Button';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { commandNameOf, requestNameOf, topicKeyOf, useSingle } from '../../client/index.ts';
import { type Command, paths, useOffer, useQuery } from '../../frame/index.ts';
import { ta } from '../../texts/acting.ts';
import { t } from '../../texts/index.ts';
import { EmptyState, Page, Skeleton, TabBar } from '../../ui/index.ts';
import { DeletionStrip } from './deleting/deletion-strip.tsx';
import { type Doing, HeaderActions } from './header/actions.tsx';
import { Heading, SubHeading } from './header/heading.tsx';
import { OperationStrip } from './header/operation-strip.tsx';
import { ReasonStrip } from './header/reason-strip.tsx';
import { Stale } from './header/stale.tsx';
import { HealStrip } from './healing/heal-strip.tsx';
import { HoldBanner } from './holding/hold-banner.tsx';
import type { OutdatedRollback } from './rolling-back/rollback-choices.ts';
import { TABS } from './tabs/index.ts';
import type { TabId } from './tabs/tab.ts';
import { versionOf } from './version.ts';

const SyncPanel = lazy(() => import('./sync-panel/index.tsx'));
const RollbackDialog = lazy(() => import('./rolling-back/rollback-dialog.tsx'));
const RevertDialog = lazy(() => import('./rolling-back/revert-dialog.tsx'));
const PauseDialog = lazy(() => import('./holding/pause-dialog.tsx'));
const DeleteDialog = lazy(() => import('./deleting/delete-dialog.tsx'));
const ObjectDrawer = lazy(() => import('./object-drawer/index.tsx'));

/** One application: how it is, why, what can be done, and its parts as tabs. */
export default function ApplicationPage({
  namespace,
  name,
  tab,
}: {
  namespace: string;
  name: string;
  tab: string | undefined;
}) {
  const address = useMemo(() => ({ namespace, name }), [namespace, name]);
  const { row: app, ready } = useSingle('applications.full', topicKeyOf(address));
  const { row } = useSingle('applications', topicKeyOf(address));
  const [, navigate] = useLocation();
  const query = useQuery();
  const [syncing, setSyncing] = useState<readonly string[] | 'all' | 'last'>();
  const [doing, setDoing] = useState<Doing>();
  const [rollingBack, setRollingBack] = useState<OutdatedRollback>();
  const [reverting, setReverting] = useState<number>();
  // An application that goes while somebody looks at it was not misspelt.
  const [wasDeleting, setWasDeleting] = useState(false);
  const current = TABS.find((one) => one.id === tab) ?? TABS[0]!;

  if (app !== undefined && !wasDeleting && app.metadata.deletionTimestamp !== undefined) setWasDeleting(true);

  const go = useCallback(
    (to: TabId, where?: Readonly<Record<string, string>>) => navigate(paths.app(address, to, where)),
    [address, navigate],
  );
  const openNode = useCallback((key: string) => query.set({ node: key }), [query]);
  const [pruning, setPruning] = useState(false);
  const openSync = useCallback((keys?: readonly string[], prune = false) => {
    setSyncing(keys ?? 'all');
    setPruning(prune);
  }, []);
  const here = useMemo<readonly Command[]>(
    () => [
      {
        id: 'app.sync',
        title: t('sync.title', { name }),
        icon: 'play',
        keys: 's',
        cli: ['app', 'sync', commandNameOf(address)],
        run: () => openSync(),
      },
      {
        id: 'app.rollback',
        title: `${name}: ${ta('action.rollback')}`,
        icon: 'undo',
        cli: ['app', 'rollback', commandNameOf(address)],
        run: () => go('history'),
      },
      {
        id: 'app.pause',
        title: `${name}: ${ta('action.pause')}`,
        icon: 'stop',
        cli: ['app', 'pause', commandNameOf(address)],
        run: () => setDoing('pause'),
      },
      {
        id: 'app.delete',
        title: `${name}: ${ta('action.delete')}`,
        icon: 'close',
        cli: ['app', 'delete', commandNameOf(address)],
        run: () => setDoing('delete'),
      },
      ...TABS.map((one) => ({
        id: `app.tab.${one.id}`,
        title: `${name}: ${t(one.title)}`,
        icon: 'right' as const,
        run: () => go(one.id),
      })),
    ],
    [address, name, go, openSync],
  );
  useOffer(here);

  if (!app) {
    return (
      <Page title={name}>
        {ready ? (
          <EmptyState
            title={wasDeleting ? ta('delete.deleted') : t('app.notFound')}
            actions={<Button onClick={() => navigate(paths.apps)}>{t('apps.title')}</Button>}
          >
            {wasDeleting ? ta('delete.deletedMore') : t('app.notFoundMore')}
          </EmptyState>
        ) : (
          <Skeleton label={t('page.loading')} rows={10} />
        )}
      </Page>
    );
  }
  const request = requestNameOf(address);
  const version = versionOf(app);
  const stale = row !== undefined && row.staleSince !== 0;
  const node = query.get('node');
  const resources = app.status?.resources ?? [];
  const differing = resources.filter((one) => one.status === 'OutOfSync').length;
  const counts: Partial<Record<TabId, number>> = { resources: resources.length };
  if (differing > 0) counts.diff = differing;
  const Tab = current.Component;
  const props = { address, name: request, app, version, node, openNode, openSync, go };
  return (
    <Page
      title={name}
      heading={<Heading app={app} />}
      sub={<SubHeading app={app} name={request} row={row} />}
      actions={<HeaderActions address={address} app={app} openSync={openSync} go={go} onDo={setDoing} />}
    >
      <HoldBanner address={address} app={app} />
      <DeletionStrip address={address} app={app} />
      <OperationStrip
        app={app}
        name={request}
        onDetails={() => setSyncing('last')}
        onAgain={() => openSync()}
        onRollBack={setRollingBack}
      />
      <HealStrip app={app} go={go} />
      <Stale data-stale={stale}>
        <ReasonStrip address={address} app={app} version={version} openSync={openSync} go={go} />
      </Stale>
      <TabBar
        label={t('app.tabs')}
        current={current.id}
        tabs={TABS.map((one) => ({
          id: one.id,
          title: t(one.title),
          href: paths.app(address, one.id),
          count: counts[one.id],
          warn: one.id === 'diff',
        }))}
      />
      <Stale data-stale={stale}>
        <div style={{ flex: 1, minHeight: 0, minWidth: 0, display: 'flex', flexDirection: 'column' }}>
          <Suspense fallback={<Skeleton label={t('page.loading')} rows={8} />}>
            <Tab key={current.id} {...props} />
          </Suspense>
        </div>
      </Stale>
      <Suspense fallback={null}>
        {node === '' ? null : (
          <Stale data-stale={stale}>
            <ObjectDrawer key={node} {...props} onClose={() => openNode('')} />
          </Stale>
        )}
        {syncing === undefined ? null : (
          <SyncPanel
            key={`${String(syncing)} ${pruning}`}
            {...props}
            last={syncing === 'last'}
            prune={pruning}
            keys={typeof syncing === 'string' ? undefined : syncing}
            onClose={() => setSyncing(undefined)}
          />
        )}
        {rollingBack === undefined ? null : (
          <RollbackDialog
            address={address}
            app={app}
            id={rollingBack.id}
            prune={rollingBack.choices.prune}
            again={rollingBack.choices}
            version={version}
            onRevert={() => {
              setReverting(rollingBack.id);
              setRollingBack(undefined);
            }}
            onClose={() => setRollingBack(undefined)}
          />
        )}
        {reverting === undefined ? null : (
          <RevertDialog address={address} app={app} id={reverting} onClose={() => setReverting(undefined)} />
        )}
        {doing === 'pause' ? <PauseDialog address={address} onClose={() => setDoing(undefined)} /> : null}
        {doing === 'delete' ? <DeleteDialog address={address} onClose={() => setDoing(undefined)} /> : null}
      </Suspense>
    </Page>
  );
}
