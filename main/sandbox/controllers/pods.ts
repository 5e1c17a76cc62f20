import { randomSuffix } from '../kinds/names.ts';
import type { Existing, Labels } from '../kinds/stored/existing.ts';
import type { Pod, Template } from '../kinds/stored/pod.ts';
import { type Desk, isPodReady } from './desk.ts';
import { ownedBy } from './owned.ts';

export const MANAGER = 'kube-controller-manager';

/** A Pod from a template; `more` is laid over it. */
export function createPod(
  desk: Desk,
  owner: Existing,
  template: Template,
  more: { name?: string; labels?: Labels; annotations?: Labels; spec?: object } = {},
): Pod {
  const { labels, annotations, finalizers } = template.metadata;
  const base = `${owner.metadata.name}-`;
  const pod = desk.create(
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...(more.name === undefined
          ? { generateName: base, name: `${base.slice(0, 58)}${randomSuffix()}` }
          : { name: more.name }),
        namespace: owner.metadata.namespace,
        labels: { ...labels, ...more.labels },
        ...(annotations === undefined && more.annotations === undefined
          ? {}
          : { annotations: { ...annotations, ...more.annotations } }),
        ...(finalizers === undefined ? {} : { finalizers }),
        ownerReferences: [ownedBy(owner)],
      },
      spec: { ...structuredClone(template.spec), ...more.spec },
    },
    MANAGER,
  );
  desk.event(
    owner,
    'Normal',
    'SuccessfulCreate',
    `Created pod: ${pod.metadata.name}`,
    `${owner.kind.toLowerCase()}-controller`,
  );
  return pod;
}

export function deletePod(desk: Desk, owner: Existing, pod: Pod): void {
  desk.remove(pod);
  desk.event(
    owner,
    'Normal',
    'SuccessfulDelete',
    `Deleted pod: ${pod.metadata.name}`,
    `${owner.kind.toLowerCase()}-controller`,
  );
}

/** Those that a ReplicaSet would rather lose come first: not scheduled, pending, not ready, young. */
export function byExpendability(a: Pod, b: Pod): number {
  const rank = (pod: Pod) =>
    pod.spec.nodeName === undefined ? 0 : pod.status?.phase === 'Pending' ? 1 : isPodReady(pod) ? 3 : 2;
  return (
    rank(a) - rank(b) ||
    Date.parse(b.metadata.creationTimestamp) - Date.parse(a.metadata.creationTimestamp) ||
    (a.metadata.name < b.metadata.name ? -1 : 1)
  );
}
