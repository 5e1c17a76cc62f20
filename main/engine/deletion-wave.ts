import type { Cluster } from '../cluster/index.ts';
import {
  type Application,
  ArgosyError,
  HOOK_FINALIZER,
  type KubeObject,
  parseResourceKey,
  type ResourceKey,
} from '../model/index.ts';
import { finishHook } from '../sync/index.ts';
import { FIELD_MANAGER } from './compare.ts';
import { nameOf } from './delete-application.ts';
import { type GateFacts, passGate } from './gate.ts';
import type { LeftObject } from './left-in-cluster.ts';

/** Finalizers of Kubernetes itself: an object with these waits for what it owns. */
const DEPENDENTS: ReadonlySet<string> = new Set(['foregroundDeletion', 'orphan']);

/**
 * Asks for the deletion of the highest wave of these objects, of each just that one with this uid, and answers with everything of that wave that is to
 * vanish before the next (reference §1.6). Those that go already are not asked for again. A refusal keeps no other object of the wave from going.
 */
export async function deleteWave(
  objects: readonly LeftObject[],
  gate: GateFacts,
  propagation: 'foreground' | 'background',
  signal: AbortSignal,
): Promise<readonly { readonly key: ResourceKey; readonly uid: string }[]> {
  let highest = Number.NEGATIVE_INFINITY;
  for (const { fate } of objects) if (fate.kind === 'goes' && fate.wave > highest) highest = fate.wave;
  const wave = objects.filter(({ fate }) => fate.kind === 'goes' && fate.wave === highest);
  const { cluster } = gate.destination;
  const outcomes = await Promise.allSettled(
    wave.map(async ({ live, object }) => {
      signal.throwIfAborted();
      const ref = parseResourceKey(live.key);
      const pass = () => passGate(gate, { verb: 'delete', ref, namespaced: ref.namespace !== '', live: object });
      // Of a sync that was ended before the hook was: nobody waits for its result any more, and it would never go.
      if (object.metadata.finalizers?.includes(HOOK_FINALIZER) === true) {
        await finishHook(cluster, ref, FIELD_MANAGER, pass, signal);
      }
      if (object.metadata.deletionTimestamp !== undefined) return;
      pass();
      const options = {
        propagation: propagation === 'background' ? 'Background' : 'Foreground',
        uid: live.uid,
      } as const;
      await cluster.delete(ref, options, signal);
    }),
  );
  signal.throwIfAborted();
  const failures = outcomes.flatMap((outcome, index) =>
    outcome.status === 'rejected' ? [{ error: outcome.reason as unknown, object: wave[index]!.object }] : [],
  );
  const bug = failures.find(({ error }) => !(error instanceof ArgosyError));
  if (bug) throw bug.error;
  const [first, ...more] = failures;
  if (first) {
    const { code, message, advice, retry } = first.error as ArgosyError;
    const others = more.length === 0 ? '' : ` (and ${more.length} more objects)`;
    throw new ArgosyError(code, `${nameOf(first.object)} cannot be deleted: ${message}${others}`, { advice, retry });
  }
  return wave.map(({ live }) => ({ key: live.key, uid: live.uid }));
}

/** At most so many objects are named, and looked into: the rest is counted. */
const NAMED = 3;

/** What is still there, and what keeps it there; `changing`: the objects whose changes would change the words. */
export function holders(
  cluster: Pick<Cluster, 'live'>,
  vanishing: readonly { readonly key: ResourceKey; readonly uid: string }[],
): { readonly message: string; readonly changing: readonly ResourceKey[] } {
  const words: string[] = [];
  const changing: ResourceKey[] = [];
  let left = 0;
  for (const { key, uid } of vanishing) {
    const live = cluster.live(key);
    if (live?.uid !== uid) continue;
    left += 1;
    if (words.length === NAMED) continue;
    changing.push(key);
    words.push(live.whole ? heldBy(live.object()) : parseResourceKey(key).name);
  }
  const more = left > words.length ? ` and ${left - words.length} more` : '';
  return { message: `waiting for deletion of ${words.join(', ')}${more}`, changing };
}

function heldBy(object: KubeObject): string {
  const name = nameOf(object);
  const finalizers = object.metadata.finalizers ?? [];
  if (object.kind === 'Application' && object.apiVersion.startsWith('argoproj.io/')) {
    const { conditions = [] } = (object as unknown as Application).status ?? {};
    const own = conditions.find(({ type }) => type === 'DeletionError');
    return own ? `${name} (${own.message})` : name;
  }
  const foreign = finalizers.filter((finalizer) => !DEPENDENTS.has(finalizer));
  if (foreign.length > 0) return `${name} (held by its finalizer ${foreign.join(', ')})`;
  return finalizers.includes('foregroundDeletion') ? `${name} (what it owns has not gone yet)` : name;
}
