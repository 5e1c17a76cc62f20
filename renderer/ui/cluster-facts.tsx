import type { Row } from '../../preload/contract/index.ts';
import { tf } from '../texts/fleet.ts';
import { ageText } from './age-text.ts';

type ClusterRow = Row<'clusters'>;

const SOON_MS = 7 * 86_400_000;

/** Until when the credential of a cluster is good, where that can be known. */
export function Credential({ cluster }: { cluster: ClusterRow }) {
  const { credential } = cluster;
  if (credential === undefined) return <span className="muted">–</span>;
  if (credential.renews) return <span className="muted">{tf('clusters.renews')}</span>;
  const { expiresAt } = credential;
  if (expiresAt === undefined) return <span className="muted">{tf('clusters.noEnd')}</span>;
  const now = Date.now();
  const left = expiresAt - now;
  const text = left <= 0 ? tf('clusters.expired') : tf('clusters.expires', { age: ageText(now, expiresAt) });
  const tone = left <= 0 ? 'var(--error)' : left < SOON_MS ? 'var(--out)' : undefined;
  return (
    <time
      dateTime={new Date(expiresAt).toISOString()}
      title={new Date(expiresAt).toLocaleString()}
      style={tone === undefined ? undefined : { color: tone, fontWeight: 600 }}
    >
      {text}
    </time>
  );
}

/** How much of its request budget is used, and whether the server asked for less. */
export function RequestBudget({ cluster }: { cluster: ClusterRow }) {
  const { traffic } = cluster;
  if (traffic === undefined) return <span className="muted">{tf('clusters.budgetUnused')}</span>;
  const slowed = traffic.limit < traffic.most;
  return (
    <span title={tf('clusters.budgetHint', traffic)} className={slowed ? undefined : 'muted'}>
      {traffic.running}/{traffic.limit}
      {slowed ? (
        <span style={{ color: 'var(--out)', fontWeight: 600 }}> {tf('clusters.slowed', { limit: traffic.limit })}</span>
      ) : null}
    </span>
  );
}
