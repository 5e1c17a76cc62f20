import { API_VERSION, type AppProject, ArgosyError, CONTROL_PLANE_NAMESPACE, deepEqual } from '../model/index.ts';
import type { Store } from '../store/index.ts';
import type { Engine } from './engine.ts';
import type { Records } from './records.ts';

export const DEFAULT_PROJECT = 'default';

/** What an installation starts with (reference §8): everything is allowed; it can be edited but not deleted. */
const PERMISSIVE: AppProject = {
  apiVersion: API_VERSION,
  kind: 'AppProject',
  metadata: { name: DEFAULT_PROJECT, namespace: CONTROL_PLANE_NAMESPACE },
  spec: {
    sourceRepos: ['*'],
    destinations: [{ server: '*', namespace: '*' }],
    clusterResourceWhitelist: [{ group: '*', kind: '*' }],
  },
};

export function projectNamed(store: Store, name: string): AppProject | undefined {
  const found = store.projects().find((project) => project.metadata.name === name);
  return found ?? (name === DEFAULT_PROJECT ? PERMISSIVE : undefined);
}

export function createProjects(ports: {
  readonly store: Store;
  readonly records: Records;
  readonly changed: (name: string) => void;
}): Engine['projects'] {
  const { store } = ports;
  const get = (name: string): AppProject => {
    const project = projectNamed(store, name);
    if (project) return project;
    throw new ArgosyError('NotFound', `appprojects.argoproj.io "${name}" not found`, {
      subject: name,
      advice: 'List the projects with `argosy proj list`.',
    });
  };
  return {
    list() {
      const stored = store.projects();
      return stored.some((project) => project.metadata.name === DEFAULT_PROJECT) ? stored : [PERMISSIVE, ...stored];
    },
    get,
    put(project, { upsert }) {
      const { name } = project.metadata;
      const existing = store.projects().find((one) => one.metadata.name === name);
      if (existing && deepEqual(existing.spec, project.spec)) return existing;
      if (existing && !upsert) {
        throw new ArgosyError(
          'InvalidArgument',
          'existing project spec is different, use upsert flag to force update',
          { subject: name },
        );
      }
      const kept = { ...project, metadata: { ...project.metadata, namespace: CONTROL_PLANE_NAMESPACE } };
      store.putProject(kept);
      ports.changed(name);
      return kept;
    },
    remove(name) {
      get(name);
      if (name === DEFAULT_PROJECT) {
        throw new ArgosyError('InvalidArgument', "name 'default' is reserved and cannot be deleted", { subject: name });
      }
      const used = [...ports.records.all()].filter((record) => record.app.spec.project === name).length;
      if (used > 0) {
        throw new ArgosyError('FailedPrecondition', `project is referenced by ${used} applications`, {
          subject: name,
          advice: `Move or delete them first: \`argosy app list -p ${name}\`.`,
        });
      }
      store.deleteProject(name);
      ports.changed(name);
    },
  };
}
