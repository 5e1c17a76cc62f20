import type { AppProject } from '../model/index.ts';
import { allows, denies, isDenial } from './patterns.ts';
import type { DestinationFacts } from './write-request.ts';

interface Match {
  readonly matches: boolean;
  /** The pattern is a denial and hits. */
  readonly denied: boolean;
}

/** `!x` matches what is not x, and denies what is. What is not known of a cluster matches nothing, and a denial of it hits. */
function matchCluster(pattern: string | undefined, value: string): Match {
  return value === '' ? { matches: false, denied: isDenial(pattern ?? '') } : match(pattern, value);
}

function match(pattern: string | undefined, value: string): Match {
  if (pattern === undefined || pattern === '') return { matches: value === '' && pattern === '', denied: false };
  if (!isDenial(pattern)) return { matches: allows(pattern, value), denied: false };
  const denied = denies(pattern.slice(1), value);
  return { matches: !denied, denied };
}

/**
 * Server or name, and namespace (reference §8). Its quirk is kept, because it refuses more: a denied name or server denies
 * whatever the entry says of namespaces, while a denied namespace counts only together with a matching server.
 */
export function destinationPermitted(project: AppProject, destination: DestinationFacts, namespace: string): boolean {
  return judge(project, destination, namespace);
}

/** Whether the project may reach this cluster at all: for objects that have no namespace. */
export function serverPermitted(project: AppProject, destination: DestinationFacts): boolean {
  return judge(project, destination, undefined);
}

function judge(project: AppProject, destination: DestinationFacts, namespace: string | undefined): boolean {
  let allowed = false;
  for (const entry of project.spec.destinations ?? []) {
    const server = matchCluster(entry.server, destination.server);
    const name = matchCluster(entry.name, destination.name);
    const space = namespace === undefined ? ANY : match(entry.namespace ?? '', namespace);
    const reached = server.matches || name.matches;
    if (name.denied || server.denied || (space.denied && reached)) return false;
    if (reached && space.matches) allowed = true;
  }
  if (!allowed) return false;
  return project.spec.permitOnlyProjectScopedClusters !== true || destination.project === project.metadata.name;
}

const ANY: Match = { matches: true, denied: false };
