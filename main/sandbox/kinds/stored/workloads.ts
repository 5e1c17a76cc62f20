/** What keeps Pods, as it is stored, in the parts that the sandbox reads. */

import type { IntOrString } from '../../../model/index.ts';
import type { LabelSelector } from '../selector.ts';
import type { Condition, Existing, ExistingMeta, Labels } from './existing.ts';
import type { Template } from './pod.ts';
import type { ClaimSpec } from './volumes.ts';

export interface Deployment extends Existing {
  readonly spec: {
    readonly replicas: number;
    readonly paused?: boolean;
    readonly minReadySeconds?: number;
    readonly revisionHistoryLimit?: number;
    readonly progressDeadlineSeconds?: number;
    readonly selector: LabelSelector;
    readonly strategy:
      | {
          readonly type: 'RollingUpdate';
          readonly rollingUpdate: { readonly maxSurge: IntOrString; readonly maxUnavailable: IntOrString };
        }
      | { readonly type: 'Recreate' };
    readonly template: Template;
  };
  readonly status?: ReplicaCounts & {
    readonly updatedReplicas?: number;
    readonly collisionCount?: number;
    readonly conditions?: readonly Condition[];
  };
}

/** Fields without a value are zero. */
export interface ReplicaCounts {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly terminatingReplicas?: number;
}

export interface ReplicaSet extends Existing {
  readonly spec: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly selector: LabelSelector;
    readonly template: Template;
  };
  readonly status?: ReplicaCounts;
}

export interface ReplicationController extends Existing {
  readonly spec: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly selector?: Labels;
    readonly template?: Template;
  };
  readonly status?: ReplicaCounts;
}

export interface StatefulSet extends Existing {
  readonly spec: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly revisionHistoryLimit?: number;
    readonly serviceName?: string;
    readonly podManagementPolicy?: string;
    readonly ordinals?: { readonly start?: number };
    readonly selector: LabelSelector;
    readonly template: Template;
    readonly updateStrategy: { readonly type: string; readonly rollingUpdate?: { readonly partition?: number } };
    readonly volumeClaimTemplates?: readonly {
      readonly metadata: { readonly name: string; readonly labels?: Labels; readonly annotations?: Labels };
      readonly spec: ClaimSpec;
    }[];
    readonly persistentVolumeClaimRetentionPolicy?: { readonly whenDeleted?: string };
  };
  readonly status?: ReplicaCounts & { readonly currentRevision?: string; readonly collisionCount?: number };
}

export interface DaemonSet extends Existing {
  readonly spec: {
    readonly minReadySeconds?: number;
    readonly revisionHistoryLimit?: number;
    readonly selector: LabelSelector;
    readonly template: Template;
    readonly updateStrategy:
      | { readonly type: 'RollingUpdate'; readonly rollingUpdate: { readonly maxUnavailable: IntOrString } }
      | { readonly type: 'OnDelete' };
  };
  readonly status?: {
    readonly desiredNumberScheduled?: number;
    readonly currentNumberScheduled?: number;
    readonly numberReady?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberAvailable?: number;
  };
}

export interface ControllerRevision extends Existing {
  readonly revision: number;
  readonly data?: { readonly spec?: { readonly template?: Template } };
}

export interface Job extends Existing {
  readonly spec: JobSpec;
  readonly status?: JobStatus;
}

export interface JobSpec {
  readonly parallelism: number;
  readonly completions?: number;
  readonly completionMode?: string;
  readonly backoffLimit: number;
  readonly activeDeadlineSeconds?: number;
  readonly ttlSecondsAfterFinished?: number;
  readonly suspend?: boolean;
  readonly selector?: LabelSelector;
  readonly template: Template;
}

export interface JobStatus {
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly active?: number;
  readonly ready?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly terminating?: number;
  readonly completedIndexes?: string;
  readonly uncountedTerminatedPods?: object;
  readonly conditions?: readonly Condition[];
}

export interface CronJob extends Existing {
  readonly spec: {
    readonly schedule: string;
    readonly timeZone?: string;
    readonly suspend?: boolean;
    readonly concurrencyPolicy?: string;
    readonly startingDeadlineSeconds?: number;
    readonly successfulJobsHistoryLimit?: number;
    readonly failedJobsHistoryLimit?: number;
    readonly jobTemplate: {
      readonly metadata?: Pick<ExistingMeta, 'labels' | 'annotations'>;
      readonly spec: JobSpec;
    };
  };
  readonly status?: {
    readonly active?: readonly { readonly uid: string }[];
    readonly lastScheduleTime?: string;
    readonly lastSuccessfulTime?: string;
  };
}
