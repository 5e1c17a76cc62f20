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
  const { word, ready, restarts } = podColumns(pod);
  const sidecars = (pod.spec?.initContainers ?? []).filter(isSidecar).length;
  return [
    { name: 'Status Reason', value: standing(pod, object.metadata.deletionTimestamp !== undefined) ?? word },
    ...(pod.spec?.nodeName ? [{ name: 'Node', value: pod.spec.nodeName }] : []),
    { name: 'Containers', value: `${ready}/${(pod.spec?.containers?.length ?? 0) + sidecars}` },
    ...(restarts > 0 ? [{ name: 'Restart Count', value: String(restarts) }] : []),
  ];
}

/** What stands above everything that containers say. */
function standing(pod: PodParts, deleted: boolean): string | undefined {
  const { phase = 'Unknown', reason = '' } = pod.status ?? {};
  if (!deleted) return undefined;
  if (reason === 'NodeLost') return 'Unknown';
  return phase === 'Succeeded' || phase === 'Failed' ? undefined : 'Terminating';
}

interface PodColumns {
  readonly word: string;
  readonly ready: number;
  readonly restarts: number;
}

/** The columns STATUS, READY and RESTARTS of kubectl: sidecars count as containers, other init containers only until they are done. */
function podColumns(pod: PodParts): PodColumns {
  const { phase = 'Unknown', reason = '', conditions = [] } = pod.status ?? {};
  const gated = conditions.some((one) => one.type === 'PodScheduled' && one.reason === 'SchedulingGated');
  const init = initColumns(pod);
  const initialized = conditions.some((one) => one.type === 'Initialized' && one.status === 'True');
  const word = init.word ?? (gated ? 'SchedulingGated' : reason || phase);
  if (init.word !== undefined && !initialized) return { word, ready: init.ready, restarts: init.restarts };
  const containers = pod.status?.containerStatuses ?? [];
  return {
    word: containersWord(containers, conditions) ?? word,
    ready: init.ready + containers.filter(isUp).length,
    restarts: init.sidecarRestarts + restartsOf(containers),
  };
}

/** What the first init container that has not done its part says; `word` is undefined when all have. */
function initColumns(pod: PodParts) {
  const declared = pod.spec?.initContainers ?? [];
  let ready = 0;
  let restarts = 0;
  let sidecarRestarts = 0;
  let word: string | undefined;
  for (const [at, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const { terminated, waiting } = status.state ?? {};
    const sidecar = declared.some((one) => one.name === status.name && isSidecar(one));
    restarts += status.restartCount ?? 0;
    if (sidecar) sidecarRestarts += status.restartCount ?? 0;
    if (terminated?.exitCode === 0) continue;
    if (sidecar && status.started === true) {
      if (status.ready === true) ready += 1;
      continue;
    }
    if (terminated) word = `Init:${endOf(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') word = `Init:${waiting.reason}`;
    else word = `Init:${at}/${declared.length}`;
    break;
  }
  return { word, ready, restarts, sidecarRestarts };
}

function containersWord(
  statuses: readonly ContainerStatus[],
  conditions: readonly { readonly type?: string; readonly status?: string }[],
): string | undefined {
  let said: string | undefined;
  // As kubectl: the first container that has something to say wins.
  for (const { state } of [...statuses].reverse()) {
    if (state?.waiting?.reason) said = state.waiting.reason;
    else if (state?.terminated) said = endOf(state.terminated);
  }
  if (said !== 'Completed' || !statuses.some(isUp)) return said;
  return conditions.some((one) => one.type === 'Ready' && one.status === 'True') ? 'Running' : 'NotReady';
}

function isSidecar({ restartPolicy }: { readonly restartPolicy?: string }): boolean {
  return restartPolicy === 'Always';
}

function isUp({ ready, state }: ContainerStatus): boolean {
  return ready === true && state?.running !== undefined;
}

function restartsOf(statuses: readonly ContainerStatus[]): number {
  return statuses.reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
}

function endOf({ reason, signal = 0, exitCode = 0 }: NonNullable<ContainerState['terminated']>): string {
  return reason || (signal !== 0 ? `Signal:${signal}` : `ExitCode:${exitCode}`);
}

function count(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
