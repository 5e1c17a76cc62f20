/** What a kubelet would report for a Pod that no container stands behind: the outcome that its annotations ask for. */

import type { Draft } from '../kinds/stored/existing.ts';
import type { Container, ContainerState, ContainerStatus, Pod, PodStatus } from '../kinds/stored/pod.ts';
import { withCondition } from './desk.ts';

export const ANNOTATION = {
  outcome: 'testcluster/outcome',
  seconds: 'testcluster/seconds',
  exitCode: 'testcluster/exit-code',
  stopSeconds: 'testcluster/stop-seconds',
} as const;

export interface NextStatus {
  readonly status: PodStatus;
  /** Milliseconds that it stays so; undefined: until the Pod changes. */
  readonly again: number | undefined;
}

export function secondsOf(pod: Pod, annotation: string): number {
  const value = Number(pod.metadata.annotations?.[annotation] ?? 0);
  return Number.isFinite(value) && value > 0 ? value : 0;
}

/** Pods with restart policy Always run for ever, others end by themselves. `now` in milliseconds. */
export function nextStatus(pod: Pod, now: number): NextStatus {
  const status: Draft<PodStatus> = structuredClone(pod.status ?? {});
  if (status.phase === 'Succeeded' || status.phase === 'Failed') return { status, again: undefined };
  const startTime = status.startTime ?? stamp(now);
  status.startTime = startTime;
  const missing = missingImage(pod);
  const outcome = missing === undefined ? pod.metadata.annotations?.[ANNOTATION.outcome] : 'imagepullbackoff';
  const fails = outcome === 'fail' || outcome === 'crashloop';
  const policy = pod.spec.restartPolicy;
  const start = Date.parse(startTime);
  const delay = secondsOf(pod, ANNOTATION.seconds);
  // The start lacks its fraction of a second.
  const due = start + (delay > 0 ? delay * 1000 + 1000 : 0);
  const wait = Math.max(0, due - now);
  const running = { running: { startedAt: startTime } };
  const ended = (exitCode: number, reason: string) => ({
    terminated: { exitCode, reason, startedAt: startTime, finishedAt: stamp(now) },
  });
  const exitCode = Number(pod.metadata.annotations?.[ANNOTATION.exitCode] ?? 1) || 1;

  if (outcome === 'imagepullbackoff') {
    status.phase = 'Pending';
    setContainers(
      pod,
      status,
      {
        waiting: {
          reason: 'ImagePullBackOff',
          message:
            missing === undefined ? 'Back-off pulling image' : `Back-off pulling image "${missing}": no such image`,
        },
      },
      false,
      now,
    );
    return { status, again: undefined };
  }
  if (outcome === 'hang') {
    status.phase = 'Running';
    setContainers(pod, status, running, policy !== 'Always', now);
    return { status, again: undefined };
  }
  if (wait > 0 || status.phase !== 'Running') {
    // Seen running before it ends.
    status.phase = 'Running';
    setContainers(pod, status, running, policy !== 'Always' || (!fails && wait === 0), now);
    return { status, again: wait > 0 ? wait : policy === 'Always' && !fails ? undefined : 1 };
  }
  if (fails && policy !== 'Never') {
    // The n-th restart comes 2^n − 1 seconds after the first failure.
    const restarts = Math.floor(Math.log2(Math.floor((now - due) / 1000) + 1));
    setContainers(
      pod,
      status,
      { waiting: { reason: 'CrashLoopBackOff', message: 'back-off restarting failed container' } },
      false,
      now,
    );
    status.containerStatuses = status.containerStatuses?.map((container) =>
      container.lastState?.terminated === undefined || container.restartCount < restarts
        ? { ...container, restartCount: restarts, lastState: ended(exitCode, 'Error') }
        : container,
    );
    return { status, again: due + (2 ** (restarts + 1) - 1) * 1000 - now };
  }
  if (fails) {
    status.phase = 'Failed';
    setContainers(pod, status, ended(exitCode, 'Error'), false, now);
    return { status, again: undefined };
  }
  if (policy !== 'Always') {
    status.phase = 'Succeeded';
    setContainers(pod, status, ended(0, 'Completed'), false, now);
    return { status, again: undefined };
  }
  setContainers(pod, status, running, true, now);
  return { status, again: undefined };
}

/** An image that no registry has, by the end of its tag: so a commit can name one without an annotation that gives the play away. */
function missingImage(pod: Pod): string | undefined {
  return pod.spec.containers.map((container) => container.image).find((image) => image.endsWith('-missing'));
}

/** The last status of a Pod that is being deleted. */
export function stoppedStatus(pod: Pod, now: number): PodStatus {
  const status: Draft<PodStatus> = structuredClone(pod.status ?? {});
  if (status.phase === 'Succeeded' || status.phase === 'Failed') return status;
  status.phase = 'Failed';
  setContainers(
    pod,
    status,
    { terminated: { exitCode: 143, reason: 'Error', startedAt: status.startTime, finishedAt: stamp(now) } },
    false,
    now,
  );
  return status;
}

function setContainers(pod: Pod, status: Draft<PodStatus>, state: ContainerState, ready: boolean, now: number): void {
  const { generation } = pod.metadata;
  if (generation !== undefined) status.observedGeneration = generation;
  const over = status.phase === 'Succeeded' || status.phase === 'Failed';
  const started = state.waiting === undefined;
  const initial = pod.spec.initContainers ?? [];
  if (initial.length > 0) {
    status.initContainerStatuses = statusesOf(pod, initial, status.initContainerStatuses).map((each, index) => {
      const sidecar = initial[index]?.restartPolicy !== undefined;
      const pending = status.phase === 'Pending';
      const own = pending
        ? { waiting: { reason: 'PodInitializing' } }
        : sidecar && !over
          ? { running: { startedAt: status.startTime } }
          : {
              terminated: {
                exitCode: 0,
                reason: 'Completed',
                startedAt: status.startTime,
                finishedAt: status.startTime,
              },
            };
      return { ...each, state: own, ready: !pending, ...(pending ? {} : { started: sidecar && !over }) };
    });
  }
  status.containerStatuses = statusesOf(pod, pod.spec.containers, status.containerStatuses).map((each) => ({
    ...each,
    state,
    ready,
    started: started && !over,
  }));
  const gatesOpen = (pod.spec.readinessGates ?? []).every((gate) =>
    (status.conditions ?? []).some((each) => each.type === gate.conditionType && each.status === 'True'),
  );
  const podReady = ready && gatesOpen;
  let reason = '';
  if (status.phase === 'Succeeded') reason = 'PodCompleted';
  else if (status.phase === 'Failed') reason = 'PodFailed';
  else if (!ready) reason = 'ContainersNotReady';
  else if (!podReady) reason = 'ReadinessGatesNotReady';
  const set = (type: string, on: boolean, why: string) => {
    status.conditions = withCondition(
      status.conditions,
      {
        type,
        status: on ? 'True' : 'False',
        ...(generation === undefined ? {} : { observedGeneration: generation }),
        ...(why === '' ? {} : { reason: why }),
        lastProbeTime: null,
      },
      stamp(now),
    );
  };
  set('PodReadyToStartContainers', !over, '');
  set('Initialized', true, '');
  set('ContainersReady', ready, reason);
  set('Ready', podReady, reason);
}

function statusesOf(
  pod: Pod,
  containers: readonly Container[],
  before: readonly ContainerStatus[] | undefined,
): (ContainerStatus & { readonly imageID: string; readonly containerID: string })[] {
  return containers.map((container, index) => ({
    restartCount: 0,
    lastState: {},
    ...before?.[index],
    name: container.name,
    image: container.image,
    imageID: container.image,
    containerID: `argosy-sandbox://${pod.metadata.uid}/${container.name}`,
  }));
}

function stamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
