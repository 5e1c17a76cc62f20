import Button from '@mui/material/Button';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { each, Reconnect } from '../../bulk/index.ts';
import type { HealedObject } from '../../changes/index.ts';
import {
  type AppAddress,
  addressOf,
  INITIATED_BY,
  requestNameOf,
  useAction,
  useClient,
  useTopic,
} from '../../client/index.ts';
import { paths } from '../../frame/index.ts';
import { pluralf } from '../../texts/fleet.ts';
import { plural, t } from '../../texts/index.ts';
import { CopyAsCommand, EmptyState, ErrorText, Page, PageBody, Skeleton } from '../../ui/index.ts';
import { type Attention, worstOf } from './attention.ts';
import { AppCard, AttentionCard, Cards } from './attention-card.tsx';
import { ClusterLines } from './cluster-lines.tsx';
import { HeldList, heldOf } from './held-list.tsx';
import { sentenceOf } from './offer.ts';

const HealDialog = lazy(async () => ({ default: (await import('../../changes/heal-dialog.tsx')).HealDialog }));
const BulkSync = lazy(async () => ({ default: (await import('../../bulk/bulk-sync.tsx')).BulkSync }));

/** Is everything all right? One line a cluster, the worst ten things anywhere, and what automation leaves alone (ux.md §3). */
export function FleetPage() {
  const apps = useTopic('applications');
  const clusters = useTopic('clusters');
  const client = useClient();
  const [, navigate] = useLocation();
  const [asked, setAsked] = useState<readonly AppAddress[]>();
  const [healing, setHealing] = useState<{ readonly app: AppAddress; readonly object: HealedObject }>();
  const { items, more, unknownNow } = useMemo(() => worstOf(apps.rows, clusters.rows, Date.now()), [apps, clusters]);
  const held = useMemo(() => heldOf(apps.rows), [apps]);
  const sync = useAction((chosen: readonly AppAddress[]) =>
    each(chosen, (app) =>
      client.call('app.sync', { name: requestNameOf(app), operation: { sync: {}, initiatedBy: { ...INITIATED_BY } } }),
    ),
  );
  if (!apps.ready || !clusters.ready) {
    return (
      <Page title={t('fleet.title')}>
        <Skeleton label={t('fleet.loading')} />
      </Page>
    );
  }
  const rowOf = ({ app }: Attention) => (app === undefined ? undefined : apps.rows.get(app));
  const card = (item: Attention) => {
    const row = rowOf(item);
    if (row !== undefined) {
      const app = addressOf(row);
      return (
        <AppCard
          key={item.id}
          item={item}
          row={row}
          busy={sync.running}
          onOffer={(offer) => {
            if (offer.do === 'heal') setHealing({ app, object: offer.object });
            else setAsked([app]);
          }}
          open={() => navigate(paths.app(app))}
        />
      );
    }
    const cluster = item.server === undefined ? undefined : clusters.rows.get(item.server);
    return (
      <AttentionCard
        key={item.id}
        item={item}
        sentence={sentenceOf(item.detail)}
        action={cluster === undefined ? undefined : <Reconnect server={cluster.server} name={cluster.name} />}
        open={() => navigate(paths.clusters)}
      />
    );
  };
  const empty = apps.rows.size === 0 && clusters.rows.size === 0;
  return (
    <Page
      title={t('fleet.title')}
      sub={
        <span>
          {plural('clusters.count', clusters.rows.size)} · {plural('apps.count', apps.rows.size)}
        </span>
      }
      actions={<Button onClick={() => navigate(paths.apps)}>{t('apps.title')}</Button>}
    >
      {sync.error ? <ErrorText error={sync.error} dismiss={sync.dismiss} /> : null}
      {empty ? (
        <EmptyState
          title={t('fleet.empty')}
          actions={
            <>
              <Button variant="contained" color="primary" onClick={() => navigate(paths.welcome)}>
                {t('nav.welcome')}
              </Button>
              <CopyAsCommand words={['cluster', 'add', 'CONTEXT']} text />
            </>
          }
        >
          {t('fleet.emptyMore')}
        </EmptyState>
      ) : (
        <PageBody>
          <ClusterLines clusters={clusters} apps={apps} />
          <h2 style={{ fontSize: 15, margin: '20px 0 8px' }}>{t('fleet.attention')}</h2>
          {unknownNow > 0 ? (
            <p className="muted" role="status" style={{ marginBottom: 8 }}>
              <Link href={paths.appsWhere({ state: 'stale' })}>{pluralf('fleet.unknownNow', unknownNow)}</Link>
            </p>
          ) : null}
          {items.length > 0 ? (
            <Cards aria-label={t('fleet.attention')}>{items.map(card)}</Cards>
          ) : unknownNow === 0 ? (
            <EmptyState title={t('fleet.allWell')}>{t('fleet.allWellMore')}</EmptyState>
          ) : null}
          {more > 0 ? (
            <p style={{ marginTop: 8 }}>
              <Link href={paths.apps}>{pluralf('fleet.more', more)}</Link>
            </p>
          ) : null}
          {held.length > 0 ? <HeldList held={held} /> : null}
        </PageBody>
      )}
      <Suspense fallback={null}>
        {healing === undefined ? null : (
          <HealDialog app={healing.app} object={healing.object} onClose={() => setHealing(undefined)} />
        )}
        {asked === undefined ? null : (
          <BulkSync
            chosen={asked}
            onClose={() => setAsked(undefined)}
            onSync={(chosen) => {
              setAsked(undefined);
              sync.run(chosen);
            }}
          />
        )}
      </Suspense>
    </Page>
  );
}
