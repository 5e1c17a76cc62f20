import type { Cluster, KindState, LiveResource } from '../cluster/index.ts';
import {
  type AppKey,
  type Application,
  ArgosyError,
  type GroupKind,
  type KubeObject,
  parseResourceKey,
} from '../model/index.ts';
import type { Clock } from '../runtime/index.ts';
import { type Fate, fateOf } from './delete-application.ts';
import { type GateFacts, refusalOf } from './gate.ts';
import { timestamp } from './timestamps.ts';

/** Milliseconds that a kind may take to be listed; then it is said that it cannot be read, and the deletion looks again later. */
const PATIENCE = 20_000;

/** A live object that names the application, with what a cascade does with it. */
export interface LeftObject {
  readonly live: LiveResource;
  readonly object: KubeObject;
  readonly fate: Fate;
}

/** Kinds that cannot be believed now, with the reason; none when the cluster can be read. */
export async function unreadableKinds(
  cluster: Pick<Cluster, 'watch' | 'kindState'>,
  kinds: Iterable<GroupKind>,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly { readonly kind: GroupKind; readonly message: string }[]> {
  const patience = new AbortController();
  const timer = clock.after(PATIENCE, () => patience.abort(new Error('not listed in time')));
  try {
    const both = AbortSignal.any([signal, patience.signal]);
    const states = await Promise.all(
      [...kinds].map(async (kind) => {
        const state = await cluster.watch(kind, both).catch((error: unknown) => {
          if (signal.aborted || !patience.signal.aborted) throw error;
          return cluster.kindState(kind);
        });
        return { kind, state };
      }),
    );
    return states.flatMap(({ kind, state }) => {
      const message = unreadable(kind, state);
      return message === undefined ? [] : [{ kind, message }];
    });
  } finally {
    timer.cancel();
  }
}

function unreadable({ kind }: GroupKind, state: KindState): string | undefined {
  switch (state.kind) {
    case 'synced':
    case 'absent':
      return undefined;
    case 'loading':
      return `${kind} has not been read yet`;
    case 'forbidden':
      return `${kind}: ${state.message}`;
    case 'stale':
      return `${kind}: ${state.message} (last read ${timestamp(state.since)})`;
  }
}

/** Throws Unavailable unless everything that is asked about can be believed: a delete is never guessed. */
export async function assertReadable(
  cluster: Pick<Cluster, 'watch' | 'kindState' | 'name'>,
  kinds: Iterable<GroupKind>,
  key: AppKey,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const [first, ...more] = await unreadableKinds(cluster, kinds, clock, signal);
  if (first === undefined) return;
  const others = more.length === 0 ? '' : ` and ${more.length} more kinds`;
  throw new ArgosyError(
    'Unavailable',
    `the objects of ${key} cannot be read in cluster ${cluster.name}: ${first.message}${others}`,
    {
      subject: key,
      advice:
        'Nothing more is deleted. The deletion goes on when the cluster can be read again; without cascade it ends and leaves them.',
      retry: true,
    },
  );
}

/** What the cluster's cache holds that names the application. */
export function leftInCluster(app: Application, key: AppKey, gate: GateFacts): LeftObject[] {
  const { tracking } = gate.owner;
  const left: LeftObject[] = [];
  for (const live of gate.destination.cluster.trackedBy(key)) {
    // What is not held whole names nobody; what has an owner goes with it.
    if (!live.whole || live.owners.length > 0) continue;
    const object = live.object();
    const ref = parseResourceKey(live.key);
    const refusal = (): string | undefined =>
      refusalOf(gate, { verb: 'delete', ref, namespaced: ref.namespace !== '', live: object });
    const fate = fateOf(object, app, key, tracking ?? {}, refusal);
    left.push({ live, object, fate });
  }
  return left;
}
