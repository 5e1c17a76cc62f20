import type { KubeObject } from '../../../../preload/contract/index.ts';
import type { TreeNode } from '../../../client/index.ts';
import { keyOfObject, type ObjectRef } from '../object-key.ts';

/** What `status.conditions` of an object says, as far as it is of the usual shape. */
export interface ObjectCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** Milliseconds since the epoch; 0: not told. */
  readonly since: number;
}

const MOST_CONDITIONS = 50;

export function conditionsOf(object: KubeObject | undefined): readonly ObjectCondition[] {
  const status: unknown = object?.['status'];
  const list: unknown = typeof status === 'object' && status !== null ? Reflect.get(status, 'conditions') : undefined;
  if (!Array.isArray(list)) return [];
  return list
    .slice(0, MOST_CONDITIONS)
    .filter((one): one is object => typeof one === 'object' && one !== null)
    .map((one) => {
      const text = (field: string): string => {
        const value: unknown = Reflect.get(one, field);
        return typeof value === 'string' ? value : '';
      };
      const since = Date.parse(text('lastTransitionTime'));
      return {
        type: text('type'),
        status: text('status'),
        reason: text('reason'),
        message: text('message'),
        since: Number.isNaN(since) ? 0 : since,
      };
    });
}

export interface Family {
  readonly node: TreeNode | undefined;
  readonly owners: readonly TreeNode[];
  readonly owned: readonly TreeNode[];
}

/** An object in the tree of its application, with those above and below it. */
export function familyOf(nodes: readonly TreeNode[], ref: ObjectRef): Family {
  const key = keyOfObject(ref);
  const node = nodes.find((one) => keyOfObject(one.ref) === key);
  if (!node) return { node, owners: [], owned: [] };
  const above = new Set(node.parents);
  return {
    node,
    owners: nodes.filter(({ uid }) => above.has(uid)),
    owned: nodes.filter(({ parents }) => parents.includes(node.uid)),
  };
}

/** Kinds that have logs, their own or those of Pods below them. */
export function hasLogs({ group, kind }: ObjectRef): boolean {
  if (group === '') return kind === 'Pod' || kind === 'ReplicationController';
  if (group === 'apps') return ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'].includes(kind);
  return (
    (group === 'batch' && (kind === 'Job' || kind === 'CronJob')) || (group === 'argoproj.io' && kind === 'Rollout')
  );
}
