import type { Cluster } from '../cluster/index.ts';
import type { ErrorReason, ResourceKey } from '../model/index.ts';
import type { Clock } from '../runtime/index.ts';

/** What a deletion waits for, from one look to the next. */
export interface DeletionWait {
  readonly cluster: Cluster | undefined;
  /** Objects that are to vanish: the next look is due when all of them have. */
  readonly vanishing: readonly { readonly key: ResourceKey; readonly uid: string }[];
  /** Objects of which any change is worth a look. */
  readonly changing: readonly ResourceKey[];
  /** `group/Kind`s of which it matters whether they can be read. */
  readonly kinds: ReadonlySet<string>;
  /** Milliseconds until the next look if nothing happens: what nobody tells about is found out all the same. */
  readonly atLatest: number;
  /** Told how many are still there, each time that some have vanished. */
  readonly left?: (count: number) => void;
}

/** Milliseconds between two looks if nobody tells of a change. */
export const LOOK_AGAIN = 60_000;

/** A wait as people see it. */
export interface Waiting extends DeletionWait {
  readonly kind: 'wait';
  readonly message: string;
  /** It does not go on by itself, or not soon: said as a condition. */
  readonly held: string | undefined;
  readonly reason?: ErrorReason;
}

/** A wait that nothing in a cluster ends. */
export function waiting(message: string, over: Partial<Waiting>): Waiting {
  const nothing = { cluster: undefined, kinds: new Set<string>(), vanishing: [], changing: [] };
  return { kind: 'wait', ...nothing, atLatest: LOOK_AGAIN, message, held: message, ...over };
}

/** Changes of a cluster from before a look to the wait after it: none may be lost in between. */
export class Noticed {
  readonly keys = new Set<ResourceKey>();
  readonly #stop: () => void;

  constructor(cluster: Pick<Cluster, 'onChange'>) {
    this.#stop = cluster.onChange((changes) => {
      for (const { key } of changes) this.keys.add(key);
    });
  }

  end(): void {
    this.#stop();
  }
}

/** Calls `wake` once, when the wait is over. Nothing is polled: a cluster that is away costs no request. Returns the way to wait no longer. */
export function wakeWhen(
  clock: Clock,
  wait: DeletionWait,
  noticed: ReadonlySet<ResourceKey>,
  wake: () => void,
): () => void {
  const { cluster } = wait;
  const stops: (() => void)[] = [];
  let over = false;
  const stop = (): void => {
    over = true;
    for (const one of stops.splice(0)) one();
  };
  const end = (): void => {
    if (over) return;
    stop();
    wake();
  };
  const timer = clock.after(wait.atLatest, end);
  stops.push(() => timer.cancel());
  if (cluster === undefined) return stop;

  const changing = new Set(wait.changing);
  // The two maps are small: this runs at each change while it waits, not over all objects of the application.
  const left = new Map(wait.vanishing.map(({ key, uid }) => [key, uid]));
  const look = (keys: Iterable<ResourceKey>): void => {
    const before = left.size;
    let changed = false;
    for (const key of keys) {
      changed ||= changing.has(key);
      const uid = left.get(key);
      if (uid !== undefined && cluster.live(key)?.uid !== uid) left.delete(key);
    }
    if (changed || (before > 0 && left.size === 0)) end();
    else if (left.size < before) wait.left?.(left.size);
  };
  stops.push(
    cluster.onChange((changes) => look(changes.map(({ key }) => key))),
    cluster.onKindState(({ group, kind }) => {
      if (wait.kinds.has(`${group}/${kind}`)) end();
    }),
    cluster.onConnection((state) => {
      if (state.kind === 'live') end();
    }),
  );
  // What has happened since the look began: changes, and objects that are gone already.
  look(noticed);
  if (!over) look([...left.keys()].filter((key) => !changing.has(key) || cluster.live(key)?.uid !== left.get(key)));
  return stop;
}
