import type { Application, ApplicationSource, Condition } from '../../model/index.ts';

/** Texts that several `app` commands share. */

export function sourcesOf(app: Application): readonly ApplicationSource[] {
  if (app.spec.sources && app.spec.sources.length > 0) return app.spec.sources;
  return app.spec.source ? [app.spec.source] : [];
}

/** `Manual`, `Automated`, `Automated (Prune)`: the header of `app get`. */
export function syncPolicyLong(app: Application): string {
  const automated = app.spec.syncPolicy?.automated;
  if (!automated || automated.enabled === false) return 'Manual';
  return automated.prune === true ? 'Automated (Prune)' : 'Automated';
}

/** `Manual`, `Auto`, `Auto-Prune`: the column of `app list`. */
export function syncPolicyShort(app: Application): string {
  const automated = app.spec.syncPolicy?.automated;
  if (!automated || automated.enabled === false) return 'Manual';
  return automated.prune === true ? 'Auto-Prune' : 'Auto';
}

/** `OutOfSync,SharedResourceWarning(2)` or `<none>`. */
export function conditionsText(conditions: readonly Condition[] | undefined): string {
  const counts = new Map<string, number>();
  for (const { type } of conditions ?? []) counts.set(type, (counts.get(type) ?? 0) + 1);
  if (counts.size === 0) return '<none>';
  return [...counts].map(([type, times]) => (times === 1 ? type : `${type}(${times})`)).join(',');
}

/** `Synced to main (53e28ff)`, `OutOfSync from HEAD (53e28ff)`. */
export function syncStatusText(app: Application): string {
  const status = app.status?.sync?.status ?? 'Unknown';
  const [source] = sourcesOf(app);
  const target = source?.targetRevision || 'HEAD';
  const revision = app.status?.sync?.revision ?? app.status?.sync?.revisions?.[0] ?? '';
  const word = status === 'Synced' ? 'to' : 'from';
  if (status === 'Unknown') return status;
  return revision === '' ? `${status} ${word} ${target}` : `${status} ${word} ${target} (${shortRevision(revision)})`;
}

export function shortRevision(revision: string): string {
  return /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 7) : revision;
}

export function healthText(app: Application): string {
  const health = app.status?.health;
  if (!health) return 'Unknown';
  return health.message ? `${health.status} (${health.message})` : health.status;
}
