import type { KubeObject } from '../../../model/index.ts';
import type { ContainerStatus, Pod } from '../../kinds/stored/pod.ts';
import { humanDuration, since } from '../since.ts';

/** The cells of a Pod's row. */
export function podRow(object: KubeObject, now: number): readonly unknown[] {
  const pod = object as Pod;
  const { spec, status = {} } = pod;
  const containers = status.containerStatuses ?? [];
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').length;
  const gates = spec.readinessGates ?? [];
  const open = gates.filter(({ conditionType }) => isTrue(pod, conditionType)).length;
  return [
    pod.metadata.name,
    `${containers.filter(serves).length}/${spec.containers.length + sidecars}`,
    statusOf(pod),
    restarts(containers, now),
    since(pod.metadata.creationTimestamp, now),
    status.podIP || '<none>',
    spec.nodeName || '<none>',
    status.nominatedNodeName || '<none>',
    gates.length === 0 ? '<none>' : `${open}/${gates.length}`,
  ];
}

/** One word for how it is: what takes it away, else what keeps its first container from running, else what it says of itself. */
function statusOf(pod: Pod): string {
  const { phase, reason, containerStatuses = [], conditions = [] } = pod.status ?? {};
  const over = phase === 'Failed' || phase === 'Succeeded';
  if (pod.metadata.deletionTimestamp !== undefined && !over) return reason === 'NodeLost' ? 'Unknown' : 'Terminating';
  const [obstacle] = containerStatuses.map(obstacleOf).filter((text) => text !== undefined);
  // Some of its containers have done what they had to do, others go on.
  if (obstacle === 'Completed' && containerStatuses.some(serves)) return isTrue(pod, 'Ready') ? 'Running' : 'NotReady';
  const gated = conditions.some(({ type, reason: why }) => type === 'PodScheduled' && why === 'SchedulingGated');
  return obstacle ?? (gated ? 'SchedulingGated' : reason || phase || 'Unknown');
}

/** Why a container does not run. */
function obstacleOf({ state }: ContainerStatus): string | undefined {
  if (state?.waiting?.reason) return state.waiting.reason;
  const ended = state?.terminated;
  if (ended === undefined) return undefined;
  return ended.reason || (ended.signal ? `Signal:${ended.signal}` : `ExitCode:${ended.exitCode}`);
}

function serves({ ready, state }: ContainerStatus): boolean {
  return ready === true && state?.running !== undefined;
}

function restarts(containers: readonly ContainerStatus[], now: number): string {
  const count = containers.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const ends = containers
    .flatMap(({ lastState }) => lastState?.terminated?.finishedAt ?? [])
    .map((text) => Date.parse(text));
  return count > 0 && ends.length > 0 ? `${count} (${humanDuration(now - Math.max(...ends))} ago)` : String(count);
}

function isTrue({ status }: Pod, condition: string): boolean {
  return (status?.conditions ?? []).some(({ type, status: given }) => type === condition && given === 'True');
}
