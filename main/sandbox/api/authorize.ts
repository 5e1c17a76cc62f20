/** Role based access control over the Roles and bindings that the cluster holds. */

import type { ClusterState } from '../cluster-state.ts';
import type { Role, RoleBinding, RoleRule } from '../kinds/rights.ts';
import type { User } from './authenticate.ts';
import { StatusError } from './status-error.ts';

export interface Attributes {
  readonly verb: string;
  readonly group: string;
  /** With its subresource: `pods/log`. */
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

/** Documents that everybody may read who has a name. */
const OPEN_PATHS = /^\/(api|apis|openapi|version|healthz|livez|readyz)(\/|$)/;
const PUBLIC_PATHS = /^\/(version|healthz|livez|readyz)\/?$/;

export function mayRead(user: User, path: string): boolean {
  if (isAdministrator(user)) return true;
  return (user.groups.includes('system:authenticated') ? OPEN_PATHS : PUBLIC_PATHS).test(path);
}

export function mayDo(state: ClusterState, user: User, wanted: Attributes): boolean {
  if (isAdministrator(user)) return true;
  // Everybody may ask what they may.
  if (
    wanted.verb === 'create' &&
    wanted.resource.startsWith('selfsubject') &&
    user.groups.includes('system:authenticated')
  )
    return true;
  for (const rule of rulesOf(state, user, wanted.namespace)) if (allows(rule, wanted)) return true;
  return false;
}

/** All rules that hold for a user in a namespace; without one, those of the whole cluster. */
export function* rulesOf(state: ClusterState, user: User, namespace: string | undefined): Iterable<RoleRule> {
  const role = (storage: string, key: string): readonly RoleRule[] =>
    (state.store.get(storage, key)?.object as Role | undefined)?.rules ?? [];
  for (const { object } of state.store.all('rbac.authorization.k8s.io/clusterrolebindings')) {
    const binding = object as RoleBinding;
    if (concerns(binding, user, undefined)) yield* role('rbac.authorization.k8s.io/clusterroles', binding.roleRef.name);
  }
  if (namespace === undefined) return;
  for (const { object } of state.store.all('rbac.authorization.k8s.io/rolebindings')) {
    const binding = object as RoleBinding;
    if (binding.metadata.namespace !== namespace || !concerns(binding, user, namespace)) continue;
    if (binding.roleRef.kind === 'ClusterRole')
      yield* role('rbac.authorization.k8s.io/clusterroles', binding.roleRef.name);
    else yield* role('rbac.authorization.k8s.io/roles', `${namespace}/${binding.roleRef.name}`);
  }
}

function isAdministrator(user: User): boolean {
  return user.groups.includes('system:masters');
}

function concerns(binding: RoleBinding, user: User, namespace: string | undefined): boolean {
  return (binding.subjects ?? []).some((subject) => {
    if (subject.kind === 'User') return subject.name === user.name;
    if (subject.kind === 'Group') return user.groups.includes(subject.name);
    return user.name === `system:serviceaccount:${subject.namespace ?? namespace}:${subject.name}`;
  });
}

function allows(rule: RoleRule, wanted: Attributes): boolean {
  const has = (list: readonly string[] | undefined, value: string) =>
    (list ?? []).some((each) => each === '*' || each === value);
  if (!has(rule.verbs, wanted.verb) || !has(rule.apiGroups, wanted.group)) return false;
  const [, subresource] = wanted.resource.split('/');
  const resource =
    has(rule.resources, wanted.resource) ||
    (subresource !== undefined && (rule.resources ?? []).includes(`*/${subresource}`));
  if (!resource) return false;
  return (
    (rule.resourceNames ?? []).length === 0 ||
    (wanted.name !== undefined && rule.resourceNames?.includes(wanted.name) === true)
  );
}

export function refusal(user: User, wanted: Attributes): StatusError {
  const plural = wanted.resource.split('/')[0]!;
  const where = wanted.namespace === undefined ? 'at the cluster scope' : `in the namespace "${wanted.namespace}"`;
  const what = wanted.group === '' ? plural : `${plural}.${wanted.group}`;
  const which = wanted.name === undefined ? what : `${what} "${wanted.name}"`;
  return new StatusError(
    403,
    'Forbidden',
    `${which} is forbidden: User "${user.name}" cannot ${wanted.verb} resource "${wanted.resource}" in API group "${wanted.group}" ${where}`,
    {
      ...(wanted.name === undefined ? {} : { name: wanted.name }),
      ...(wanted.group === '' ? {} : { group: wanted.group }),
      kind: plural,
    },
  );
}

export function pathRefusal(user: User, verb: string, path: string): StatusError {
  return new StatusError(
    403,
    'Forbidden',
    `forbidden: User "${user.name}" cannot ${verb} path ${JSON.stringify(path)}`,
    {},
  );
}
