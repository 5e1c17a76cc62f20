import {
  type HealthStatus,
  HOOK_FINALIZER,
  type HookType,
  hookTypes,
  isHook,
  type KubeObject,
  keyOf,
  type OperationPhase,
  parseResourceKey,
  type ResourceKey,
  resourceKey,
  type SyncPhase,
} from '../model/index.ts';

/**
 * In which phases an object takes part: ordinary ones in Sync, hooks once per phase they name; Skip and hooks of no known phase in none. PreDelete
 * and PostDelete belong to the deletion of an Application, not to a sync (reference §3.3, §3.4).
 */
export function phasesOf(
  object: KubeObject,
): readonly { readonly phase: SyncPhase; readonly hook: SyncPhase | undefined }[] {
  if (!isHook(object)) return [{ phase: 'Sync', hook: undefined }];
  return hookTypes(object)
    .filter(isSyncPhase)
    .map((phase) => ({ phase, hook: phase }));
}

function isSyncPhase(type: HookType): type is SyncPhase {
  return type === 'PreSync' || type === 'Sync' || type === 'PostSync' || type === 'SyncFail';
}

export interface HookNaming {
  readonly revision: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number | undefined;
}

/**
 * The hook as it is created: under its final name and with the finalizer that keeps it until its result was read. The generated name is the same
 * for one operation, so that a resumed one finds its hooks again. Undefined: a name must be generated and the start is not known.
 */
export function hookObject(object: KubeObject, phase: HookType, naming: HookNaming): KubeObject | undefined {
  const name = object.metadata.name ?? generatedName(object, phase, naming);
  if (name === undefined) return undefined;
  const { generateName: _, ...metadata } = object.metadata;
  const finalizers = object.metadata.finalizers ?? [];
  return {
    ...object,
    metadata: {
      ...metadata,
      name,
      finalizers: finalizers.includes(HOOK_FINALIZER) ? finalizers : [...finalizers, HOOK_FINALIZER],
    },
  };
}

function generatedName(object: KubeObject, phase: HookType, { revision, startedAt }: HookNaming): string | undefined {
  if (startedAt === undefined) return undefined;
  const short = revision.length >= 8 ? revision.slice(0, 7) : revision;
  return `${object.metadata.generateName ?? ''}${short}-${phase}-${Math.floor(startedAt / 1000)}`.toLowerCase();
}

/** How far a hook is, from the health of its object (reference §3.4). */
export function hookPhase(
  health: HealthStatus | undefined,
): Extract<OperationPhase, 'Running' | 'Succeeded' | 'Failed'> {
  switch (health?.status) {
    case undefined:
    case 'Healthy':
      return 'Succeeded';
    case 'Degraded':
    case 'Unknown':
      return 'Failed';
    default:
      return 'Running';
  }
}

/** The key that the cluster knows the hook by: its declared namespace counts only for namespaced kinds. */
export function hookKey(declared: ResourceKey, object: KubeObject): ResourceKey {
  const { group, kind, namespace, name } = parseResourceKey(declared);
  return name === '' ? resourceKey(group, kind, namespace, parseResourceKey(keyOf(object)).name) : declared;
}
