import type { TreeNode } from '../client/index.ts';

/** Pods of one selector that are drawn as reached; beyond that the picture would be all edges. */
const MOST_PODS = 256;

/**
 * Where traffic flows (reference §5.3): to what an object names, from what it names, and to the Pods of its namespace that carry all labels it asks
 * for. Keys are those of the nodes, values are uids. Linear in the nodes for each namespace's selectors.
 */
export function routesOf(nodes: ReadonlyMap<string, TreeNode>): ReadonlyMap<string, readonly string[]> {
  const routes = new Map<string, Set<string>>();
  const add = (from: string, to: string | undefined): void => {
    if (to === undefined || to === '') return;
    const known = routes.get(from);
    if (known) known.add(to);
    else routes.set(from, new Set([to]));
  };
  const pods = new Map<string, { readonly uid: string; readonly labels: Readonly<Record<string, string>> }[]>();
  for (const { ref, uid, networkingInfo } of nodes.values()) {
    if (networkingInfo?.labels === undefined || uid === '') continue;
    const there = pods.get(ref.namespace);
    if (there) there.push({ uid, labels: networkingInfo.labels });
    else pods.set(ref.namespace, [{ uid, labels: networkingInfo.labels }]);
  }
  for (const [key, { ref, uid, networkingInfo }] of nodes) {
    if (networkingInfo === undefined) continue;
    for (const target of networkingInfo.targetRefs ?? []) add(key, nodes.get(keyOf(target))?.uid);
    for (const source of networkingInfo.sourceRefs ?? []) if (nodes.has(keyOf(source))) add(keyOf(source), uid);
    const wanted = Object.entries(networkingInfo.targetLabels ?? {});
    // No selector selects nothing: its endpoints are kept by somebody else.
    if (wanted.length === 0) continue;
    let found = 0;
    for (const pod of pods.get(ref.namespace) ?? []) {
      if (found >= MOST_PODS) break;
      if (!wanted.every(([name, value]) => Object.hasOwn(pod.labels, name) && pod.labels[name] === value)) continue;
      add(key, pod.uid);
      found++;
    }
  }
  return new Map([...routes].map(([key, uids]) => [key, [...uids]]));
}

function keyOf({ group, kind, namespace, name }: Omit<TreeNode['ref'], 'version'>): string {
  return `${group}/${kind}/${namespace}/${name}`;
}
