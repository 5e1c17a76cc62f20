import type { KubeObject } from '../../../../../preload/contract/index.ts';
import type { TreeNode } from '../../../../client/index.ts';
import { keyOfObject } from '../../object-key.ts';

/** Something whose Pods have logs. */
export interface LogTarget {
  readonly key: string;
  readonly title: string;
}

const OWNERS: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ReplicationController',
  'Rollout',
]);

/** The owners of Pods first, then each Pod: what people name when they ask for a log. */
export function logTargets(nodes: Iterable<TreeNode>): readonly LogTarget[] {
  const owners: LogTarget[] = [];
  const pods: LogTarget[] = [];
  for (const { ref } of nodes) {
    const target = { key: keyOfObject(ref), title: `${ref.kind} ${ref.name}` };
    if (ref.kind === 'Pod' && ref.group === '') pods.push(target);
    else if (OWNERS.has(ref.kind)) owners.push(target);
  }
  const byTitle = (a: LogTarget, b: LogTarget): number => (a.title < b.title ? -1 : 1);
  return [...owners.sort(byTitle), ...pods.sort(byTitle)];
}

/** Names of all containers of a Pod: its own, those that ran before them, and those that somebody added to look inside. */
export function containersOf(pod: KubeObject): readonly string[] {
  const spec = (pod as { spec?: Readonly<Record<string, unknown>> }).spec ?? {};
  return ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => {
    const found = spec[list];
    if (!Array.isArray(found)) return [];
    return found.flatMap((one: unknown) => {
      const name = typeof one === 'object' && one !== null ? (one as { name?: unknown }).name : undefined;
      return typeof name === 'string' ? [name] : [];
    });
  });
}
