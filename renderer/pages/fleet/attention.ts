import type { Row } from '../../../preload/contract/index.ts';
import { tf } from '../../texts/fleet.ts';
import { t } from '../../texts/index.ts';

/** One thing that somebody should look at. */
export interface Attention {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  readonly title: string;
  readonly detail: string;
  /** The key of the application; undefined: a cluster. */
  readonly app: string | undefined;
  /** The server of the cluster; undefined: an application. */
  readonly server: string | undefined;
  readonly at: number;
}

export interface Attentions {
  /** The worst of them. */
  readonly items: readonly Attention[];
  /** Applications beyond these. */
  readonly more: number;
  /** Applications of which nobody knows how they are now: they are neither good nor bad. */
  readonly unknownNow: number;
}

export const MOST_SHOWN = 10;
/** A credential that ends within this time is told. */
const SOON_MS = 7 * 86_400_000;

/** Degraded and unreachable first, then what differs; within a rank what has been so for longest. */
export function worstOf(
  apps: ReadonlyMap<string, Row<'applications'>>,
  clusters: ReadonlyMap<string, Row<'clusters'>>,
  now: number,
): Attentions {
  const ranked: { readonly rank: number; readonly item: Attention }[] = [];
  for (const cluster of clusters.values()) {
    const trouble = troubleOf(cluster, now);
    if (trouble !== undefined) ranked.push(trouble);
  }
  let unknownNow = 0;
  for (const [key, app] of apps) {
    if (app.staleSince > 0) {
      unknownNow++;
      continue;
    }
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
        server: undefined,
        at: app.healthSince,
      },
    });
  }
  ranked.sort((a, b) => a.rank - b.rank || a.item.at - b.item.at || (a.item.id < b.item.id ? -1 : 1));
  return {
    items: ranked.slice(0, MOST_SHOWN).map(({ item }) => item),
    more: Math.max(0, ranked.length - MOST_SHOWN),
    unknownNow,
  };
}

/** undefined: nothing to look at. */
function rankOf(app: Row<'applications'>): number | undefined {
  if (app.health === 'Degraded') return 1;
  if (app.sync === 'Unknown' && app.conditions > 0) return 1;
  if (app.operation === 'Failed' || app.operation === 'Error') return 2;
  if (app.health === 'Missing' && app.automated) return 2;
  // Somebody said that it shall differ: it is listed as held.
  if (app.hold !== '') return undefined;
  if (app.sync === 'OutOfSync') return 3;
  return app.conditions > 0 ? 4 : undefined;
}

function troubleOf(cluster: Row<'clusters'>, now: number): { rank: number; item: Attention } | undefined {
  const { connection, credential, name, server } = cluster;
  const item = { app: undefined, server };
  if (connection.status === 'Failed') {
    const at = Date.parse(connection.attemptedAt ?? '');
    return {
      rank: 0,
      item: {
        ...item,
        id: `cluster ${server}`,
        severity: 'error',
        title: t('fleet.unreached', { name }),
        detail: connection.message,
        at: Number.isNaN(at) ? 0 : at,
      },
    };
  }
  const end = credential?.renews === false ? credential.expiresAt : undefined;
  if (end === undefined || end - now > SOON_MS) return undefined;
  const over = end <= now;
  return {
    rank: over ? 0 : 3,
    item: {
      ...item,
      id: `credential ${server}`,
      severity: over ? 'error' : 'warning',
      title: over ? tf('fleet.expired', { name }) : tf('fleet.expiring', { name }),
      detail: tf('fleet.expiringMore'),
      at: over ? end : 0,
    },
  };
}
