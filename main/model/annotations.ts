/** The annotations that steer an object (reference §1.9), and how Argo CD reads lists in them. */

import type { KubeObject } from './object.ts';

export const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';
export const COMPARE_OPTIONS = 'argocd.argoproj.io/compare-options';
export const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';
export const HOOK = 'argocd.argoproj.io/hook';
export const HOOK_DELETE_POLICY = 'argocd.argoproj.io/hook-delete-policy';
export const HOOK_FINALIZER = 'argocd.argoproj.io/hook-finalizer';
export const IGNORE_HEALTHCHECK = 'argocd.argoproj.io/ignore-healthcheck';
export const DELETION_APPROVED = 'argocd.argoproj.io/deletion-approved';
export const REFRESH = 'argocd.argoproj.io/refresh';
export const SKIP_RECONCILE = 'argocd.argoproj.io/skip-reconcile';
export const MANIFEST_GENERATE_PATHS = 'argocd.argoproj.io/manifest-generate-paths';
export const HELM_HOOK = 'helm.sh/hook';
export const HELM_HOOK_DELETE_POLICY = 'helm.sh/hook-delete-policy';
export const HELM_HOOK_WEIGHT = 'helm.sh/hook-weight';
export const HELM_RESOURCE_POLICY = 'helm.sh/resource-policy';
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

export const RESOURCES_FINALIZER = 'resources-finalizer.argocd.argoproj.io';
export const FOREGROUND_FINALIZER = 'resources-finalizer.argocd.argoproj.io/foreground';
export const BACKGROUND_FINALIZER = 'resources-finalizer.argocd.argoproj.io/background';

/** Live objects come from strangers: an annotation that is not a text is none. */
export function annotation(object: KubeObject, name: string): string | undefined {
  const { annotations } = object.metadata;
  if (annotations === undefined || annotations === null || !Object.hasOwn(annotations, name)) return undefined;
  const value: unknown = annotations[name];
  return typeof value === 'string' ? value : undefined;
}

/** The parts of a comma list, trimmed, empty ones left out. */
export function annotationList(object: KubeObject, name: string): readonly string[] {
  const text = annotation(object, name);
  return text === undefined ? [] : commaList(text);
}

export function commaList(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
