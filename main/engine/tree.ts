import type { Cluster, LiveResource } from '../cluster/index.ts';
import { assess, type HealthScripts } from '../health/index.ts';
import { type GroupKind, gvkOf, imagesOf, type KubeObject, parseApiVersion, parseResourceKey } from '../model/index.ts';
import type { TreeNode } from './engine.ts';
import type { Row } from './record.ts';

/** Kinds whose objects own others, and the kinds of those (reference §5.1). Children are watched from the first look at a tree on. */
const CHILDREN: ReadonlyMap<string, readonly GroupKind[]> = new Map([
  ['apps/Deployment', [{ group: 'apps', kind: 'ReplicaSet' }]],
  ['apps/ReplicaSet', [{ group: '', kind: 'Pod' }]],
  [
    'apps/StatefulSet',
    [
      { group: '', kind: 'Pod' },
      { group: 'apps', kind: 'ControllerRevision' },
    ],
  ],
  [
    'apps/DaemonSet',
    [
      { group: '', kind: 'Pod' },
      { group: 'apps', kind: 'ControllerRevision' },
    ],
  ],
  ['batch/CronJob', [{ group: 'batch', kind: 'Job' }]],
  ['batch/Job', [{ group: '', kind: 'Pod' }]],
  ['/Service', [{ group: 'discovery.k8s.io', kind: 'EndpointSlice' }]],
  ['/ReplicationController', [{ group: '', kind: 'Pod' }]],
]);

const MAX_DEPTH = 20;

/** The managed objects of an application and everything they own, parents first. */
export async function buildTree(
  cluster: Cluster,
  rows: Iterable<Row>,
  scripts: HealthScripts,
  signal: AbortSignal,
): Promise<TreeNode[]> {
  const roots = [...rows].filter((row) => !row.hook || row.live);
  await watchChildren(cluster, roots, signal);
  const nodes: TreeNode[] = [];
  const seen = new Set<string>();
  for (const row of roots) {
    if (!row.live) {
      nodes.push({
        ref: row.ref,
        uid: '',
        parents: [],
        health: row.health,
        status: row.status,
        createdAt: '',
        info: [],
        images: [],
      });
      continue;
    }
    nodes.push(nodeOf(row.live, row.live.object(), [], row.health, row.status));
    seen.add(row.live.uid);
    await addChildren(row.live, 1);
  }
  return nodes;

  async function addChildren(parent: LiveResource, depth: number): Promise<void> {
    if (depth > MAX_DEPTH) return;
    for (const child of cluster.childrenOf(parent.uid)) {
      if (seen.has(child.uid)) continue; // cycles are tolerated
      seen.add(child.uid);
      const object = child.object();
      const health = await assess(object, scripts, signal);
      nodes.push(
        nodeOf(
          child,
          object,
          child.owners.map((owner) => owner.uid),
          health,
          undefined,
        ),
      );
      await addChildren(child, depth + 1);
    }
  }
}

async function watchChildren(cluster: Cluster, rows: readonly Row[], signal: AbortSignal): Promise<void> {
  const wanted = new Map<string, GroupKind>();
  const add = (kind: string): void => {
    for (const child of CHILDREN.get(kind) ?? []) {
      const name = `${child.group}/${child.kind}`;
      if (wanted.has(name)) continue;
      wanted.set(name, child);
      add(name);
    }
  };
  for (const row of rows) add(`${row.ref.group}/${row.ref.kind}`);
  await Promise.all([...wanted.values()].map((kind) => cluster.watch(kind, signal)));
}

function nodeOf(
  live: LiveResource,
  object: KubeObject,
  parents: readonly string[],
  health: TreeNode['health'],
  status: TreeNode['status'],
): TreeNode {
  return {
    ref: { ...parseResourceKey(live.key), version: parseApiVersion(live.apiVersion).version },
    uid: live.uid,
    parents,
    health,
    status,
    createdAt: live.createdAt,
    info: infoOf(object),
    images: imagesOf(object),
  };
}

/** Reference §5.2, the entries that a table or a node shows. */
function infoOf(object: KubeObject): TreeNode['info'] {
  const info: { name: string; value: string }[] = [];
  const { kind } = gvkOf(object);
  const revision = object.metadata.annotations?.['deployment.kubernetes.io/revision'];
  if (revision !== undefined) info.push({ name: 'Revision', value: `Rev:${revision}` });
  if (kind === 'Pod') info.push(...podInfo(object));
  const { spec, status } = object as { spec?: { replicas?: number }; status?: { readyReplicas?: number } };
  if (kind === 'Deployment' || kind === 'ReplicaSet' || kind === 'StatefulSet') {
    info.push({ name: 'Ready', value: `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 1}` });
  }
  return info;
}

interface PodParts {
  readonly spec?: { readonly nodeName?: string; readonly containers?: readonly unknown[] };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly containerStatuses?: readonly {
      readonly ready?: boolean;
      readonly restartCount?: number;
      readonly state?: {
        readonly waiting?: { readonly reason?: string };
        readonly terminated?: { readonly reason?: string };
      };
    }[];
  };
}

function podInfo(object: KubeObject): { name: string; value: string }[] {
  const { spec, status } = object as unknown as PodParts;
  const containers = status?.containerStatuses ?? [];
  const waiting = containers.map((c) => c.state?.waiting?.reason ?? c.state?.terminated?.reason).find(Boolean);
  const reason = object.metadata.deletionTimestamp
    ? 'Terminating'
    : (waiting ?? status?.reason ?? status?.phase ?? 'Unknown');
  const restarts = containers.reduce((sum, c) => sum + (c.restartCount ?? 0), 0);
  return [
    { name: 'Status Reason', value: reason },
    ...(spec?.nodeName ? [{ name: 'Node', value: spec.nodeName }] : []),
    { name: 'Containers', value: `${containers.filter((c) => c.ready).length}/${spec?.containers?.length ?? 0}` },
    ...(restarts > 0 ? [{ name: 'Restart Count', value: String(restarts) }] : []),
  ];
}
