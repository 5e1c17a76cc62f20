import { type Application, deepEqual, type HookType, hookTypes } from '../model/index.ts';
import type { Target } from './assemble-target.ts';

/** The phases of a deletion (reference §3.11): before any object goes, and after all are gone. */
export type DeletePhase = Extract<HookType, 'PreDelete' | 'PostDelete'>;

export const DELETE_PHASES: readonly DeletePhase[] = ['PreDelete', 'PostDelete'];

/** `run`: the hooks have yet to succeed. `cleanup`: what their delete policies say has yet to be done. */
export type HookStage = 'run' | 'cleanup';

const FINALIZERS: Readonly<Record<DeletePhase, string>> = {
  PreDelete: 'pre-delete-finalizer.argocd.argoproj.io',
  PostDelete: 'post-delete-finalizer.argocd.argoproj.io',
};

const OURS: ReadonlySet<string> = new Set(DELETE_PHASES.flatMap((phase) => stagesOf(phase)));

export function hookFinalizer(phase: DeletePhase, stage: HookStage): string {
  return stage === 'run' ? FINALIZERS[phase] : `${FINALIZERS[phase]}/cleanup`;
}

function stagesOf(phase: DeletePhase): readonly string[] {
  return [hookFinalizer(phase, 'run'), hookFinalizer(phase, 'cleanup')];
}

export function isHookFinalizer(finalizer: string): boolean {
  return OURS.has(finalizer);
}

export function hasHookStage(app: Application, phase: DeletePhase, stage: HookStage): boolean {
  return app.metadata.finalizers?.includes(hookFinalizer(phase, stage)) === true;
}

/**
 * The application with just the hook finalizers that its target calls for (reference §1.6); the same object when they are there. What is being deleted
 * keeps its own: nobody may give it new work, and only the deletion takes them off.
 */
export function withHookFinalizers(app: Application, target: Pick<Target, 'desired'>): Application {
  if (app.metadata.deletionTimestamp !== undefined) return app;
  const phases = new Set<HookType>();
  for (const { object, hook } of target.desired.values())
    if (hook) for (const type of hookTypes(object)) phases.add(type);
  const before = app.metadata.finalizers ?? [];
  const wanted = DELETE_PHASES.filter((phase) => phases.has(phase)).flatMap(stagesOf);
  const kept = before.filter((finalizer) => !isHookFinalizer(finalizer) || wanted.includes(finalizer));
  const finalizers = [...kept, ...wanted.filter((finalizer) => !kept.includes(finalizer))];
  return deepEqual(finalizers, before) ? app : withFinalizers(app, finalizers);
}

/**
 * The finalizers after somebody wrote `wanted` over an application. The engine's own ones for hooks are not theirs to set; and what is being deleted can
 * only lose finalizers, as in Kubernetes.
 */
export function admittedFinalizers(
  existing: Application,
  wanted: readonly string[] | undefined,
): readonly string[] | undefined {
  const before = existing.metadata.finalizers ?? [];
  if (existing.metadata.deletionTimestamp !== undefined) {
    return existing.metadata.finalizers && before.filter((finalizer) => wanted?.includes(finalizer) === true);
  }
  const own = before.filter(isHookFinalizer);
  if (own.length === 0) return wanted;
  return [...(wanted ?? []).filter((finalizer) => !isHookFinalizer(finalizer)), ...own];
}

export function withFinalizers(app: Application, finalizers: readonly string[]): Application {
  return { ...app, metadata: { ...app.metadata, finalizers } };
}
