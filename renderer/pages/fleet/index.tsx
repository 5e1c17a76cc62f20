import Button from '@mui/material/Button';
import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { addressOf, useTopic } from '../../client/index.ts';
import { paths } from '../../frame/index.ts';
import { plural, t } from '../../texts/index.ts';
import { CopyAsCommand, EmptyState, Page, PageBody, Skeleton } from '../../ui/index.ts';
import { worstOf } from './attention.ts';
import { AttentionCard, Cards } from './attention-card.tsx';
import { ClusterLines } from './cluster-lines.tsx';

/** Is everything all right? One line a cluster, and the worst ten things anywhere (ux.md §3). */
export function FleetPage() {
  const apps = useTopic('applications');
  const clusters = useTopic('clusters');
  const [, navigate] = useLocation();
  const attention = useMemo(() => worstOf(apps.rows, clusters.rows), [apps, clusters]);
  if (!apps.ready || !clusters.ready) {
    return (
      <Page title={t('fleet.title')}>
        <Skeleton label={t('fleet.loading')} />
      </Page>
    );
  }
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
      {empty ? (
        <EmptyState title={t('fleet.empty')} actions={<CopyAsCommand words={['cluster', 'add', 'CONTEXT']} text />}>
          {t('fleet.emptyMore')}
        </EmptyState>
      ) : (
        <PageBody>
          <ClusterLines clusters={clusters} apps={apps} />
          <h2 style={{ fontSize: 15, margin: '20px 0 8px' }}>{t('fleet.attention')}</h2>
          {attention.length === 0 ? (
            <EmptyState title={t('fleet.allWell')}>{t('fleet.allWellMore')}</EmptyState>
          ) : (
            <Cards aria-label={t('fleet.attention')}>
              {attention.map((item) => (
                <AttentionCard
                  key={item.id}
                  item={item}
                  open={() => {
                    const row = item.app === undefined ? undefined : apps.rows.get(item.app);
                    navigate(row === undefined ? paths.clusters : paths.app(addressOf(row)));
                  }}
                />
              ))}
            </Cards>
          )}
        </PageBody>
      )}
    </Page>
  );
}
