import type { OwnerReference, ResourceKey } from '../model/index.ts';
import type { Clock, Timer } from '../runtime/index.ts';
import type { LiveChange } from './face.ts';
import { GroupIndex } from './group-index.ts';
import { appOfTrackingId, isNewer, type LiveKind, LiveObject, readSlim, type SlimFields } from './live-object.ts';
import { pack } from './packed-text.ts';

export interface CacheOptions {
  readonly clock: Clock;
  readonly instanceLabel: string;
  /** Whether trackedBy goes by the instance label instead of the annotation (reference §1.7, method `label`). */
  readonly byLabel: boolean;
  /** More objects that are wanted whole. Called for each event: cheap. */
  readonly wants: (object: LiveObject) => boolean;
  /** An object turned out to be needed whole and is not held so. */
  readonly missing: (object: LiveObject) => void;
  /** Runs once at the end of this turn of the event loop. */
  readonly soon: (run: () => void) => void;
}

/** How long an object whose owner is unknown yet is held whole, milliseconds: watches of different kinds are not ordered. */
const OWNER_MAY_COME = 30_000;
/** And how many of them: beyond it the few that turn out to be needed are read singly. */
const MOST_PROVISIONAL = 2_000;

/** Keys that were asked for and are remembered. */
const MOST_ASKED = 100_000;

/**
 * All watched objects of one cluster, with the indexes that the engine asks. Objects are slim unless they are tracked, wanted, or
 * descend from such an object by ownerReferences; only those keep their text.
 */
export class Cache {
  readonly #options: CacheOptions;
  readonly #kinds = new Map<string, Map<ResourceKey, LiveObject>>();
  readonly #byUid = new Map<string, LiveObject>();
  readonly #byOwner = new GroupIndex<LiveObject>();
  readonly #byApp = new GroupIndex<LiveObject>();
  readonly #listeners = new Set<(changes: readonly LiveChange[]) => void>();
  readonly #provisional = new Set<LiveObject>();
  readonly #asked = new Set<ResourceKey>();
  #interest: ReadonlySet<ResourceKey> = new Set();
  #changes = new Map<ResourceKey, { before: LiveObject | undefined; after: LiveObject | undefined; at: number }>();
  #settling: Timer | undefined;
  #bytes = 0;
  #count = 0;

  constructor(options: CacheOptions) {
    this.#options = options;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#count;
  }

  get(key: ResourceKey): LiveObject | undefined {
    return this.#kinds.get(kindPart(key))?.get(key);
  }

  /**
   * The object that somebody asks for by its key. Who does so once will look into it: it is held whole from now on, also when it does
   * not exist yet. One that was listed before is read singly, and told as a change when its text is there.
   */
  ask(key: ResourceKey): LiveObject | undefined {
    const object = this.get(key);
    if (this.#asked.has(key) || this.#asked.size >= MOST_ASKED) return object;
    this.#asked.add(key);
    if (object !== undefined && !object.wanted) this.#promote(object);
    return object;
  }

  trackedBy(appKey: string): readonly LiveObject[] {
    return this.#byApp.get(appKey);
  }

  childrenOf(uid: string): readonly LiveObject[] {
    return this.#byOwner.get(uid);
  }

  keysOf(group: string, kind: string): Iterable<ResourceKey> {
    return this.#kinds.get(`${group}/${kind}`)?.keys() ?? [];
  }

  onChange(listener: (changes: readonly LiveChange[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** An object as listed, watched or answered. What is older than what is known is left out. Returns what the JSON says of itself. */
  put(json: Buffer, of: LiveKind, at: number): SlimFields {
    const slim = readSlim(json, of, this.#options.instanceLabel);
    const before = this.get(slim.key);
    if (before !== undefined && !isNewer(slim.resourceVersion, before.resourceVersion)) {
      const same = before.resourceVersion === slim.resourceVersion;
      if (same && before.wanted && before.text === undefined) this.#fill(before, json, at);
      return slim;
    }
    const owners = slim.owners.length === 0 ? slim.owners : this.#sharedOwners(slim.owners);
    const object = new LiveObject(owners === slim.owners ? slim : { ...slim, owners }, of, undefined);
    object.wanted = this.#isWanted(object);
    const provisional = !object.wanted && this.#ownerMayCome(object);
    if (object.wanted || provisional) object.text = pack(json);
    if (before !== undefined) this.#unlink(before);
    this.#link(object);
    if (provisional) this.#hold(object);
    this.#note(object.key, before, object, at);
    if (object.wanted) this.#promoteChildren(object);
    return slim;
  }

  /** @param resourceVersion of the deletion; an object that was made anew since then stays. */
  remove(key: ResourceKey, uid: string | undefined, at: number): void {
    const before = this.get(key);
    if (before === undefined || (uid !== undefined && before.uid !== uid)) return;
    this.#unlink(before);
    this.#note(key, before, undefined, at);
  }

  /** Which objects are wanted whole besides tracked ones and their descendants. */
  setInterest(keys: Iterable<ResourceKey>): void {
    this.#interest = new Set(keys);
    for (const key of this.#interest) {
      const object = this.get(key);
      if (object !== undefined && !object.wanted) this.#promote(object);
    }
  }

  /** Text that was read singly for a slim object. Kept only when it is the same version. */
  fill(object: LiveObject, json: Buffer): void {
    if (this.get(object.key) === object && object.text === undefined)
      this.#fill(object, json, this.#options.clock.monotonic());
  }

  close(): void {
    this.#settling?.cancel();
    this.#listeners.clear();
  }

  #fill(object: LiveObject, json: Buffer, at: number): void {
    this.#bytes -= object.bytes;
    object.text = pack(json);
    this.#bytes += object.bytes;
    this.#note(object.key, object, object, at);
  }

  #isWanted(object: LiveObject): boolean {
    return (
      object.trackingId !== '' ||
      this.#interest.has(object.key) ||
      this.#asked.has(object.key) ||
      object.owners.some((owner) => this.#byUid.get(owner.uid)?.wanted === true) ||
      this.#options.wants(object)
    );
  }

  /** Its controller is not known (yet): keep the text for a while rather than read it again when the owner shows up. */
  #ownerMayCome(object: LiveObject): boolean {
    if (this.#provisional.size >= MOST_PROVISIONAL) return false;
    return object.owners.some(
      (owner) => !this.#byUid.has(owner.uid) || this.#provisional.has(this.#byUid.get(owner.uid)!),
    );
  }

  #promote(object: LiveObject): void {
    object.wanted = true;
    this.#provisional.delete(object);
    if (object.text === undefined) this.#options.missing(object);
    this.#promoteChildren(object);
  }

  #promoteChildren(object: LiveObject): void {
    for (const child of this.#byOwner.get(object.uid)) if (!child.wanted) this.#promote(child);
  }

  #hold(object: LiveObject): void {
    this.#provisional.add(object);
    this.#settling ??= this.#options.clock.after(OWNER_MAY_COME, () => this.#settle());
  }

  #settle(): void {
    this.#settling = undefined;
    for (const object of this.#provisional) {
      if (object.wanted) continue;
      this.#bytes -= object.bytes;
      object.text = undefined;
      this.#bytes += object.bytes;
    }
    this.#provisional.clear();
  }

  #link(object: LiveObject): void {
    const kind = `${object.of.group}/${object.of.kind}`;
    let objects = this.#kinds.get(kind);
    if (objects === undefined) {
      objects = new Map();
      this.#kinds.set(kind, objects);
    }
    objects.set(object.key, object);
    this.#byUid.set(object.uid, object);
    for (const owner of object.owners) this.#byOwner.add(owner.uid, object);
    const app = this.#appOf(object);
    if (app !== '') this.#byApp.add(app, object);
    this.#bytes += object.bytes;
    this.#count++;
  }

  #unlink(object: LiveObject): void {
    this.#kinds.get(`${object.of.group}/${object.of.kind}`)?.delete(object.key);
    if (this.#byUid.get(object.uid) === object) this.#byUid.delete(object.uid);
    for (const owner of object.owners) this.#byOwner.remove(owner.uid, object);
    const app = this.#appOf(object);
    if (app !== '') this.#byApp.remove(app, object);
    this.#provisional.delete(object);
    this.#bytes -= object.bytes;
    this.#count--;
  }

  #appOf(object: LiveObject): string {
    return this.#options.byLabel ? object.instance : appOfTrackingId(object.trackingId);
  }

  /** A thousand Pods of one Job share one reference instead of a thousand equal ones. */
  #sharedOwners(owners: readonly OwnerReference[]): readonly OwnerReference[] {
    const sibling = this.#byOwner.first(owners[0]!.uid);
    if (sibling === undefined || sibling.owners.length !== owners.length) return owners;
    const same = sibling.owners.every((owner, index) => JSON.stringify(owner) === JSON.stringify(owners[index]));
    return same ? sibling.owners : owners;
  }

  #note(key: ResourceKey, before: LiveObject | undefined, after: LiveObject | undefined, at: number): void {
    if (this.#listeners.size === 0) return;
    const noted = this.#changes.get(key);
    if (noted !== undefined) {
      noted.after = after;
      return;
    }
    if (this.#changes.size === 0) this.#options.soon(() => this.#tell());
    this.#changes.set(key, { before, after, at });
  }

  #tell(): void {
    const changes: LiveChange[] = [];
    for (const [key, { before, after, at }] of this.#changes) {
      if (before !== undefined || after !== undefined) changes.push({ key, before, after, at });
    }
    this.#changes = new Map();
    if (changes.length > 0) for (const listener of this.#listeners) listener(changes);
  }
}

/** `group/Kind` of `group/Kind/namespace/name`. */
function kindPart(key: ResourceKey): string {
  return key.slice(0, key.indexOf('/', key.indexOf('/') + 1));
}
