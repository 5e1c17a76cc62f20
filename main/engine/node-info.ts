import { gvkOf, type KubeObject } from '../model/index.ts';

interface Info {
  readonly name: string;
  readonly value: string;
}

/** Texts of a cluster that come with every frame. */
const LONGEST = 253;

/** Reference §5.2: the entries that a table or a node shows. */
export function nodeInfoOf(object: KubeObject): readonly Info[] {
  const info: Info[] = [];
  const { kind } = gvkOf(object);
  const { spec, status, revision } = object as {
    spec?: { replicas?: unknown };
    status?: { readyReplicas?: unknown };
    revision?: unknown;
  };
  const annotations = object.metadata.annotations;
  const annotated = annotations?.['deployment.kubernetes.io/revision'] ?? annotations?.['rollout.argoproj.io/revision'];
  if (annotated !== undefined) info.push({ name: 'Revision', value: `Rev:${annotated}` });
  else if (Number.isInteger(revision)) info.push({ name: 'Revision', value: `Rev:${String(revision)}` });
  if (kind === 'Pod') info.push(...podInfo(object));
  if (kind === 'Deployment' || kind === 'ReplicaSet' || kind === 'StatefulSet') {
    info.push({ name: 'Ready', value: `${count(status?.readyReplicas, 0)}/${count(spec?.replicas, 1)}` });
  }
  return info.map(({ name, value }) => ({ name, value: value.slice(0, LONGEST) }));
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string };
  readonly running?: object;
  readonly terminated?: { readonly reason?: string; readonly exitCode?: number; readonly signal?: number };
}

interface ContainerStatus {
  readonly name?: string;
  readonly ready?: boolean;
  readonly started?: boolean;
  readonly restartCount?: number;
  readonly state?: ContainerState;
}

interface PodParts {
  readonly spec?: {
    readonly nodeName?: string;
    readonly containers?: readonly unknown[];
    readonly initContainers?: readonly { readonly name?: string; readonly restartPolicy?: string }[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly conditions?: readonly { readonly type?: string; readonly status?: string; readonly reason?: string }[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

function podInfo(object: KubeObject): readonly Info[] {
  const pod = object as unknown as PodParts;
  const containers = pod.status?.containerStatuses ?? [];
  const restarts = containers.reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
  return [
    { name: 'Status Reason', value: podStatus(pod, object.metadata.deletionTimestamp !== undefined) },
    ...(pod.spec?.nodeName ? [{ name: 'Node', value: pod.spec.nodeName }] : []),
    { name: 'Containers', value: `${containers.filter((c) => c.ready).length}/${pod.spec?.containers?.length ?? 0}` },
    ...(restarts > 0 ? [{ name: 'Restart Count', value: String(restarts) }] : []),
  ];
}

/** The word of kubectl's STATUS column. */
function podStatus(pod: PodParts, deleted: boolean): string {
  const { phase = 'Unknown', reason = '', conditions = [] } = pod.status ?? {};
  if (deleted && reason === 'NodeLost') return 'Unknown';
  if (deleted && phase !== 'Succeeded' && phase !== 'Failed') return 'Terminating';
  const gated = conditions.some((one) => one.type === 'PodScheduled' && one.reason === 'SchedulingGated');
  return initStatus(pod) ?? containersStatus(pod) ?? (gated ? 'SchedulingGated' : reason || phase);
}

/** What the first init container that has not done its part says. */
function initStatus(pod: PodParts): string | undefined {
  const declared = pod.spec?.initContainers ?? [];
  const statuses = pod.status?.initContainerStatuses ?? [];
  for (const [at, status] of statuses.entries()) {
    const { terminated, waiting } = status.state ?? {};
    if (terminated?.exitCode === 0) continue;
    const sidecar = declared.find(({ name }) => name === status.name)?.restartPolicy === 'Always';
    if (sidecar && status.started === true) continue;
    if (terminated) return `Init:${endOf(terminated)}`;
    if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
    return `Init:${at}/${declared.length}`;
  }
  return undefined;
}

function containersStatus(pod: PodParts): string | undefined {
  const statuses = pod.status?.containerStatuses ?? [];
  let said: string | undefined;
  // As kubectl: the first container that has something to say wins.
  for (const { state } of [...statuses].reverse()) {
    if (state?.waiting?.reason) said = state.waiting.reason;
    else if (state?.terminated) said = endOf(state.terminated);
  }
  if (said !== 'Completed' || !statuses.some(({ ready, state }) => ready === true && state?.running)) return said;
  const ready = pod.status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True');
  return ready ? 'Running' : 'NotReady';
}

function endOf({ reason, signal = 0, exitCode = 0 }: NonNullable<ContainerState['terminated']>): string {
  return reason || (signal !== 0 ? `Signal:${signal}` : `ExitCode:${exitCode}`);
}

function count(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
