import { describe, expect, it } from 'vitest';
import type { RoleRule } from '../kinds/rights.ts';
import type { LabelSelector } from '../kinds/selector.ts';
import type { ClusterRole } from '../kinds/stored/cluster.ts';
import { sumOf } from './aggregation.ts';

const role = (name: string, labels: Record<string, string>, rules: readonly RoleRule[] | null, more: object = {}) =>
  ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name, uid: name, creationTimestamp: '2026-01-01T00:00:00Z', labels },
    rules,
    ...more,
  }) as ClusterRole;
const on = (resource: string): RoleRule => ({ apiGroups: [''], resources: [resource], verbs: ['get'] });
const sum = (...clusterRoleSelectors: readonly LabelSelector[]) =>
  role('sum', { to: 'view' }, null, { aggregationRule: { clusterRoleSelectors } });

describe('a ClusterRole that is the sum of others', () => {
  const pods = role('b', { to: 'view' }, [on('pods'), on('services')]);
  const services = role('a', { to: 'view' }, [on('services'), on('secrets')]);
  const edit = role('c', { to: 'edit' }, [on('configmaps')]);
  const nothing = role('d', { to: 'view' }, null);

  it('has the rules of those that are chosen, by name and no rule twice', () => {
    const all = sum({ matchLabels: { to: 'view' } });
    expect(sumOf(all, [pods, services, edit, nothing, all])).toEqual([on('services'), on('secrets'), on('pods')]);
  });

  it('takes one selector after the other, and never itself', () => {
    const all = sum({ matchLabels: { to: 'edit' } }, { matchLabels: { to: 'view' } });
    expect(sumOf(all, [all, pods, edit])).toEqual([on('configmaps'), on('pods'), on('services')]);
  });

  it('has none where none is chosen', () => {
    expect(sumOf(sum({ matchLabels: { to: 'nobody' } }), [pods])).toEqual([]);
    expect(sumOf(sum(), [pods])).toEqual([]);
  });
});
