import { type Cluster, ClusterError } from '../cluster/index.ts';
import { takeOverFields } from '../diff/index.ts';
import {
  ArgosyError,
  gvkOf,
  isRecord,
  type KubeObject,
  keyOf,
  parseResourceKey,
  type ResourceRef,
} from '../model/index.ts';
import type { SyncTask } from '../sync/index.ts';
import { clientSidePatch, withLastApplied } from './client-side-apply.ts';
import { FIELD_MANAGER } from './compare.ts';
import { withKnownFields } from './known-fields.ts';
import { vanished } from './live-changes.ts';

/** A client-side apply that meets another writer is computed anew on what is stored then, so many times. */
const CONFLICTS = 5;

/** These are updated in place even with Force: deleting them would take everything inside with them (reference §3.7). */
const KEEP_IN_PLACE: ReadonlySet<string> = new Set(['CustomResourceDefinition', 'Namespace']);

/**
 * Writes one object in the way that its sync options ask for (reference §3.7): replace, client-side apply or server-side apply, and with
 * Force a new object where the server rejects the change. `desired` is exactly what is to be applied.
 */
export async function writeObject(
  cluster: Cluster,
  task: SyncTask,
  desired: KubeObject,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<KubeObject> {
  const { options } = task;
  const { live } = task.resource;
  const force = options.force && live !== undefined && !KEEP_IN_PLACE.has(desired.kind);
  if (live !== undefined && bindsAnotherRole(desired, live.object()))
    return recreate(cluster, task, desired, dryRun, signal);
  const write = { fieldManager: FIELD_MANAGER, dryRun };
  if (options.replace) {
    if (!live) return cluster.create(desired, write, signal);
    if (force) return recreate(cluster, task, desired, dryRun, signal);
    return replace(cluster, desired, write, signal);
  }
  try {
    if (!options.serverSideApply) return await applyClientSide(cluster, desired, write, signal);
    if (!dryRun && live && options.clientSideApplyMigration)
      await takeOver(cluster, desired, options.migrationManager, signal);
    return await applyServerSide(cluster, desired, options.validate, dryRun, signal);
  } catch (error) {
    const rejected = error instanceof ClusterError && (error.status.code === 422 || error.status.code === 409);
    if (!(rejected && force)) throw error;
    return recreate(cluster, task, desired, dryRun, signal);
  }
}

async function applyServerSide(
  cluster: Cluster,
  desired: KubeObject,
  validate: boolean,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<KubeObject> {
  const write = { fieldManager: FIELD_MANAGER, dryRun, force: true };
  if (validate) return cluster.apply(desired, write, signal);
  const known = withKnownFields(desired, await cluster.schemaOf(gvkOf(desired), signal));
  return cluster.apply(known, { ...write, fieldValidation: 'Ignore' }, signal);
}

/** Onto what is stored now: the version that was compared may be old by the time of the write. */
async function replace(
  cluster: Cluster,
  desired: KubeObject,
  write: { readonly fieldManager: string; readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<KubeObject> {
  const live = await cluster.read(refOf(desired), signal);
  if (!live) return cluster.create(desired, write, signal);
  const { resourceVersion } = live.metadata;
  return cluster.replace({ ...desired, metadata: { ...desired.metadata, resourceVersion } }, write, signal);
}

async function applyClientSide(
  cluster: Cluster,
  desired: KubeObject,
  write: { readonly fieldManager: string; readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<KubeObject> {
  const schema = await cluster.schemaOf(gvkOf(desired), signal);
  const ref = refOf(desired);
  for (let attempt = 1; ; attempt += 1) {
    // What the cache holds is enough for a first attempt: the patch names its version, and another writer's is a conflict.
    const live = attempt === 1 ? await cluster.whole(keyOf(desired), signal) : await cluster.read(ref, signal);
    if (!live) return cluster.create(withLastApplied(desired), write, signal);
    const patch = clientSidePatch(desired, live, schema);
    if (patch === undefined) return live;
    try {
      return await cluster.patch(ref, patch, 'merge', write, signal);
    } catch (error) {
      const conflict = error instanceof ClusterError && error.status.code === 409;
      if (!conflict || attempt >= CONFLICTS) throw error;
    }
  }
}

/**
 * Before our first apply of an object that kubectl or Argo CD applied: what they declared becomes ours, so that this apply removes what the
 * manifest no longer declares (ClientSideApplyMigration, reference §3.7).
 */
async function takeOver(cluster: Cluster, desired: KubeObject, client: string, signal: AbortSignal): Promise<void> {
  const ref = refOf(desired);
  let live: KubeObject | undefined = await cluster.whole(keyOf(desired), signal);
  for (let attempt = 1; ; attempt += 1) {
    const schema = await cluster.schemaOf(gvkOf(desired), signal);
    const managedFields = live && takeOverFields(live, FIELD_MANAGER, schema, client);
    if (!live || managedFields === undefined) return;
    const patch = { metadata: { managedFields, resourceVersion: live.metadata.resourceVersion } };
    try {
      await cluster.patch(ref, patch, 'merge', { fieldManager: FIELD_MANAGER }, signal);
      return;
    } catch (error) {
      const conflict = error instanceof ClusterError && error.status.code === 409;
      if (!conflict || attempt >= CONFLICTS) throw error;
      live = await cluster.read(ref, signal);
    }
  }
}

/** Part of what Argo CD calls auth reconcile (reference §3.7): the role of a binding cannot be changed, so the binding is made anew. */
function bindsAnotherRole(desired: KubeObject, live: KubeObject): boolean {
  if (desired.kind !== 'RoleBinding' && desired.kind !== 'ClusterRoleBinding') return false;
  if (!desired.apiVersion.startsWith('rbac.authorization.k8s.io/')) return false;
  const [wanted, present] = [desired['roleRef'], live['roleRef']];
  if (!isRecord(wanted) || !isRecord(present)) return false;
  return wanted['kind'] !== present['kind'] || wanted['name'] !== present['name'];
}

/** Whether the server would take the object if nothing of its name were there: it says that something is only after it has judged the object. */
export async function createAnew(cluster: Cluster, desired: KubeObject, signal: AbortSignal): Promise<KubeObject> {
  try {
    return await cluster.create(desired, { fieldManager: FIELD_MANAGER, dryRun: true }, signal);
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'AlreadyExists') return desired;
    throw error;
  }
}

async function recreate(
  cluster: Cluster,
  task: SyncTask,
  desired: KubeObject,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<KubeObject> {
  if (dryRun) return createAnew(cluster, desired, signal);
  const { live } = task.resource;
  if (live) {
    const ref = parseResourceKey(task.key);
    const gone = await cluster.delete(ref, { propagation: 'Foreground', uid: live.uid }, signal);
    if (!gone) await vanished(cluster, [{ key: task.key, uid: live.uid }], signal);
  }
  // Written as any other object is, so that the next apply knows what this one declared.
  const { replace: replaces, serverSideApply, validate } = task.options;
  if (serverSideApply && !replaces) return applyServerSide(cluster, desired, validate, false, signal);
  const object = replaces ? desired : withLastApplied(desired);
  return cluster.create(object, { fieldManager: FIELD_MANAGER }, signal);
}

function refOf(object: KubeObject): ResourceRef & { readonly version: string } {
  const name = object.metadata.name;
  if (name === undefined) throw new ArgosyError('InvalidArgument', `${object.kind} has no name`);
  return { ...gvkOf(object), namespace: object.metadata.namespace ?? '', name };
}
