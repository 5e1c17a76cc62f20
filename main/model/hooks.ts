/** Which hook an object is, and when it is deleted (reference §3.4). */

import { annotation, commaList, HELM_HOOK, HELM_HOOK_DELETE_POLICY, HOOK, HOOK_DELETE_POLICY } from './annotations.ts';
import type { HookType } from './application.ts';
import { type KubeObject, parseApiVersion } from './object.ts';

export type HookDeletePolicy = 'HookSucceeded' | 'HookFailed' | 'BeforeHookCreation';

const HOOK_TYPES: ReadonlySet<string> = new Set<HookType>([
  'PreSync',
  'Sync',
  'PostSync',
  'SyncFail',
  'Skip',
  'PreDelete',
  'PostDelete',
]);

const HELM_HOOKS: ReadonlyMap<string, HookType> = new Map<string, HookType>([
  ['pre-install', 'PreSync'],
  ['pre-upgrade', 'PreSync'],
  ['post-install', 'PostSync'],
  ['post-upgrade', 'PostSync'],
  ['pre-delete', 'PreDelete'],
  ['post-delete', 'PostDelete'],
]);

const DELETE_POLICIES: ReadonlySet<string> = new Set<HookDeletePolicy>([
  'HookSucceeded',
  'HookFailed',
  'BeforeHookCreation',
]);

const HELM_DELETE_POLICIES: ReadonlyMap<string, HookDeletePolicy> = new Map<string, HookDeletePolicy>([
  ['hook-succeeded', 'HookSucceeded'],
  ['hook-failed', 'HookFailed'],
  ['before-hook-creation', 'BeforeHookCreation'],
]);

/** The role of an object in a sync. */
export type HookRole =
  /** An ordinary object of the Sync phase. */
  | { readonly kind: 'resource' }
  /** Runs once in each of these phases. */
  | { readonly kind: 'hook'; readonly types: readonly HookType[] }
  /** `hook: Skip`: neither applied nor compared. */
  | { readonly kind: 'skip' }
  /** A hook of no known phase: never created. */
  | { readonly kind: 'garbage' };

const RESOURCE: HookRole = { kind: 'resource' };
const SKIP: HookRole = { kind: 'skip' };
const GARBAGE: HookRole = { kind: 'garbage' };

/** Helm's annotation counts only where Argo CD's is absent. */
export function hookRole(object: KubeObject): HookRole {
  const own = annotation(object, HOOK);
  if (own !== undefined) return roleOf(commaList(own).filter((type): type is HookType => HOOK_TYPES.has(type)));
  const helm = annotation(object, HELM_HOOK);
  if (helm === undefined) return RESOURCE;
  const names = commaList(helm);
  // CRDs of old charts are ordinary objects, also where Helm's hook came from a chart of version 2.
  if (names.includes('crd-install') || isCrd(object)) return RESOURCE;
  const types = names.map((name) => HELM_HOOKS.get(name)).filter((type) => type !== undefined);
  return roleOf(types);
}

function roleOf(types: readonly HookType[]): HookRole {
  const distinct = [...new Set(types)];
  if (distinct.length === 0) return GARBAGE;
  if (distinct.length === 1 && distinct[0] === 'Skip') return SKIP;
  const phases = distinct.filter((type) => type !== 'Skip');
  return phases.length === 0 ? GARBAGE : { kind: 'hook', types: phases };
}

/** The phases an object is a hook of; empty for ordinary objects, for Skip and for garbage. */
export function hookTypes(object: KubeObject): readonly HookType[] {
  const role = hookRole(object);
  return role.kind === 'hook' ? role.types : [];
}

/** True for anything that is no ordinary object of the Sync phase: it counts neither for sync status nor for health. */
export function isHook(object: KubeObject): boolean {
  return hookRole(object).kind !== 'resource';
}

/** Argo CD's policies with Helm's added; `BeforeHookCreation` when none is named. */
export function hookDeletePolicies(object: KubeObject): readonly HookDeletePolicy[] {
  const policies = new Set<HookDeletePolicy>();
  for (const name of commaList(annotation(object, HOOK_DELETE_POLICY) ?? '')) {
    if (DELETE_POLICIES.has(name)) policies.add(name as HookDeletePolicy);
  }
  for (const name of commaList(annotation(object, HELM_HOOK_DELETE_POLICY) ?? '')) {
    const policy = HELM_DELETE_POLICIES.get(name);
    if (policy !== undefined) policies.add(policy);
  }
  return policies.size === 0 ? ['BeforeHookCreation'] : [...policies];
}

function isCrd(object: KubeObject): boolean {
  return (
    object.kind === 'CustomResourceDefinition' && parseApiVersion(object.apiVersion).group === 'apiextensions.k8s.io'
  );
}
