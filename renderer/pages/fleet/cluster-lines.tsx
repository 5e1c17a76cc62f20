import { styled } from '@mui/material/styles';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { Row } from '../../../preload/contract/index.ts';
import { type ClusterNames, clusterNames, type TopicView } from '../../client/index.ts';
import { paths } from '../../frame/index.ts';
import { tf } from '../../texts/fleet.ts';
import { t } from '../../texts/index.ts';
import { Credential, DataTable, inert, lookOf, Mark, RequestBudget, Status } from '../../ui/index.ts';

const Table = styled(DataTable)({
  // What says least goes first where there is little room.
  '@media (max-width: 1080px)': { '& .extra': { display: 'none' } },
  '& .counts': { display: 'flex', gap: 14 },
  '& .count': { display: 'inline-flex', gap: 5, alignItems: 'center' },
});

const STALE = tf('stale.word');

interface Counts {
  readonly sync: Map<string, number>;
  readonly health: Map<string, number>;
}

/** One line a cluster: whether it answers, and how its applications are. Each count leads to those that it counts. */
export function ClusterLines({
  clusters,
  apps,
}: {
  clusters: TopicView<Row<'clusters'>>;
  apps: TopicView<Row<'applications'>>;
}) {
  const counts = useMemo(() => countsOf(apps.rows, clusterNames(clusters.rows)), [apps, clusters]);
  return (
    <Table aria-label={t('clusters.title')}>
      <thead>
        <tr>
          <th>{t('clusters.name')}</th>
          <th>{t('clusters.connection')}</th>
          <th className="extra">{t('clusters.version')}</th>
          <th>{t('apps.column.sync')}</th>
          <th>{t('apps.column.health')}</th>
          <th className="extra">{tf('clusters.budget')}</th>
          <th>{tf('clusters.credential')}</th>
          <th className="number extra">{t('clusters.objects')}</th>
        </tr>
      </thead>
      <tbody>
        {[...clusters.rows.values()].map((cluster) => (
          <tr key={cluster.server}>
            <td title={inert(cluster.server)}>
              <Link
                href={paths.appsWhere({ cluster: cluster.server })}
                style={{ color: 'var(--text)', fontWeight: 600 }}
              >
                {inert(cluster.name, 120)}
              </Link>
            </td>
            <td title={inert(cluster.connection.message, 500)}>
              <Status
                kind="connection"
                value={cluster.connection.status}
                at={Date.parse(cluster.connection.attemptedAt ?? '') || 0}
              />
            </td>
            <td className="mono extra">{inert(cluster.kubeVersion ?? '', 40)}</td>
            <td>
              <CountList kind="sync" counts={counts.get(cluster.server)?.sync} server={cluster.server} />
            </td>
            <td>
              <CountList kind="health" counts={counts.get(cluster.server)?.health} server={cluster.server} />
            </td>
            <td className="extra">
              <RequestBudget cluster={cluster} />
            </td>
            <td>
              <Credential cluster={cluster} />
            </td>
            <td className="number extra">{cluster.objects.toLocaleString('en')}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function CountList({
  kind,
  counts,
  server,
}: {
  kind: 'sync' | 'health';
  counts: ReadonlyMap<string, number> | undefined;
  server: string;
}) {
  const entries = [...(counts ?? [])].sort(([a], [b]) => lookOf(kind, a).rank - lookOf(kind, b).rank);
  if (entries.length === 0) return <span className="muted">–</span>;
  return (
    <span className="counts">
      {entries.map(([status, count]) => {
        const { shape, tone } = lookOf(kind, status);
        return (
          <Link
            key={status}
            className="count"
            href={paths.appsWhere({ cluster: server, ...(status === STALE ? { state: 'stale' } : { [kind]: status }) })}
            style={{ color: `var(--${tone})` }}
            title={`${count} ${status}`}
            aria-label={`${count} ${status}`}
          >
            <Mark shape={shape} tone={tone} size={12} />
            {count.toLocaleString('en')} {status}
          </Link>
        );
      })}
    </span>
  );
}

function countsOf(
  rows: ReadonlyMap<string, Row<'applications'>>,
  { serverOf }: ClusterNames,
): ReadonlyMap<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const row of rows.values()) {
    let mine = counts.get(serverOf(row.server));
    if (!mine) {
      mine = { sync: new Map(), health: new Map() };
      counts.set(serverOf(row.server), mine);
    }
    // What is not known now is counted as that.
    const [sync, health] = row.staleSince > 0 ? [STALE, STALE] : [row.sync, row.health];
    mine.sync.set(sync, (mine.sync.get(sync) ?? 0) + 1);
    mine.health.set(health, (mine.health.get(health) ?? 0) + 1);
  }
  return counts;
}
