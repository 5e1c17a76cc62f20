import { globMatches } from '../model/index.ts';
import type { ArgocdSettings, ResourceFilter } from './argocd-settings.ts';

/** Never watched and never managed, whatever the settings say (reference §2.5). */
function alwaysExcluded(group: string, kind: string): boolean {
  return (
    group === 'events.k8s.io' ||
    group === 'metrics.k8s.io' ||
    (group === '' && kind === 'Event') ||
    (group === 'coordination.k8s.io' && kind === 'Lease')
  );
}

/** Whether objects of this kind do not exist for Argosy. An exclusion beats an inclusion; inclusions exclude everything else. */
export function resourceExcluded(
  settings: Pick<ArgocdSettings, 'exclusions' | 'inclusions'>,
  group: string,
  kind: string,
  server: string,
): boolean {
  if (alwaysExcluded(group, kind)) return true;
  const hits = (filter: ResourceFilter) =>
    matches(filter.apiGroups, group) && matches(filter.kinds, kind) && matches(filter.clusters, server);
  if (settings.exclusions.some(hits)) return true;
  return settings.inclusions.length > 0 && !settings.inclusions.some(hits);
}

function matches(patterns: readonly string[], text: string): boolean {
  return patterns.length === 0 || patterns.some((pattern) => globMatches(pattern, text));
}
