import type { Draft } from '../kinds/stored/existing.ts';
import type { CronJob, Job } from '../kinds/stored/workloads.ts';
import type { Desk } from './desk.ts';
import { controllerOf, ownedBy } from './owned.ts';
import { MANAGER } from './pods.ts';
import { Reconciler } from './reconciler.ts';
import { parseSchedule } from './schedule.ts';

export function startCronJobs(desk: Desk): Reconciler {
  return new Reconciler(desk.state, {
    name: 'CronJob',
    *concerns(change) {
      if (change.storage === 'batch/cronjobs') yield change.key;
      else if (change.storage === 'batch/jobs') {
        const owner = controllerOf(change.stored.object);
        if (owner?.kind === 'CronJob') yield `${change.stored.object.metadata.namespace}/${owner.name}`;
      }
    },
    sync: (key) => sync(desk, key),
  });
}

function finished(job: Job): 'Complete' | 'Failed' | undefined {
  for (const each of job.status?.conditions ?? [])
    if ((each.type === 'Complete' || each.type === 'Failed') && each.status === 'True') return each.type;
  return undefined;
}

function sync(desk: Desk, key: string): number | undefined {
  const cron = desk.get('batch/cronjobs', key);
  if (cron === undefined || cron.metadata.deletionTimestamp !== undefined) return undefined;
  const jobs = desk
    .dependents(cron, 'batch/jobs')
    .sort((a, b) => Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp));
  let active = jobs.filter((job) => finished(job) === undefined);
  const status: Draft<NonNullable<CronJob['status']>> = { ...cron.status };
  const succeeded = jobs.filter((job) => finished(job) === 'Complete');
  for (const job of succeeded) {
    const ended = job.status?.completionTime;
    if (ended === undefined) continue;
    if (status.lastSuccessfulTime === undefined || Date.parse(ended) > Date.parse(status.lastSuccessfulTime))
      status.lastSuccessfulTime = ended;
  }
  for (const [kind, limit] of [
    ['Complete', cron.spec.successfulJobsHistoryLimit ?? 3],
    ['Failed', cron.spec.failedJobsHistoryLimit ?? 1],
  ] as const) {
    const done = jobs.filter((job) => finished(job) === kind);
    for (const job of done.slice(0, Math.max(0, done.length - limit))) desk.remove(job);
  }
  let again: number | undefined;
  const schedule = parseSchedule(cron.spec.schedule, cron.spec.timeZone);
  if (schedule !== undefined && cron.spec.suspend !== true) {
    const last = Date.parse(status.lastScheduleTime ?? cron.metadata.creationTimestamp);
    let due = schedule.next(last);
    if (due !== undefined && due <= desk.now) {
      // Times that were missed while nothing ran count as one: the last of them.
      for (
        let next = schedule.next(due), n = 0;
        next !== undefined && next <= desk.now && n < 10_000;
        next = schedule.next(next), n++
      )
        due = next;
      const late = cron.spec.startingDeadlineSeconds;
      const tooLate = late !== undefined && desk.now > due + late * 1000;
      if (!tooLate && !(cron.spec.concurrencyPolicy === 'Forbid' && active.length > 0)) {
        if (cron.spec.concurrencyPolicy === 'Replace') {
          for (const job of active) desk.remove(job);
          active = [];
        }
        active.push(start(desk, cron, due));
        status.lastScheduleTime = new Date(due).toISOString().replace(/\.\d+Z$/, 'Z');
      }
    }
    const following = schedule.next(desk.now);
    if (following !== undefined) again = following - desk.now + 50;
  }
  const refs = active.map((job) => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    name: job.metadata.name,
    namespace: job.metadata.namespace,
    uid: job.metadata.uid,
    resourceVersion: job.metadata.resourceVersion,
  }));
  if (refs.length === 0) delete status.active;
  // Where a known Job has only moved on, the reference stays as it is.
  else if (JSON.stringify(refs.map(({ uid }) => uid)) !== JSON.stringify((status.active ?? []).map((ref) => ref.uid)))
    status.active = refs;
  desk.setStatus(desk.get('batch/cronjobs', key) ?? cron, status, MANAGER);
  return again;
}

function start(desk: Desk, cron: CronJob, due: number): Job {
  const { jobTemplate } = cron.spec;
  const name = `${cron.metadata.name}-${Math.floor(due / 60_000)}`;
  const known = desk.get('batch/jobs', `${cron.metadata.namespace}/${name}`);
  if (known !== undefined) return known;
  const job = desk.create(
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name,
        namespace: cron.metadata.namespace,
        ...(jobTemplate.metadata?.labels === undefined ? {} : { labels: jobTemplate.metadata.labels }),
        annotations: {
          ...jobTemplate.metadata?.annotations,
          'batch.kubernetes.io/cronjob-scheduled-timestamp': new Date(due).toISOString().replace(/\.\d+Z$/, 'Z'),
        },
        ownerReferences: [ownedBy(cron)],
      },
      spec: jobTemplate.spec,
    },
    MANAGER,
  );
  desk.event(cron, 'Normal', 'SuccessfulCreate', `Created job ${name}`, 'cronjob-controller');
  return job;
}
