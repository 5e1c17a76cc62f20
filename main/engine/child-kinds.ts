import type { GroupKind } from '../model/index.ts';

const POD: GroupKind = { group: '', kind: 'Pod' };
const REPLICA_SET: GroupKind = { group: 'apps', kind: 'ReplicaSet' };
const CONTROLLER_REVISION: GroupKind = { group: 'apps', kind: 'ControllerRevision' };
const JOB: GroupKind = { group: 'batch', kind: 'Job' };
const SECRET: GroupKind = { group: '', kind: 'Secret' };
const ANALYSIS_RUN: GroupKind = { group: 'argoproj.io', kind: 'AnalysisRun' };

export const CLAIM: GroupKind = { group: '', kind: 'PersistentVolumeClaim' };

/** Kinds whose objects own others, and the kinds of those (reference §5.1). Children are watched from the first look at a tree on. */
const CHILDREN: ReadonlyMap<string, readonly GroupKind[]> = new Map([
  ['apps/Deployment', [REPLICA_SET]],
  ['apps/ReplicaSet', [POD]],
  ['apps/StatefulSet', [POD, CONTROLLER_REVISION]],
  ['apps/DaemonSet', [POD, CONTROLLER_REVISION]],
  ['argoproj.io/Rollout', [REPLICA_SET, ANALYSIS_RUN, { group: 'argoproj.io', kind: 'Experiment' }]],
  ['argoproj.io/Experiment', [REPLICA_SET, ANALYSIS_RUN]],
  ['argoproj.io/AnalysisRun', [JOB]],
  ['argoproj.io/CronWorkflow', [{ group: 'argoproj.io', kind: 'Workflow' }]],
  ['argoproj.io/Workflow', [POD]],
  ['argoproj.io/ApplicationSet', [{ group: 'argoproj.io', kind: 'Application' }]],
  ['batch/CronJob', [JOB]],
  ['batch/Job', [POD]],
  ['bitnami.com/SealedSecret', [SECRET]],
  ['external-secrets.io/ExternalSecret', [SECRET]],
  ['keda.sh/ScaledJob', [JOB]],
  ['keda.sh/ScaledObject', [{ group: 'autoscaling', kind: 'HorizontalPodAutoscaler' }]],
  ['/Service', [{ group: 'discovery.k8s.io', kind: 'EndpointSlice' }]],
  ['/ReplicationController', [POD]],
]);

/** The kinds that objects of these kinds (`group/Kind`) may own, and those of theirs. */
export function childKindsOf(kinds: Iterable<string>): readonly GroupKind[] {
  const wanted = new Map<string, GroupKind>();
  const add = (kind: string): void => {
    for (const child of CHILDREN.get(kind) ?? []) {
      const name = `${child.group}/${child.kind}`;
      if (wanted.has(name)) continue;
      wanted.set(name, child);
      add(name);
    }
  };
  for (const kind of kinds) add(kind);
  return [...wanted.values()];
}
