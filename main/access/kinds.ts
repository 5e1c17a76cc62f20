import type { AppProject, ProjectClusterKind, ProjectKind } from '../model/index.ts';
import { allows, denies } from './patterns.ts';

/**
 * Whether the project permits this kind (reference §8). Cluster-scoped: nothing unless listed, optionally by a glob of the name.
 * Namespaced: everything when there is no list, nothing when the list is empty. The lists of denials win.
 */
export function kindPermitted(
  project: AppProject,
  group: string,
  kind: string,
  name: string,
  namespaced: boolean,
): boolean {
  const { spec } = project;
  if (namespaced) {
    const allowed = spec.namespaceResourceWhitelist;
    if (allowed !== undefined && allowed !== null && !allowed.some((rule) => kindIn(rule, group, kind, allows)))
      return false;
    return !(spec.namespaceResourceBlacklist ?? []).some((rule) => kindIn(rule, group, kind, denies));
  }
  if (!(spec.clusterResourceWhitelist ?? []).some((rule) => namedIn(rule, group, kind, name, allows))) return false;
  return !(spec.clusterResourceBlacklist ?? []).some((rule) => namedIn(rule, group, kind, name, denies));
}

type Matcher = (pattern: string, text: string) => boolean;

function kindIn(rule: ProjectKind, group: string, kind: string, matches: Matcher): boolean {
  return matches(rule.group ?? '', group) && matches(rule.kind ?? '', kind);
}

function namedIn(rule: ProjectClusterKind, group: string, kind: string, name: string, matches: Matcher): boolean {
  return (
    kindIn(rule, group, kind, matches) && (rule.name === undefined || rule.name === '' || matches(rule.name, name))
  );
}
