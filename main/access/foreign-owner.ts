import {
  INSTALLATION_ANNOTATION,
  isSelfReferenced,
  type KubeObject,
  type ManagedFieldsEntry,
  type TrackingSettings,
  trackedBy,
} from '../model/index.ts';
import type { WriteRequest } from './write-request.ts';

const ARGO_CD = 'argocd-controller';
const ARGOSY = 'argosy';

/** Why the live object is not this application's to change, with the way out; undefined when it is. */
export function foreignOwner(write: Pick<WriteRequest, 'verb' | 'ref' | 'live' | 'owner'>): string | undefined {
  const { live, owner, ref } = write;
  if (live === undefined) return undefined;
  const what = `${ref.kind}/${ref.name}`;
  const tracked = ownerOf(live, owner?.tracking ?? {});
  if (owner?.takesOver !== true && writtenByArgoCd(live, tracked)) {
    const of = tracked === undefined ? '' : ` (application ${tracked})`;
    return `${what} is managed by an Argo CD in the cluster${of}: remove the application there and let this one take it over first`;
  }
  if (owner === undefined) return undefined;

  const installation = live.metadata.annotations?.[INSTALLATION_ANNOTATION] ?? '';
  if (tracked !== undefined && installation !== '' && installation !== owner.installationId) {
    return `${what} belongs to another installation (installation id ${installation}): its objects are not touched from here`;
  }
  if (tracked === undefined || tracked === owner.app) return undefined;
  switch (write.verb) {
    case 'prune':
    case 'delete':
      return `${what} is part of application ${tracked}, not of ${owner.app}: delete it there`;
    case 'apply':
    case 'hook':
    case 'create-namespace':
      // Argo CD lets the last writer have a shared object and warns (reference §2.2 step 7).
      return owner.failOnShared === true
        ? `Shared resource found: ${what} is part of application ${tracked}`
        : undefined;
  }
}

/**
 * The application that the object's mark names, if the mark is about this very object. An operator that copies annotations to a
 * child makes a mark about another object, which says nothing (reference §1.7). The installation is judged by itself.
 */
function ownerOf(live: KubeObject, { method, instanceLabel }: TrackingSettings): string | undefined {
  const marks: TrackingSettings = {
    ...(method === undefined ? {} : { method }),
    ...(instanceLabel === undefined ? {} : { instanceLabel }),
  };
  return isSelfReferenced(live, marks) ? trackedBy(live, marks) : undefined;
}

/**
 * Argo CD wrote it and has not been followed by us. Its entry in managedFields stays after a take-over, so the newer of the
 * two entries decides: an Argo CD that goes on writing shows up again.
 */
function writtenByArgoCd(live: KubeObject, tracked: string | undefined): boolean {
  if (tracked === undefined) return false;
  const entries = live.metadata.managedFields ?? [];
  const theirs = newest(entries, ARGO_CD);
  if (theirs === undefined) return false;
  const ours = newest(entries, ARGOSY);
  return ours === undefined || theirs > ours;
}

/** Time of the newest entry of a manager; RFC 3339 in UTC sorts as text. */
function newest(entries: readonly ManagedFieldsEntry[], manager: string): string | undefined {
  let time: string | undefined;
  for (const entry of entries) {
    if (entry.manager !== manager || entry.subresource === 'status') continue;
    if (time === undefined || (entry.time ?? '') > time) time = entry.time ?? '';
  }
  return time;
}
