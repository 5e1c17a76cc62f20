import { deepEqual } from '../../model/index.ts';
import type { RoleRule } from '../kinds/rights.ts';
import { selectorMatches } from '../kinds/selector.ts';
import type { ClusterRole } from '../kinds/stored/cluster.ts';
import type { Desk } from './desk.ts';
import { Reconciler } from './reconciler.ts';

const STORAGE = 'rbac.authorization.k8s.io/clusterroles';
const MANAGER = 'clusterrole-aggregation-controller';

/** ClusterRoles that are the sum of others, chosen by their labels. */
export function startAggregation(desk: Desk): Reconciler {
  return new Reconciler(desk.state, {
    name: 'ClusterRole',
    *concerns(change) {
      if (change.storage !== STORAGE) return;
      // A sum may be a part of another one: all are looked at, of which there are few.
      for (const role of desk.in(STORAGE, undefined))
        if (role.aggregationRule !== undefined && role.metadata.deletionTimestamp === undefined)
          yield role.metadata.name;
    },
    sync(name) {
      const role = desk.get(STORAGE, name);
      if (role?.aggregationRule === undefined) return undefined;
      const rules = sumOf(role, [...desk.in(STORAGE, undefined)]);
      if (!deepEqual(rules, role.rules ?? []))
        desk.write(role, { ...role, rules: rules.length === 0 ? null : rules }, '', MANAGER);
      return undefined;
    },
  });
}

/** Selector by selector, of each the roles by name, no rule twice. */
export function sumOf(role: ClusterRole, all: readonly ClusterRole[]): readonly RoleRule[] {
  const rules: RoleRule[] = [];
  const others = all
    .filter((each) => each.metadata.name !== role.metadata.name)
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    for (const other of others.filter((each) => selectorMatches(selector, each.metadata.labels ?? {}))) {
      for (const rule of other.rules ?? []) if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule);
    }
  }
  return rules;
}
