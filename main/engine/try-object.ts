import { type Cluster, ClusterError } from '../cluster/index.ts';
import { type KubeObject, parseResourceKey, resourceKey } from '../model/index.ts';
import type { SyncTask } from '../sync/index.ts';
import { type GateFacts, refusalOf } from './gate.ts';
import type { Row } from './record.ts';
import { type SentWorld, sentObject, unchangedBy } from './sent-object.ts';
import { questionOf, type Trials } from './trials.ts';
import { createAnew, writeObject } from './write-object.ts';

export interface TrialWorld extends SentWorld {
  readonly gate: GateFacts;
  readonly row: Row | undefined;
  readonly trials: Trials;
  /** Nothing is going to be done now: what is learnt is kept for who will do it. */
  readonly planning: boolean;
}

/**
 * Asks the API server whether it would take what a task sends, in a way that writes nothing, unless the answer is known. Resolves with nothing when it
 * would, with the reason when that cannot be told now; throws the server's refusal.
 */
export async function tryObject(world: TrialWorld, task: SyncTask, signal: AbortSignal): Promise<string | undefined> {
  const { cluster, gate, trials } = world;
  const how = task.options.dryRun;
  if (how === 'kind-not-there-yet') return 'cannot be tried before its kind is installed';
  const sent = await sentObject(world, task, signal);
  if (how === 'yes' && wasTried(cluster, world.row, task, sent)) return undefined;
  if (how === 'yes' && (await unchangedBy(cluster, task, world.row, sent, signal)) !== undefined) return undefined;
  const standIn = how === 'namespace-not-there-yet' ? standInFor(gate, task) : undefined;
  if (how === 'namespace-not-there-yet' && standIn === undefined) return NO_STAND_IN;
  const question = questionOf(gate.destination.server, task, sent, standIn ?? '');
  if (trials.accepted(question)) return undefined;
  if (standIn !== undefined) {
    const words = await tryElsewhere(cluster, task, sent, standIn, signal);
    if (words !== undefined) return words;
  } else if (how === 'replaces-live-object') {
    await createAnew(cluster, sent, signal);
  } else {
    await writeObject(cluster, task, sent, true, signal);
  }
  trials.remember(question, world.planning);
  return undefined;
}

/** No answer came, or one of somebody in between, or of a server that has no time. */
const UNANSWERED: ReadonlySet<number> = new Set([0, 401, 408, 410, 429, 502, 503, 504]);

/** Whether an error is the server's word about the object; everything else says only that it could not be asked. */
export function isRefusal(error: unknown): boolean {
  return !(error instanceof ClusterError) || !UNANSWERED.has(error.status.code);
}

/** The comparison has just asked the server about exactly this change; the answer still holds (architecture §4). */
function wasTried(cluster: Cluster, row: Row | undefined, task: SyncTask, sent: KubeObject): boolean {
  if (row?.dryRunAccepted !== true || sent !== task.resource.desired) return false;
  const { replace, validate, serverSideApply } = task.options;
  if (replace || !validate || !serverSideApply) return false;
  const now = cluster.live(row.key);
  return now?.uid === row.live?.uid && now?.resourceVersion === row.live?.resourceVersion;
}

const NO_STAND_IN = 'cannot be tried before its namespace exists';
const STAND_IN = 'default';

/** Every cluster has it. An object is tried there only if the project would let it be written there. */
function standInFor(gate: GateFacts, task: SyncTask): string | undefined {
  const ref = { ...parseResourceKey(task.key), namespace: STAND_IN };
  const verb = task.hook === undefined ? 'apply' : 'hook';
  return refusalOf(gate, { verb, ref, namespaced: true, live: undefined }) === undefined ? STAND_IN : undefined;
}

/**
 * Tries an object whose namespace does not exist yet in another one. That its fields are wrong is true everywhere; what policies, quotas and rights
 * say there says nothing about the place where it will live.
 */
async function tryElsewhere(
  cluster: Cluster,
  task: SyncTask,
  sent: KubeObject,
  namespace: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const object = { ...sent, metadata: { ...sent.metadata, namespace } };
  const { group, kind, name } = parseResourceKey(task.key);
  const taken = cluster.live(resourceKey(group, kind, namespace, name)) !== undefined;
  try {
    // Onto an object of the same name the server would judge a change, which this is not.
    if (taken) await createAnew(cluster, object, signal);
    else await writeObject(cluster, { ...task, resource: { ...task.resource, live: undefined } }, object, true, signal);
    return undefined;
  } catch (error) {
    if (error instanceof ClusterError && isAboutTheObject(error)) throw error;
    if (!(error instanceof ClusterError) || signal.aborted) throw error;
    return `${NO_STAND_IN}; tried in namespace ${namespace}: ${error.message}`;
  }
}

function isAboutTheObject({ status }: ClusterError): boolean {
  if (/admission webhook|ValidatingAdmissionPolicy/.test(status.message)) return false;
  // A server-side apply answers 500 where a field has no place in the schema.
  return status.code === 422 || status.code === 400 || /failed to create typed patch object/.test(status.message);
}
