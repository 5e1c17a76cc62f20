import type { KubeObject, ManagedFieldsEntry, ResourceRef } from '../model/index.ts';
import type { WriteRequest } from './write-request.ts';

const TRACKING_ID = 'argocd.argoproj.io/tracking-id';
const INSTALLATION_ID = 'argocd.argoproj.io/installation-id';
const ARGO_CD = 'argocd-controller';
const ARGOSY = 'argosy';

/** Why the live object is not this application's to change, with the way out; undefined when it is. */
export function foreignOwner(write: Pick<WriteRequest, 'verb' | 'ref' | 'live' | 'owner'>): string | undefined {
  const { live, owner, ref } = write;
  if (live === undefined) return undefined;
  const what = `${ref.kind}/${ref.name}`;
  const tracked = trackedBy(live, ref);
  if (owner?.takesOver !== true && writtenByArgoCd(live, tracked)) {
    const of = tracked === undefined ? '' : ` (application ${tracked})`;
    return `${what} is managed by an Argo CD in the cluster${of}: remove the application there and let this one take it over first`;
  }
  if (owner === undefined) return undefined;

  const installation = live.metadata.annotations?.[INSTALLATION_ID] ?? '';
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
 * The application key of the tracking id, if the id is about this very object. An operator that copies annotations to a
 * child makes an id about another object, which says nothing (reference §1.7).
 */
function trackedBy(live: KubeObject, ref: ResourceRef): string | undefined {
  const id = live.metadata.annotations?.[TRACKING_ID];
  if (typeof id !== 'string') return undefined;
  const [app, kind, place] = splitOnce(id);
  if (app === undefined || kind !== `${ref.group}/${ref.kind}` || place === undefined) return undefined;
  const slash = place.indexOf('/');
  const namespace = place.slice(0, slash);
  if (slash < 0 || place.slice(slash + 1) !== ref.name) return undefined;
  // The namespace of a cluster-scoped object is its application's destination namespace.
  return ref.namespace === '' || namespace === ref.namespace ? app : undefined;
}

/** `app:group/Kind:namespace/name`; the name of some kinds may itself hold colons. */
function splitOnce(id: string): readonly (string | undefined)[] {
  const first = id.indexOf(':');
  const second = id.indexOf(':', first + 1);
  return first < 0 || second < 0 ? [] : [id.slice(0, first), id.slice(first + 1, second), id.slice(second + 1)];
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
