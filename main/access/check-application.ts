import {
  type Application,
  type ApplicationSource,
  type AppProject,
  CONTROL_PLANE_NAMESPACE,
  type Condition,
} from '../model/index.ts';
import { destinationPermitted } from './destination.ts';
import { allows } from './patterns.ts';
import { sourcePermitted } from './source.ts';
import type { DestinationFacts } from './write-request.ts';

/** Where the application goes, as the cluster was found. */
export interface ApplicationFacts extends DestinationFacts {
  readonly namespace: string;
  readonly cluster?: { readonly project?: string | undefined };
}

/** Whether the project lets this application be: its place, its sources, its destination. Empty when it does (reference §8). */
export function checkApplication(app: Application, project: AppProject, facts: ApplicationFacts): readonly Condition[] {
  const name = project.metadata.name;
  const refuse = (message: string): Condition => ({ type: 'InvalidSpecError', message });
  const home = app.metadata.namespace ?? CONTROL_PLANE_NAMESPACE;
  if (!appNamespacePermitted(project, home)) {
    return [
      refuse(`application '${app.metadata.name}' in namespace '${home}' is not allowed to use project '${name}'`),
    ];
  }
  const conditions: Condition[] = [];
  for (const source of everySource(app)) {
    if (sourcePermitted(project, source.repoURL)) continue;
    conditions.push(refuse(`application repo ${source.repoURL} is not permitted in project '${name}'`));
  }
  const destination: DestinationFacts = {
    server: facts.server,
    name: facts.name,
    project: facts.project ?? facts.cluster?.project,
  };
  if (!destinationPermitted(project, destination, facts.namespace)) {
    conditions.push(
      refuse(
        `application destination server '${facts.server}' and namespace '${facts.namespace}' do not match any of the allowed destinations in project '${name}'`,
      ),
    );
  }
  return conditions;
}

/** The control-plane namespace always; elsewhere only what `sourceNamespaces` names. */
export function appNamespacePermitted(project: AppProject, namespace: string): boolean {
  if (namespace === CONTROL_PLANE_NAMESPACE) return true;
  return (project.spec.sourceNamespaces ?? []).some((pattern) => allows(pattern, namespace));
}

/** Every place from which something is fetched, the hydrator's dry source and other repository included. */
function everySource(app: Application): readonly Pick<ApplicationSource, 'repoURL'>[] {
  const { source, sources, sourceHydrator } = app.spec;
  const found: Pick<ApplicationSource, 'repoURL'>[] = [...(sources ?? [])];
  if (source !== undefined) found.push(source);
  if (sourceHydrator !== undefined) {
    found.push(sourceHydrator.drySource);
    if (sourceHydrator.syncSource.repoURL !== undefined) found.push({ repoURL: sourceHydrator.syncSource.repoURL });
  }
  const seen = new Set<string>();
  return found.filter(({ repoURL }) => !seen.has(repoURL) && seen.add(repoURL));
}
