import { controllerOf } from '../../controllers/owned.ts';
import type { Existing } from '../../kinds/stored/existing.ts';
import type { Template } from '../../kinds/stored/pod.ts';
import type {
  ControllerRevision,
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from '../../kinds/stored/workloads.ts';
import { humanDuration, since } from '../since.ts';
import { podRow } from './pod-row.ts';
import { age, containerNames, images, labelsText, type Printer, printer, selectorCell } from './printer.ts';

function replicas(set: ReplicaSet | ReplicationController, now: number): readonly unknown[] {
  const { metadata, spec, status } = set;
  return [
    metadata.name,
    spec.replicas ?? 0,
    status?.replicas ?? 0,
    status?.readyReplicas ?? 0,
    age(set, now),
    containerNames(spec.template?.spec),
    images(spec.template?.spec),
    selectorCell(spec.selector),
  ];
}

function phaseOf({ metadata, status }: Job): string {
  const has = (type: string) => status?.conditions?.some((each) => each.type === type && each.status === 'True');
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(has) ?? 'Running';
}

function completions({ spec, status }: Job): string {
  const done = status?.succeeded ?? 0;
  if (spec.completions !== undefined) return `${done}/${spec.completions}`;
  return spec.parallelism > 1 ? `${done}/1 of ${spec.parallelism}` : `${done}/1`;
}

function duration({ status }: Job, now: number): string {
  if (status?.startTime === undefined) return '';
  const ended = status.completionTime === undefined ? now : Date.parse(status.completionTime);
  return humanDuration(ended - Date.parse(status.startTime));
}

interface PodTemplate extends Existing {
  readonly template: Template;
}

export const WORKLOADS: Readonly<Record<string, Printer>> = {
  '/Pod': podRow,
  '/PodTemplate': printer<PodTemplate>(({ metadata, template }) => [
    metadata.name,
    containerNames(template.spec),
    images(template.spec),
    labelsText(template.metadata.labels),
  ]),
  '/ReplicationController': printer(replicas),
  'apps/ReplicaSet': printer(replicas),
  'apps/Deployment': printer<Deployment>((deployment, now) => {
    const { metadata, spec, status } = deployment;
    return [
      metadata.name,
      `${status?.readyReplicas ?? 0}/${spec.replicas}`,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      age(deployment, now),
      containerNames(spec.template.spec),
      images(spec.template.spec),
      selectorCell(spec.selector),
    ];
  }),
  'apps/StatefulSet': printer<StatefulSet>((set, now) => [
    set.metadata.name,
    `${set.status?.readyReplicas ?? 0}/${set.spec.replicas}`,
    age(set, now),
    containerNames(set.spec.template.spec),
    images(set.spec.template.spec),
  ]),
  'apps/DaemonSet': printer<DaemonSet>((set, now) => {
    const { metadata, spec, status } = set;
    return [
      metadata.name,
      status?.desiredNumberScheduled ?? 0,
      status?.currentNumberScheduled ?? 0,
      status?.numberReady ?? 0,
      status?.updatedNumberScheduled ?? 0,
      status?.numberAvailable ?? 0,
      labelsText(spec.template.spec.nodeSelector),
      age(set, now),
      containerNames(spec.template.spec),
      images(spec.template.spec),
      selectorCell(spec.selector),
    ];
  }),
  'apps/ControllerRevision': printer<ControllerRevision>((revision, now) => {
    const owner = controllerOf(revision);
    const [group] = (owner?.apiVersion ?? '').split('/');
    return [
      revision.metadata.name,
      owner === undefined ? '<none>' : `${owner.kind.toLowerCase()}.${group}/${owner.name}`,
      revision.revision,
      age(revision, now),
    ];
  }),
  'batch/Job': printer<Job>((job, now) => [
    job.metadata.name,
    phaseOf(job),
    completions(job),
    duration(job, now),
    age(job, now),
    containerNames(job.spec.template.spec),
    images(job.spec.template.spec),
    selectorCell(job.spec.selector),
  ]),
  'batch/CronJob': printer<CronJob>((cron, now) => {
    const { metadata, spec, status } = cron;
    const job = spec.jobTemplate.spec;
    return [
      metadata.name,
      spec.schedule,
      spec.timeZone ?? '<none>',
      spec.suspend === true ? 'True' : 'False',
      (status?.active ?? []).length,
      status?.lastScheduleTime === undefined ? '<none>' : since(status.lastScheduleTime, now),
      age(cron, now),
      containerNames(job.template.spec),
      images(job.template.spec),
      selectorCell(job.selector),
    ];
  }),
};
