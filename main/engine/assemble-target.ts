import {
  type AppKey,
  type Condition,
  contentHash,
  type GroupKind,
  gvkOf,
  hookRole,
  type KubeObject,
  keyOf,
  parseApiVersion,
  type ResourceKey,
  resourceKey,
  type SourceType,
  stamp,
  syncWave,
  type TrackingSettings,
} from '../model/index.ts';
import type { RenderResult } from '../render/index.ts';

/** One object that Git wants, ready to be compared and applied. */
export interface Desired {
  readonly key: ResourceKey;
  /** With tracking and namespace. Shares all but metadata with the render result: do not change. */
  readonly object: KubeObject;
  /** Identifies `object` without hashing it again. */
  readonly hash: string;
  readonly hook: boolean;
  /** `hook: Skip`: neither applied nor compared. */
  readonly skip: boolean;
  readonly wave: number;
}

/** What an application should look like, for certain revisions of its sources. */
export interface Target {
  /** Equal ids, equal objects: a new commit that changed nothing for this application keeps the id. */
  readonly id: string;
  readonly revisions: readonly string[];
  readonly sourceTypes: readonly SourceType[];
  readonly desired: ReadonlyMap<ResourceKey, Desired>;
  /** Kinds of the objects, each once. */
  readonly kinds: readonly GroupKind[];
  /** Those of them that live in a namespace, as `group/Kind`. */
  readonly namespaced: ReadonlySet<string>;
  readonly conditions: readonly Condition[];
}

export interface AssembleInput {
  readonly appKey: AppKey;
  readonly destinationNamespace: string;
  readonly tracking: TrackingSettings;
  /** Undefined when the API server does not serve the kind: treated as namespaced (reference §2.2 step 2). */
  readonly namespaced: (kind: GroupKind) => boolean | undefined;
  readonly excluded: (kind: GroupKind) => boolean;
}

/** Identifies a target before it is made: everything that assembly depends on. */
export function assemblyKey(input: AssembleInput, results: readonly RenderResult[]): string {
  const kinds = new Map<string, readonly [boolean | undefined, boolean]>();
  for (const { resources } of results) {
    for (const { object } of resources) {
      const name = `${object.apiVersion} ${object.kind}`;
      if (kinds.has(name)) continue;
      const kind = { group: parseApiVersion(object.apiVersion).group, kind: object.kind };
      kinds.set(name, [input.namespaced(kind), input.excluded(kind)]);
    }
  }
  return contentHash([results.map((result) => result.key), marksOf(input), [...kinds]]);
}

/** What is written into every object. */
function marksOf({ appKey, destinationNamespace, tracking }: AssembleInput): readonly unknown[] {
  return [appKey, destinationNamespace, tracking];
}

/** Reference §2.2 steps 1 to 4 and §1.7: concatenates, fixes scopes, stamps, de-duplicates and drops excluded kinds. */
export function assembleTarget(
  input: AssembleInput,
  results: readonly RenderResult[],
  revisions: readonly string[],
): Target {
  const desired = new Map<ResourceKey, Desired>();
  const kinds = new Map<string, GroupKind>();
  const repeated = new Map<ResourceKey, number>();
  const excluded = new Set<string>();
  const conditions: Condition[] = results.flatMap((result) => [...result.warnings]);
  const marks = contentHash(marksOf(input));

  for (const result of results) {
    for (const resource of result.resources) {
      const { group } = parseApiVersion(resource.object.apiVersion);
      const gk = { group, kind: resource.object.kind };
      if (input.excluded(gk)) {
        excluded.add(`${group}/${gk.kind}`);
        continue;
      }
      const namespaced = input.namespaced(gk) ?? true;
      // Stamped before the scope is known: the id of a cluster-scoped object names the destination namespace (reference §1.7).
      const stamped = stamp(resource.object, input.appKey, input.destinationNamespace, input.tracking);
      const object = withScope(stamped, namespaced, input.destinationNamespace);
      const key = object.metadata.name ? keyOf(object) : unnamedKey(object, desired);
      if (desired.has(key)) repeated.set(key, (repeated.get(key) ?? 1) + 1);
      const role = hookRole(object);
      desired.delete(key); // the last one wins, and takes its place in the order
      desired.set(key, {
        key,
        object,
        hash: `${resource.hash}:${marks}:${namespaced}`,
        hook: role.kind !== 'resource',
        skip: role.kind === 'skip',
        wave: syncWave(object),
      });
      kinds.set(`${group}/${gk.kind}`, gk);
    }
  }

  for (const [key, times] of repeated) {
    conditions.push({
      type: 'RepeatedResourceWarning',
      message: `Resource ${key} appeared ${times} times among application resources.`,
    });
  }
  for (const kind of excluded) {
    conditions.push({ type: 'ExcludedResourceWarning', message: `Resource ${kind} is excluded in the settings` });
  }
  return {
    id: assemblyKey(input, results),
    revisions,
    sourceTypes: results.map((result) => result.sourceType),
    desired,
    kinds: [...kinds.values()],
    namespaced: new Set([...kinds].filter(([, kind]) => input.namespaced(kind) ?? true).map(([name]) => name)),
    conditions,
  };
}

/**
 * A hook whose name is generated at each sync has none yet. It stands under its `generateName`, which is no valid name of an object; several of one
 * kind are different objects all the same.
 */
function unnamedKey(object: KubeObject, desired: ReadonlyMap<ResourceKey, Desired>): ResourceKey {
  const { group, kind } = gvkOf(object);
  const { generateName = '', namespace = '' } = object.metadata;
  for (let n = 1; ; n += 1) {
    const key = resourceKey(group, kind, namespace, n === 1 ? generateName : `${generateName}${n}-`);
    if (!desired.has(key)) return key;
  }
}

function withScope(object: KubeObject, namespaced: boolean, destinationNamespace: string): KubeObject {
  if (namespaced) {
    if (object.metadata.namespace || destinationNamespace === '') return object;
    return { ...object, metadata: { ...object.metadata, namespace: destinationNamespace } };
  }
  if (object.metadata.namespace === undefined) return object;
  const { namespace: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
