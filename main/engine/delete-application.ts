import {
  type AppKey,
  type Application,
  annotation,
  type Consent,
  HELM_RESOURCE_POLICY,
  isManagedBy,
  type KubeObject,
  objectSyncOptions,
  parseApiVersion,
  RESOURCES_FINALIZER,
  SyncOptions,
  syncWave,
  type TrackingSettings,
} from '../model/index.ts';
import { isMarkedFor } from './deletion-mark.ts';
import { isHookFinalizer, withFinalizers } from './hook-finalizers.ts';

export interface DeletionWish {
  readonly cascade: boolean;
  readonly propagation: 'foreground' | 'background';
}

const CASCADES: ReadonlyMap<string, 'foreground' | 'background'> = new Map([
  [RESOURCES_FINALIZER, 'foreground'],
  [`${RESOURCES_FINALIZER}/foreground`, 'foreground'],
  [`${RESOURCES_FINALIZER}/background`, 'background'],
]);

/** Reference §1.6: what the finalizers on an Application say about its objects. */
export function cascadeOf(app: Application): 'foreground' | 'background' | undefined {
  for (const finalizer of app.metadata.finalizers ?? []) {
    const cascade = CASCADES.get(finalizer);
    if (cascade !== undefined) return cascade;
  }
  return undefined;
}

/** Finalizers that this engine acts on and takes off. */
export function isOwnFinalizer(finalizer: string): boolean {
  return CASCADES.has(finalizer) || isHookFinalizer(finalizer);
}

/**
 * The finalizers after a request to delete with or without cascade. Without it nothing in the cluster is touched: Argo CD leaves the finalizers of hooks
 * and runs them, a PostDelete beside objects that are still there.
 */
export function finalizersFor(app: Application, wish: DeletionWish): readonly string[] {
  const before = app.metadata.finalizers ?? [];
  if (!wish.cascade) return before.filter((finalizer) => !isOwnFinalizer(finalizer) && !isCascade(finalizer));
  const others = before.filter((finalizer) => !isCascade(finalizer));
  return [...others, wish.propagation === 'background' ? `${RESOURCES_FINALIZER}/background` : RESOURCES_FINALIZER];
}

function isCascade(finalizer: string): boolean {
  return finalizer === RESOURCES_FINALIZER || finalizer.startsWith(`${RESOURCES_FINALIZER}/`);
}

/**
 * The application as a request to delete leaves it. One that is being deleted keeps its finalizers (reference §1.6), but asking again without cascade is
 * the way out of a deletion that cannot end: it takes all of them off, and what is still there stays.
 */
export function askedToGo(app: Application, wish: DeletionWish, now: string): Application {
  if (app.metadata.deletionTimestamp === undefined) {
    return withFinalizers({ ...app, metadata: { ...app.metadata, deletionTimestamp: now } }, finalizersFor(app, wish));
  }
  return wish.cascade || (app.metadata.finalizers ?? []).length === 0 ? app : withFinalizers(app, []);
}

/** What a cascade does with one live object. */
export type Fate =
  | { readonly kind: 'goes'; readonly wave: number; readonly confirm: boolean }
  | { readonly kind: 'stays'; readonly because: string }
  /** Not the application's at all, or a hook of this very deletion. */
  | { readonly kind: 'apart' };

/**
 * Reference §1.6: CRDs, the application itself, and what asks to stay are left alone, and so is what the gate refuses. Objects that carry a copy of
 * another's mark, or have an owner, are not the application's.
 */
export function fateOf(
  object: KubeObject,
  app: Application,
  key: AppKey,
  tracking: TrackingSettings,
  refusal: (object: KubeObject) => string | undefined,
): Fate {
  if (!isManagedBy(object, key, tracking)) return { kind: 'apart' };
  const because = staysBecause(object, app) ?? refusal(object);
  if (because !== undefined) return { kind: 'stays', because };
  if (isMarkedFor(object, app)) return { kind: 'apart' };
  return { kind: 'goes', wave: syncWave(object), confirm: consentOf(object, app) === 'confirm' };
}

/** Why a cascade leaves the object alone, whoever may delete it. */
export function staysBecause(object: KubeObject, app: Application): string | undefined {
  const { group } = parseApiVersion(object.apiVersion);
  if (group === 'apiextensions.k8s.io' && object.kind === 'CustomResourceDefinition') {
    return 'definitions are never deleted with an application';
  }
  if (group === 'argoproj.io' && object.kind === 'Application' && isItself(object, app))
    return 'it is the application itself';
  if (consentOf(object, app) !== 'forbidden') return undefined;
  return annotation(object, HELM_RESOURCE_POLICY)?.trim() === 'keep' ? 'helm.sh/resource-policy: keep' : 'Delete=false';
}

function isItself({ metadata }: KubeObject, app: Application): boolean {
  return metadata.name === app.metadata.name && (metadata.namespace ?? '') === (app.metadata.namespace ?? '');
}

function consentOf(object: KubeObject, app: Application): Consent {
  return objectSyncOptions(new SyncOptions(app.spec.syncPolicy?.syncOptions), object).delete;
}

/** `kind`s of everything that an application may have left in its cluster: also what an operation wrote that nobody has compared yet. */
export function kindsLeft(app: Application): ReadonlyMap<string, { readonly group: string; readonly kind: string }> {
  const { resources = [], operationState } = app.status ?? {};
  const kinds = new Map<string, { group: string; kind: string }>();
  for (const { group = '', kind } of [...resources, ...(operationState?.syncResult?.resources ?? [])]) {
    kinds.set(`${group}/${kind}`, { group, kind });
  }
  return kinds;
}

export function nameOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return `${object.kind}/${namespace === undefined || namespace === '' ? '' : `${namespace}/`}${name ?? ''}`;
}
