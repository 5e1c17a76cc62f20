import type { Draft } from '../kinds/stored/existing.ts';
import type { Pod } from '../kinds/stored/pod.ts';
import type { Job, JobStatus } from '../kinds/stored/workloads.ts';
import { type Desk, isPodActive, isPodReady, withCondition } from './desk.ts';
import { controllerOf } from './owned.ts';
import { createPod, deletePod, MANAGER } from './pods.ts';
import { Reconciler } from './reconciler.ts';

const INDEX = 'batch.kubernetes.io/job-completion-index';
const BACK_OFF_MS = 10_000;
const LONGEST_BACK_OFF_MS = 600_000;

export function startJobs(desk: Desk): Reconciler {
  return new Reconciler(desk.state, {
    name: 'Job',
    *concerns(change) {
      if (change.storage === 'batch/jobs') yield change.key;
      else if (change.storage === '/pods') {
        const owner = controllerOf(change.stored.object);
        if (owner?.kind === 'Job') yield `${change.stored.object.metadata.namespace}/${owner.name}`;
      }
    },
    sync: (key) => sync(desk, key),
  });
}

function has(job: Job, type: string): boolean {
  return (job.status?.conditions ?? []).some((each) => each.type === type && each.status === 'True');
}

function sync(desk: Desk, key: string): number | undefined {
  const job = desk.get('batch/jobs', key);
  if (job === undefined) return undefined;
  if (has(job, 'Complete') || has(job, 'Failed')) return expire(desk, job);
  if (job.metadata.deletionTimestamp !== undefined) return undefined;
  const now = desk.timestamp();
  const status: Draft<JobStatus> = structuredClone(job.status ?? {});
  const pods = desk.dependents(job, '/pods');
  let active = pods.filter(isPodActive);
  const succeeded = pods.filter((pod) => pod.status?.phase === 'Succeeded').length;
  const failed = pods.filter((pod) => pod.status?.phase === 'Failed').length;
  if (job.spec.suspend === true) {
    for (const pod of active) deletePod(desk, job, pod);
    status.conditions = withCondition(
      status.conditions,
      { type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended', lastProbeTime: now },
      now,
    );
    delete status.startTime;
    desk.setStatus(job, tidy({ ...status, active: 0, ready: 0, terminating: 0, uncountedTerminatedPods: {} }), MANAGER);
    return undefined;
  }
  if (has(job, 'Suspended')) {
    status.conditions = withCondition(
      status.conditions,
      { type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed', lastProbeTime: now },
      now,
    );
  }
  status.startTime ??= now;
  const { completions, parallelism, backoffLimit, activeDeadlineSeconds } = job.spec;
  const restarts = active.reduce(
    (sum, pod) => sum + (pod.status?.containerStatuses ?? []).reduce((n, each) => n + each.restartCount, 0),
    0,
  );
  const failures = failed + (job.spec.template.spec.restartPolicy === 'OnFailure' ? restarts : 0);
  const deadline =
    activeDeadlineSeconds === undefined
      ? undefined
      : Date.parse(status.startTime) + activeDeadlineSeconds * 1000 - desk.now;
  const finish = (type: 'Complete' | 'Failed', reason: string, message: string) => {
    for (const pod of active) deletePod(desk, job, pod);
    active = [];
    const first = type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
    for (const each of [first, type]) {
      status.conditions = withCondition(
        status.conditions,
        { type: each, status: 'True', reason, message, lastProbeTime: now },
        now,
      );
    }
    if (type === 'Complete') status.completionTime = now;
    desk.event(
      job,
      type === 'Complete' ? 'Normal' : 'Warning',
      type === 'Complete' ? 'Completed' : reason,
      type === 'Complete' ? 'Job completed' : message,
      'job-controller',
    );
  };
  let again: number | undefined;
  if (failures > backoffLimit) finish('Failed', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  else if (deadline !== undefined && deadline <= 0)
    finish('Failed', 'DeadlineExceeded', 'Job was active longer than specified deadline');
  else if (completions === undefined ? succeeded > 0 && active.length === 0 : succeeded >= completions) {
    finish('Complete', 'CompletionsReached', 'Reached expected number of succeeded pods');
  } else {
    again = deadline;
    const left = completions === undefined ? (succeeded > 0 ? 0 : parallelism) : completions - succeeded;
    const wanted = Math.min(parallelism, left);
    const missing = wanted - active.length;
    const wait = backOff(desk, pods, failed);
    if (missing > 0 && wait > 0) again = Math.min(again ?? wait, wait);
    else if (missing > 0) {
      for (const index of indexesFor(job, pods, missing)) active.push(add(desk, job, index));
    } else if (missing < 0) for (const pod of active.slice(0, -missing)) deletePod(desk, job, pod);
  }
  const ready = active.filter(isPodReady).length;
  desk.setStatus(
    desk.get('batch/jobs', key) ?? job,
    tidy({
      ...status,
      active: active.length,
      ready,
      succeeded,
      failed,
      terminating: 0,
      uncountedTerminatedPods: {},
      ...(job.spec.completionMode === 'Indexed' ? { completedIndexes: completedIndexes(pods) } : {}),
    }),
    MANAGER,
  );
  return again;
}

/** As Go writes it: counters that are pointers stay at zero, the others go. */
function tidy(status: Draft<JobStatus>): JobStatus {
  for (const field of ['active', 'succeeded', 'failed'] as const) if (status[field] === 0) delete status[field];
  if (status.completedIndexes === '') delete status.completedIndexes;
  return status;
}

function add(desk: Desk, job: Job, index: number | undefined): Pod {
  if (index === undefined) return createPod(desk, job, job.spec.template);
  return createPod(desk, job, job.spec.template, {
    labels: { [INDEX]: String(index) },
    annotations: { [INDEX]: String(index) },
    spec: { hostname: `${job.metadata.name}-${index}` },
  });
}

function indexesFor(job: Job, pods: readonly Pod[], missing: number): (number | undefined)[] {
  if (job.spec.completionMode !== 'Indexed') return Array.from({ length: missing }, () => undefined);
  const taken = new Set(
    pods
      .filter((pod) => isPodActive(pod) || pod.status?.phase === 'Succeeded')
      .map((pod) => Number(pod.metadata.labels?.[INDEX])),
  );
  const free: number[] = [];
  for (let n = 0; n < (job.spec.completions ?? 0) && free.length < missing; n++) if (!taken.has(n)) free.push(n);
  return free;
}

function completedIndexes(pods: readonly Pod[]): string {
  const done = [
    ...new Set(
      pods.filter((pod) => pod.status?.phase === 'Succeeded').map((pod) => Number(pod.metadata.labels?.[INDEX])),
    ),
  ].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let n = 0; n < done.length; ) {
    let end = n;
    while (end + 1 < done.length && done[end + 1] === done[end]! + 1) end++;
    parts.push(end === n ? String(done[n]) : `${done[n]}${end === n + 1 ? ',' : '-'}${done[end]}`);
    n = end + 1;
  }
  return parts.join(',');
}

/** After each failure the next Pod waits twice as long. Milliseconds. */
function backOff(desk: Desk, pods: readonly Pod[], failed: number): number {
  if (failed === 0) return 0;
  const last = Math.max(
    ...pods
      .filter((pod) => pod.status?.phase === 'Failed')
      .map((pod) =>
        Date.parse(pod.status?.containerStatuses?.[0]?.state?.terminated?.finishedAt ?? pod.metadata.creationTimestamp),
      ),
  );
  return last + Math.min(LONGEST_BACK_OFF_MS, BACK_OFF_MS * 2 ** (failed - 1)) - desk.now;
}

function expire(desk: Desk, job: Job): number | undefined {
  const seconds = job.spec.ttlSecondsAfterFinished;
  if (seconds === undefined || job.metadata.deletionTimestamp !== undefined) return undefined;
  const ended = job.status?.conditions?.find((each) => each.type === 'Complete' || each.type === 'Failed');
  const left = Date.parse(ended?.lastTransitionTime ?? '') + seconds * 1000 - desk.now;
  if (left > 0) return left + 1;
  desk.remove(job, { propagation: 'Foreground' });
  return undefined;
}
