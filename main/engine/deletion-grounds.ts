import { type Application, type AppProject, ArgosyError } from '../model/index.ts';
import type { Connections } from './connections.ts';
import type { Destination } from './record.ts';

/**
 * Where the objects of an application are, when all that matters is to delete them: a spec that is wrong otherwise, or a project that would not admit
 * the application any more, keeps nothing from being deleted that the project still permits.
 */
export type DeletionGrounds =
  | { readonly kind: 'ok'; readonly destination: Destination; readonly project: AppProject }
  /** The destination names no cluster: the finalizers go and nothing is touched (reference §1.6). */
  | { readonly kind: 'unknown'; readonly message: string }
  /** It may be known again later: its kubeconfig cannot be used now, or its project is missing. */
  | { readonly kind: 'blocked'; readonly cluster: string; readonly error: ArgosyError };

export interface DeletionGroundsPorts {
  readonly connections: Pick<Connections, 'resolve' | 'open'>;
  readonly project: (name: string) => AppProject | undefined;
}

export function deletionGrounds(ports: DeletionGroundsPorts, app: Application): DeletionGrounds {
  const { spec } = app;
  let record: ReturnType<Connections['resolve']>;
  try {
    record = ports.connections.resolve(spec.destination);
  } catch (error) {
    if (!(error instanceof ArgosyError)) throw error;
    return { kind: 'unknown', message: error.message };
  }
  const blocked = (error: ArgosyError) => ({ kind: 'blocked', cluster: record.name, error }) as const;
  const project = ports.project(spec.project);
  if (!project) {
    return blocked(
      new ArgosyError('FailedPrecondition', `Application referencing project ${spec.project} which does not exist`, {
        subject: app.metadata.name,
        advice: 'Create the project again, or delete the application without cascade: its objects stay then.',
      }),
    );
  }
  try {
    const destination = {
      cluster: ports.connections.open(record),
      server: record.server,
      name: record.name,
      namespace: spec.destination.namespace ?? '',
      project: record.project,
    };
    return { kind: 'ok', destination, project };
  } catch (error) {
    if (!(error instanceof ArgosyError)) throw error;
    return blocked(error);
  }
}
