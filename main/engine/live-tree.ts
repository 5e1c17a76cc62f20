import type { Cluster, LiveChange, LiveResource } from '../cluster/index.ts';
import { assess, type HealthScripts } from '../health/index.ts';
import {
  type Application,
  deepEqual,
  type HealthStatus,
  imagesOf,
  type KubeObject,
  parseApiVersion,
  parseResourceKey,
  type ResourceKey,
  resourceKey,
} from '../model/index.ts';
import { CLAIM, childKindsOf } from './child-kinds.ts';
import type { TreeNode } from './engine.ts';
import { networkingInfoOf } from './networking-info.ts';
import { nodeInfoOf } from './node-info.ts';
import type { Row } from './record.ts';

const MAX_DEPTH = 20;
/** Claims of one StatefulSet that are looked for. */
const MOST_CLAIMS = 256;
/** Claims of Pods that were scaled away stay: so many are looked for beyond the last Pod. */
const LEFT_CLAIMS = 16;

/** What a node was made from. Equal inputs, equal node. */
interface Made {
  readonly node: TreeNode;
  readonly live: LiveResource | undefined;
  /** Whether the object's text was there. */
  readonly whole: boolean;
  readonly row: Row | undefined;
  /** Claims of a StatefulSet, by name: nothing in a claim says whose it is. */
  readonly claims: readonly ResourceKey[];
}

export interface TreeDelta {
  readonly upsert: readonly TreeNode[];
  readonly remove: readonly ResourceKey[];
}

/**
 * The managed objects of an application and everything they own, parents first (reference §5.1). A change of one object makes one node anew; who
 * owns whom is walked again only when an object came, went or changed its owner.
 */
export class LiveTree {
  readonly #cluster: Cluster;
  readonly #rows: () => ReadonlyMap<ResourceKey, Row>;
  readonly #scripts: HealthScripts;
  #made = new Map<ResourceKey, Made>();
  #uids = new Set<string>();
  readonly #claims = new Set<ResourceKey>();
  readonly #watched = new Set<string>();
  readonly #touched = new Set<ResourceKey>();
  #rowsSeen: ReadonlyMap<ResourceKey, Row> | undefined;
  #walk = true;
  /** What was told while an update was under way: it is looked at against what that update leaves. */
  #told: LiveChange[] | undefined;

  constructor(cluster: Cluster, rows: () => ReadonlyMap<ResourceKey, Row>, scripts: HealthScripts) {
    this.#cluster = cluster;
    this.#rows = rows;
    this.#scripts = scripts;
  }

  nodes(): readonly TreeNode[] {
    return [...this.#made.values()].map(({ node }) => node);
  }

  /** Takes note of what the next `update` looks at. True when one of the changes concerns this tree. */
  note(changes: readonly LiveChange[]): boolean {
    if (this.#told) {
      this.#told.push(...changes);
      return true;
    }
    let mine = false;
    for (const { key, before, after } of changes) {
      const made = this.#made.get(key);
      if (made !== undefined && after !== undefined && made.live !== undefined && sameStanding(made.live, after)) {
        this.#touched.add(key);
        mine = true;
      } else if (made !== undefined || this.#claims.has(key) || this.#isChild(after) || this.#isChild(before)) {
        this.#walk = true;
        mine = true;
      }
    }
    return mine;
  }

  /** What became of the tree since the last call; everything at the first. */
  async update(signal: AbortSignal): Promise<TreeDelta> {
    const rows = this.#rows();
    if (rows !== this.#rowsSeen) this.#noteRows(rows);
    this.#rowsSeen = rows;
    const touched = [...this.#touched];
    const walk = this.#walk;
    this.#touched.clear();
    this.#walk = false;
    this.#told = [];
    try {
      return await (walk ? this.#walkAll(rows, signal) : this.#remake(touched, rows, signal));
    } finally {
      const told = this.#told;
      this.#told = undefined;
      this.note(told);
    }
  }

  async #remake(
    touched: readonly ResourceKey[],
    rows: ReadonlyMap<ResourceKey, Row>,
    signal: AbortSignal,
  ): Promise<TreeDelta> {
    const upsert: TreeNode[] = [];
    for (const key of touched) {
      const before = this.#made.get(key);
      if (before === undefined) continue;
      const row = rows.get(key);
      const live = this.#cluster.live(key) ?? (row ? row.live : before.live);
      const made = await this.#make(key, live, before.node.parents, row, signal);
      this.#made.set(key, made);
      if (made.claims.join() !== before.claims.join()) this.#walk = true;
      if (made.node !== before.node) upsert.push(made.node);
    }
    return { upsert, remove: [] };
  }

  /** Rows are replaced one by one: equal rows are the same objects. */
  #noteRows(rows: ReadonlyMap<ResourceKey, Row>): void {
    let known = 0;
    for (const [key, row] of rows) {
      const made = this.#made.get(key);
      if (made?.row === undefined) {
        // A hook that has not run is no node.
        if (!row.hook || row.live) this.#walk = true;
        continue;
      }
      known++;
      if (made.row === row) continue;
      if (made.live?.uid === row.live?.uid) this.#touched.add(key);
      else this.#walk = true;
    }
    let roots = 0;
    for (const { row } of this.#made.values()) if (row !== undefined) roots++;
    if (roots !== known) this.#walk = true;
  }

  async #walkAll(rows: ReadonlyMap<ResourceKey, Row>, signal: AbortSignal): Promise<TreeDelta> {
    await this.#watchChildren(rows, signal);
    const before = this.#made;
    const made = new Map<ResourceKey, Made>();
    const uids = new Set<string>();
    const upsert: TreeNode[] = [];
    const add = async (key: ResourceKey, live: LiveResource | undefined, parents: readonly string[], row?: Row) => {
      const one = this.#known(key, live, parents, row) ?? (await this.#make(key, live, parents, row, signal));
      made.set(key, one);
      if (live) uids.add(live.uid);
      if (one.node !== before.get(key)?.node) upsert.push(one.node);
      return one;
    };
    const descend = async (parent: LiveResource, claims: readonly ResourceKey[], depth: number): Promise<void> => {
      if (depth > MAX_DEPTH) return;
      for (const key of claims) {
        this.#claims.add(key);
        const claim = this.#cluster.live(key);
        if (claim && !uids.has(claim.uid) && !rows.has(key)) await add(key, claim, [parent.uid]);
      }
      for (const child of this.#cluster.childrenOf(parent.uid)) {
        // Circles are tolerated, and what is managed stands as a root.
        if (uids.has(child.uid) || rows.has(child.key)) continue;
        const one = await add(
          child.key,
          child,
          child.owners.map((owner) => owner.uid),
        );
        await descend(child, one.claims, depth + 1);
      }
    };
    const roots: (readonly [LiveResource, readonly ResourceKey[]])[] = [];
    for (const [key, row] of rows) {
      if (row.hook && !row.live) continue;
      const live = this.#cluster.live(key) ?? row.live;
      const one = await add(key, row.live && live, [], row);
      if (row.live && live) roots.push([live, one.claims]);
    }
    for (const [live, claims] of roots) await descend(live, claims, 1);
    this.#made = made;
    this.#uids = uids;
    return { upsert, remove: [...before.keys()].filter((key) => !made.has(key)) };
  }

  async #watchChildren(rows: ReadonlyMap<ResourceKey, Row>, signal: AbortSignal): Promise<void> {
    const kinds = new Set<string>();
    for (const { ref } of rows.values()) kinds.add(`${ref.group}/${ref.kind}`);
    const wanted = [...childKindsOf(kinds), ...(kinds.has('apps/StatefulSet') ? [CLAIM] : [])].filter(
      ({ group, kind }) => !this.#watched.has(`${group}/${kind}`),
    );
    await Promise.all(wanted.map((kind) => this.#cluster.watch(kind, signal)));
    for (const { group, kind } of wanted) this.#watched.add(`${group}/${kind}`);
  }

  /** What was made, when it would be made the same again: most of a tree at most times, so no promise is spent on it. */
  #known(key: ResourceKey, live: LiveResource | undefined, parents: readonly string[], row: Row | undefined) {
    const before = this.#made.get(key);
    if (before?.live !== live || before?.row !== row || before?.whole !== (live?.whole === true)) return undefined;
    return sameTexts(before.node.parents, parents) ? before : undefined;
  }

  async #make(
    key: ResourceKey,
    live: LiveResource | undefined,
    parents: readonly string[],
    row: Row | undefined,
    signal: AbortSignal,
  ): Promise<Made> {
    const before = this.#made.get(key);
    const whole = live?.whole === true;
    // Its text is on the way and is told as a change: until then a node stays as it was.
    const object = live && whole ? live.object() : undefined;
    const known = before?.live?.uid === live?.uid && object === undefined ? before : undefined;
    const assessed = row ? row.health : object ? await assess(object, this.#scripts, signal) : known?.node.health;
    const health = assessed ?? (object ? healthOfChild(object) : known?.node.health);
    const next = live ? nodeOf(live, object, parents, health, row?.status, known?.node) : missingNode(row!, health);
    const node = before && deepEqual(before.node, next) ? before.node : next;
    const claims = object ? claimsOf(object) : (known?.claims ?? []);
    return { node, live, whole, row, claims };
  }

  #isChild(live: LiveResource | undefined): boolean {
    return live?.owners.some(({ uid }) => this.#uids.has(uid)) === true;
  }
}

/**
 * A child Application says nothing about its parent's health (reference §7), but nobody should have to open it to see that something is wrong with it.
 */
function healthOfChild(object: KubeObject): HealthStatus | undefined {
  if (object.kind !== 'Application' || !object.apiVersion.startsWith('argoproj.io/')) return undefined;
  const health = (object as unknown as Application).status?.health;
  return typeof health?.status === 'string'
    ? { status: health.status, message: String(health.message ?? '') }
    : undefined;
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, at) => text === b[at]);
}

/** The same object under the same owners. */
function sameStanding(a: LiveResource, b: LiveResource): boolean {
  if (a.uid !== b.uid || a.owners.length !== b.owners.length) return false;
  return a.owners.every(({ uid }, at) => uid === b.owners[at]!.uid);
}

function nodeOf(
  live: LiveResource,
  object: KubeObject | undefined,
  parents: readonly string[],
  health: HealthStatus | undefined,
  status: TreeNode['status'],
  known: TreeNode | undefined,
): TreeNode {
  const networkingInfo = object ? networkingInfoOf(object) : known?.networkingInfo;
  return {
    ref: { ...parseResourceKey(live.key), version: parseApiVersion(live.apiVersion).version },
    uid: live.uid,
    parents,
    health,
    status,
    createdAt: live.createdAt,
    info: object ? nodeInfoOf(object) : (known?.info ?? []),
    images: object ? imagesOf(object) : (known?.images ?? []),
    ...(networkingInfo === undefined ? {} : { networkingInfo }),
  };
}

/** Reference §5.1: what does not live is a node without a uid. */
function missingNode(row: Row, health: HealthStatus | undefined): TreeNode {
  return { ref: row.ref, uid: '', parents: [], health, status: row.status, createdAt: '', info: [], images: [] };
}

/** Reference §5.1: a claim belongs to the StatefulSet whose template and ordinal make its name. */
function claimsOf(object: KubeObject): readonly ResourceKey[] {
  if (object.kind !== 'StatefulSet') return [];
  const { spec } = object as {
    spec?: { replicas?: unknown; ordinals?: { start?: unknown }; volumeClaimTemplates?: unknown };
  };
  const templates = Array.isArray(spec?.volumeClaimTemplates) ? spec.volumeClaimTemplates : [];
  const replicas = typeof spec?.replicas === 'number' ? spec.replicas : 1;
  const start = typeof spec?.ordinals?.start === 'number' ? spec.ordinals.start : 0;
  const first = Math.max(0, start - LEFT_CLAIMS);
  const end = start + replicas + LEFT_CLAIMS;
  const { name = '', namespace = '' } = object.metadata;
  const claims: ResourceKey[] = [];
  for (const template of templates as readonly { metadata?: { name?: unknown } }[]) {
    for (let at = first; at < end && claims.length < MOST_CLAIMS; at++) {
      claims.push(resourceKey('', CLAIM.kind, namespace, `${String(template?.metadata?.name)}-${name}-${at}`));
    }
  }
  return claims;
}
