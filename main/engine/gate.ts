import { permits, type WriteRequest } from '../access/index.ts';
import { type AppProject, ArgosyError, type KubeObject, keyOfRef, type ResourceRef } from '../model/index.ts';
import type { AppRecord, Destination } from './record.ts';
import type { EngineSettings } from './settings.ts';

/** Everything about the application that the gate looks at; the object and the verb come with each question. */
export interface GateFacts {
  readonly project: AppProject;
  readonly destination: Destination;
  readonly owner: NonNullable<WriteRequest['owner']>;
}

export function gateFacts(
  record: Pick<AppRecord, 'key'>,
  grounds: { readonly project: AppProject; readonly destination: Destination },
  settings: EngineSettings,
  failOnShared = false,
): GateFacts {
  const { tracking } = settings;
  const owner = { app: record.key, installationId: tracking.installationId ?? '', tracking, failOnShared };
  return { project: grounds.project, destination: grounds.destination, owner };
}

export interface Write {
  readonly verb: WriteRequest['verb'];
  readonly ref: ResourceRef;
  readonly namespaced: boolean;
  readonly live: KubeObject | undefined;
}

/** Why this write may not happen; undefined when it may. */
export function refusalOf(facts: GateFacts, { verb, ref, namespaced, live }: Write): string | undefined {
  return permits({ ...facts, verb, ref, namespaced, ...(live === undefined ? {} : { live }) });
}

/** The one gate in front of every write (architecture §5): throws with the reference's text when it may not happen. */
export function passGate(facts: GateFacts, write: Write): void {
  const refusal = refusalOf(facts, write);
  if (refusal === undefined) return;
  throw new ArgosyError('PermissionDenied', refusal, {
    subject: keyOfRef(write.ref),
    advice: `Allow it in project ${facts.project.metadata.name}, or move the application to a project that does.`,
  });
}
