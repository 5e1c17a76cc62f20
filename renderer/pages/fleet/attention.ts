import type { Row } from '../../../preload/contract/index.ts';
import { t } from '../../texts/index.ts';

/** One thing that somebody should look at. */
export interface Attention {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  readonly title: string;
  readonly detail: string;
  /** The key of the application; undefined: a cluster. */
  readonly app: string | undefined;
  readonly at: number;
}

export const MOST_SHOWN = 10;

/** Degraded and unreachable first, then what differs; within a rank what has been so for longest. */
export function worstOf(
  apps: ReadonlyMap<string, Row<'applications'>>,
  clusters: ReadonlyMap<string, Row<'clusters'>>,
): readonly Attention[] {
  const ranked: { readonly rank: number; readonly item: Attention }[] = [];
  for (const cluster of clusters.values()) {
    if (cluster.connection.status !== 'Failed') continue;
    const at = Date.parse(cluster.connection.attemptedAt ?? '');
    ranked.push({
      rank: 0,
      item: {
        id: `cluster ${cluster.server}`,
        severity: 'error',
        title: t('fleet.unreached', { name: cluster.name }),
        detail: cluster.connection.message,
        app: undefined,
        at: Number.isNaN(at) ? 0 : at,
      },
    });
  }
  for (const [key, app] of apps) {
    const rank = rankOf(app);
    if (rank === undefined) continue;
    ranked.push({
      rank,
      item: {
        id: `app ${key}`,
        severity: rank < 3 ? 'error' : 'warning',
        title: app.name,
        detail: app.reason === '' ? `${app.sync}, ${app.health}` : app.reason,
        app: key,
        at: app.healthSince,
      },
    });
  }
  ranked.sort((a, b) => a.rank - b.rank || a.item.at - b.item.at || (a.item.id < b.item.id ? -1 : 1));
  return ranked.slice(0, MOST_SHOWN).map(({ item }) => item);
}

/** undefined: nothing to look at. */
function rankOf(app: Row<'applications'>): number | undefined {
  if (app.health === 'Degraded') return 1;
  if (app.sync === 'Unknown' && app.conditions > 0) return 1;
  if (app.operation === 'Failed' || app.operation === 'Error') return 2;
  if (app.health === 'Missing' && app.automated) return 2;
  if (app.sync === 'OutOfSync') return 3;
  return app.conditions > 0 ? 4 : undefined;
}
