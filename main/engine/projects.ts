import { defaultProject, effectiveProject, refuseProjectDeletion, validateProject } from '../access/index.ts';
import { type AppProject, ArgosyError, CONTROL_PLANE_NAMESPACE, deepEqual } from '../model/index.ts';
import type { Store } from '../store/index.ts';
import type { Engine } from './engine.ts';
import type { Records } from './records.ts';

/** The project by its name, with the repositories and clusters that were added for it (reference §8). */
export function projectNamed(store: Store, name: string): AppProject | undefined {
  const found =
    store.projects().find((project) => project.metadata.name === name) ??
    (name === 'default' ? defaultProject() : undefined);
  if (!found) return undefined;
  return effectiveProject(found, {
    repositories: store.repositories().flatMap(({ url, project }) => (project === name ? [url] : [])),
    clusters: store.clusters().flatMap(({ server, project }) => (project === name ? [server] : [])),
    globals: [],
  });
}

export function createProjects(ports: {
  readonly store: Store;
  readonly records: Records;
  readonly changed: (name: string) => void;
}): Engine['projects'] {
  const { store } = ports;
  const get = (name: string): AppProject => {
    const project =
      store.projects().find((one) => one.metadata.name === name) ?? (name === 'default' ? defaultProject() : undefined);
    if (project) return project;
    throw new ArgosyError('NotFound', `appprojects.argoproj.io "${name}" not found`, {
      subject: name,
      advice: 'List the projects with `argosy proj list`.',
    });
  };
  return {
    list() {
      const stored = store.projects();
      return stored.some((project) => project.metadata.name === 'default') ? stored : [defaultProject(), ...stored];
    },
    get,
    put(project, { upsert }) {
      const { name } = project.metadata;
      const problems = validateProject(project);
      if (problems.length > 0) {
        throw new ArgosyError('InvalidArgument', `project ${name} is invalid: ${problems.join('; ')}`, {
          subject: name,
        });
      }
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
      const used = [...ports.records.all()].filter((record) => record.app.spec.project === name).length;
      const refusal = refuseProjectDeletion(name, used);
      if (refusal) throw refusal;
      store.deleteProject(name);
      ports.changed(name);
    },
  };
}
