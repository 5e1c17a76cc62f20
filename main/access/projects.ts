import { API_VERSION, type AppProject, ArgosyError, CONTROL_PLANE_NAMESPACE, compileGlob } from '../model/index.ts';
import { windowProblem } from './sync-windows.ts';

/** The project that exists from the start: everything is permitted. It can be edited, never deleted. */
export function defaultProject(): AppProject {
  return {
    apiVersion: API_VERSION,
    kind: 'AppProject',
    metadata: { name: 'default', namespace: CONTROL_PLANE_NAMESPACE },
    spec: {
      sourceRepos: ['*'],
      destinations: [{ server: '*', namespace: '*' }],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    },
  };
}

/** Why a project cannot be deleted, or undefined. `applications` counts those that name it. */
export function refuseProjectDeletion(name: string, applications: number): ArgosyError | undefined {
  if (name === 'default') {
    return new ArgosyError('InvalidArgument', "name 'default' is reserved and cannot be deleted", { subject: name });
  }
  if (applications === 0) return undefined;
  return new ArgosyError('InvalidArgument', `project is referenced by ${applications} applications`, {
    subject: name,
    advice: 'Move these applications to another project, or delete them.',
  });
}

export interface ProjectScope {
  /** URLs of repositories that were added for this project. */
  readonly repositories: readonly string[];
  /** Servers of clusters that were added for this project. */
  readonly clusters: readonly string[];
  /** Projects whose rules hold for this one too (argocd-cm `globalProjects`). */
  readonly globals: readonly AppProject[];
}

/**
 * The project with what belongs to it: its own repositories and clusters are permitted without being listed, and the lists of
 * global projects are added (reference §8). Denials still win.
 */
export function effectiveProject(project: AppProject, scope: ProjectScope): AppProject {
  if (scope.repositories.length + scope.clusters.length + scope.globals.length === 0) return project;
  const lists = [project, ...scope.globals].map(({ spec }) => spec);
  const joined = <T>(pick: (spec: AppProject['spec']) => readonly T[] | null | undefined) =>
    lists.flatMap((spec) => pick(spec) ?? []);
  // No list at all permits everything, so it is only a list when one of them has one.
  const whitelist = lists.some((spec) => spec.namespaceResourceWhitelist != null)
    ? joined((spec) => spec.namespaceResourceWhitelist)
    : undefined;
  return {
    ...project,
    spec: {
      ...project.spec,
      sourceRepos: [...joined((spec) => spec.sourceRepos), ...scope.repositories],
      destinations: [
        ...joined((spec) => spec.destinations),
        ...scope.clusters.map((server) => ({ server, namespace: '*' })),
      ],
      clusterResourceWhitelist: joined((spec) => spec.clusterResourceWhitelist),
      clusterResourceBlacklist: joined((spec) => spec.clusterResourceBlacklist),
      ...(whitelist === undefined ? {} : { namespaceResourceWhitelist: whitelist }),
      namespaceResourceBlacklist: joined((spec) => spec.namespaceResourceBlacklist),
      syncWindows: joined((spec) => spec.syncWindows),
    },
  };
}

/** What is wrong with the rules of a project: a rule that nobody can read must not look like protection. */
export function validateProject(project: AppProject): readonly string[] {
  const problems: string[] = [];
  const { spec } = project;
  const glob = (where: string, pattern: string | undefined, separator?: string) => {
    if (pattern === undefined) return;
    if (pattern === '!*') problems.push(`${where} has an invalid format, '!*'`);
    try {
      compileGlob(pattern.startsWith('!') ? pattern.slice(1) : pattern, separator === undefined ? {} : { separator });
    } catch (error) {
      if (!(error instanceof ArgosyError)) throw error;
      problems.push(`${where}: ${error.message}`);
    }
  };
  const once = (what: string, keys: readonly string[]) => {
    for (const key of new Set(keys.filter((entry, at) => keys.indexOf(entry) !== at)))
      problems.push(`${what} '${key}' already added`);
  };
  for (const repo of spec.sourceRepos ?? []) glob('source repository', repo, '/');
  once('source repository', spec.sourceRepos ?? []);
  for (const { server, name, namespace } of spec.destinations ?? []) {
    glob('server', server);
    glob('name', name);
    glob('namespace', namespace);
  }
  once(
    'destination',
    (spec.destinations ?? []).map(({ server, name, namespace }) => `${server ?? name ?? ''}/${namespace ?? ''}`),
  );
  for (const namespace of spec.sourceNamespaces ?? []) glob('source namespace', namespace);
  const kinds = {
    clusterResourceWhitelist: spec.clusterResourceWhitelist,
    clusterResourceBlacklist: spec.clusterResourceBlacklist,
    namespaceResourceWhitelist: spec.namespaceResourceWhitelist,
    namespaceResourceBlacklist: spec.namespaceResourceBlacklist,
  };
  for (const [list, rules] of Object.entries(kinds)) {
    for (const rule of rules ?? []) {
      glob(`${list} group`, rule.group);
      glob(`${list} kind`, rule.kind);
      if ('name' in rule) glob(`${list} name`, rule.name as string | undefined);
    }
  }
  for (const window of spec.syncWindows ?? []) {
    const problem = windowProblem(window);
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}
