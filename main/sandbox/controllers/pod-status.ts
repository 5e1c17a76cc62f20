/** What a kubelet would report for a Pod that no container stands behind: the outcome that its annotations ask for. */

import { type Loose, withCondition } from './desk.ts';

export const ANNOTATION = {
  outcome: 'testcluster/outcome',
  seconds: 'testcluster/seconds',
  exitCode: 'testcluster/exit-code',
  stopSeconds: 'testcluster/stop-seconds',
} as const;

export interface NextStatus {
  readonly status: Loose;
  /** Milliseconds that it stays so; undefined: until the Pod changes. */
  readonly again: number | undefined;
}

export function secondsOf(pod: Loose, annotation: string): number {
  const value = Number(pod.metadata.annotations?.[annotation] ?? 0);
  return Number.isFinite(value) && value > 0 ? value : 0;
}

/** Pods with restart policy Always run for ever, others end by themselves. `now` in milliseconds. */
export function nextStatus(pod: Loose, now: number): NextStatus {
  const status = structuredClone(pod.status ?? {});
  if (status.phase === 'Succeeded' || status.phase === 'Failed') return { status, again: undefined };
  status.startTime ??= stamp(now);
  const missing = missingImage(pod);
  const outcome = missing === undefined ? pod.metadata.annotations?.[ANNOTATION.outcome] : 'imagepullbackoff';
  const fails = outcome === 'fail' || outcome === 'crashloop';
  const policy = pod.spec.restartPolicy;
  const start = Date.parse(status.startTime);
  const delay = secondsOf(pod, ANNOTATION.seconds);
  // The start lacks its fraction of a second.
  const due = start + (delay > 0 ? delay * 1000 + 1000 : 0);
  const wait = Math.max(0, due - now);
  const running = { running: { startedAt: status.startTime } };
  const ended = (exitCode: number, reason: string) => ({
    terminated: { exitCode, reason, startedAt: status.startTime, finishedAt: stamp(now) },
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
    for (const container of status.containerStatuses) {
      if (container.lastState?.terminated === undefined || container.restartCount < restarts) {
        container.restartCount = restarts;
        container.lastState = ended(exitCode, 'Error');
      }
    }
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
function missingImage(pod: Loose): string | undefined {
  return pod.spec.containers
    .map((container: Loose) => container.image)
    .find((image: unknown) => String(image).endsWith('-missing'));
}

/** The last status of a Pod that is being deleted. */
export function stoppedStatus(pod: Loose, now: number): Loose {
  const status = structuredClone(pod.status);
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

function setContainers(pod: Loose, status: Loose, state: Loose, ready: boolean, now: number): void {
  const { generation } = pod.metadata;
  if (generation !== undefined) status.observedGeneration = generation;
  const over = status.phase === 'Succeeded' || status.phase === 'Failed';
  const started = state.waiting === undefined;
  const initial: Loose[] = pod.spec.initContainers ?? [];
  if (initial.length > 0) {
    status.initContainerStatuses = statusesOf(pod, initial, status.initContainerStatuses).map((each, index) => {
      const sidecar = initial[index].restartPolicy !== undefined;
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
  const gatesOpen = (pod.spec.readinessGates ?? []).every((gate: Loose) =>
    (status.conditions ?? []).some((each: Loose) => each.type === gate.conditionType && each.status === 'True'),
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

function statusesOf(pod: Loose, containers: readonly Loose[], before: readonly Loose[] | undefined): Loose[] {
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
