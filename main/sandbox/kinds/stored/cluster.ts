/** What a cluster itself is made of, and what counts in it, as it is stored, in the parts that the sandbox reads. */

import type { IntOrString } from '../../../model/index.ts';
import type { Role } from '../rights.ts';
import type { LabelSelector } from '../selector.ts';
import type { Amounts, Condition, Existing } from './existing.ts';

export interface Namespace extends Existing {
  readonly spec: { readonly finalizers?: readonly string[] };
  readonly status?: { readonly phase?: string; readonly conditions?: readonly Condition[] };
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export interface Node extends Existing {
  readonly spec: { readonly unschedulable?: boolean; readonly taints?: readonly Taint[] };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly nodeInfo?: {
      readonly kubeletVersion?: string;
      readonly osImage?: string;
      readonly kernelVersion?: string;
      readonly containerRuntimeVersion?: string;
    };
  };
}

export interface Event extends Existing {
  readonly involvedObject: { readonly kind: string; readonly name?: string; readonly fieldPath?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
  readonly source?: { readonly component?: string; readonly host?: string };
  readonly reportingComponent?: string;
}

/** One with an aggregationRule is the sum of those that it chooses. */
export interface ClusterRole extends Role, Existing {
  readonly metadata: Existing['metadata'];
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly LabelSelector[] };
}

export interface ResourceQuota extends Existing {
  readonly spec: { readonly hard?: Amounts };
  readonly status?: { readonly hard?: Amounts; readonly used?: Amounts };
}

export interface PodDisruptionBudget extends Existing {
  readonly spec: {
    readonly selector?: LabelSelector;
    readonly minAvailable?: IntOrString;
    readonly maxUnavailable?: IntOrString;
  };
  readonly status?: { readonly disruptionsAllowed?: number; readonly conditions?: readonly Condition[] };
}

interface MetricValue {
  readonly averageUtilization?: number;
  readonly averageValue?: string;
}

export interface HorizontalPodAutoscaler extends Existing {
  readonly spec: {
    readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
    readonly minReplicas: number;
    readonly maxReplicas: number;
    readonly metrics?: readonly {
      readonly type: string;
      readonly resource?: { readonly name: string; readonly target: MetricValue };
    }[];
  };
  readonly status?: {
    readonly currentReplicas?: number;
    readonly conditions?: readonly Condition[];
    readonly currentMetrics?: readonly { readonly resource?: { readonly current?: MetricValue } }[] | null;
  };
}
