import { scaledValue } from '../../model/index.ts';
import { usedOf } from '../kinds/quota.ts';
import { selectorMatches } from '../kinds/selector.ts';
import type { HorizontalPodAutoscaler, PodDisruptionBudget, ResourceQuota } from '../kinds/stored/cluster.ts';
import type { Existing } from '../kinds/stored/existing.ts';
import { type Desk, isPodActive, isPodReady, withCondition } from './desk.ts';
import { MANAGER } from './pods.ts';
import { Reconciler } from './reconciler.ts';

/** Status of PodDisruptionBudgets, ResourceQuotas and HorizontalPodAutoscalers: kinds that only count. */
export function startBudgets(desk: Desk): Reconciler {
  return new Reconciler(desk.state, {
    name: 'Budgets',
    *concerns(change) {
      if (COUNTERS.has(change.storage) && change.type !== 'DELETED') yield `${change.storage} ${change.key}`;
      const counted =
        change.type !== 'MODIFIED' && change.storage !== '/events' && change.storage !== '/resourcequotas';
      if (counted && change.storage !== '/pods') {
        for (const object of desk.in('/resourcequotas', change.stored.object.metadata.namespace))
          yield `/resourcequotas ${object.metadata.namespace}/${object.metadata.name}`;
      }
      if (change.storage === '/pods' || SCALED.has(change.storage)) {
        for (const storage of COUNTERS)
          for (const object of desk.in(storage, change.stored.object.metadata.namespace))
            yield `${storage} ${object.metadata.namespace}/${object.metadata.name}`;
      }
    },
    sync(text) {
      const space = text.indexOf(' ');
      const object = desk.get(text.slice(0, space), text.slice(space + 1));
      if (object === undefined) return undefined;
      if (object.kind === 'PodDisruptionBudget') budget(desk, object as PodDisruptionBudget);
      else if (object.kind === 'ResourceQuota') quota(desk, object as ResourceQuota);
      else autoscaler(desk, object as HorizontalPodAutoscaler);
      return undefined;
    },
  });
}

const COUNTERS = new Set(['policy/poddisruptionbudgets', '/resourcequotas', 'autoscaling/horizontalpodautoscalers']);
const SCALED = new Set(['apps/deployments', 'apps/statefulsets', 'apps/replicasets']);

function budget(desk: Desk, object: PodDisruptionBudget): void {
  const pods = [...desk.in('/pods', object.metadata.namespace)].filter(
    (pod) => isPodActive(pod) && selectorMatches(object.spec.selector ?? {}, pod.metadata.labels ?? {}),
  );
  const healthy = pods.filter(isPodReady).length;
  const { minAvailable, maxUnavailable } = object.spec;
  const desired =
    minAvailable !== undefined
      ? (scaledValue(minAvailable, pods.length, true) ?? 0)
      : Math.max(0, pods.length - (scaledValue(maxUnavailable ?? 1, pods.length, true) ?? 0));
  const allowed = Math.max(0, pods.length === 0 ? 0 : healthy - desired);
  const conditions = withCondition(
    object.status?.conditions,
    {
      type: 'DisruptionAllowed',
      status: allowed > 0 ? 'True' : 'False',
      reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
      message: '',
      observedGeneration: object.metadata.generation,
    },
    desk.timestamp(),
  );
  desk.setStatus(
    object,
    {
      conditions,
      currentHealthy: healthy,
      desiredHealthy: desired,
      disruptionsAllowed: allowed,
      expectedPods: pods.length,
      observedGeneration: object.metadata.generation,
    },
    MANAGER,
  );
}

function quota(desk: Desk, object: ResourceQuota): void {
  desk.setStatus(object, { hard: object.spec.hard ?? {}, used: usedOf(desk.state, object) }, MANAGER);
}

/** Whatever has a number of replicas. */
interface Scaled extends Existing {
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number };
}

/** There are no metrics: it sees what it would scale, keeps it within its bounds, and says why it does no more. */
function autoscaler(desk: Desk, object: HorizontalPodAutoscaler): void {
  const { scaleTargetRef, minReplicas, maxReplicas } = object.spec;
  const kind = desk.state.kinds.kind(scaleTargetRef.apiVersion ?? '', scaleTargetRef.kind);
  const target =
    kind === undefined
      ? undefined
      : (desk.get(kind.storage, `${object.metadata.namespace}/${scaleTargetRef.name}`) as Scaled | undefined);
  const now = desk.timestamp();
  let conditions = object.status?.conditions ?? [];
  const set = (type: string, status: boolean, reason: string, message: string) => {
    conditions = withCondition(conditions, { type, status: status ? 'True' : 'False', reason, message }, now);
  };
  if (target === undefined) {
    set(
      'AbleToScale',
      false,
      'FailedGetScale',
      `the HPA controller was unable to get the target's current scale: ${scaleTargetRef.kind.toLowerCase()}s "${scaleTargetRef.name}" not found`,
    );
    desk.setStatus(object, { ...object.status, desiredReplicas: 0, conditions, currentMetrics: null }, MANAGER);
    return;
  }
  const current = target.spec.replicas ?? 1;
  const wanted = current === 0 ? 0 : Math.min(Math.max(current, minReplicas), maxReplicas);
  if (wanted !== current) {
    desk.write(target, { ...target, spec: { ...target.spec, replicas: wanted } }, '', MANAGER);
    desk.event(
      object,
      'Normal',
      'SuccessfulRescale',
      `New size: ${wanted}; reason: Current number of replicas ${current < wanted ? 'below Spec.MinReplicas' : 'above Spec.MaxReplicas'}`,
      'horizontal-pod-autoscaler',
    );
  }
  set('AbleToScale', true, 'SucceededGetScale', "the HPA controller was able to get the target's current scale");
  set(
    'ScalingActive',
    false,
    current === 0 ? 'ScalingDisabled' : 'FailedGetResourceMetric',
    current === 0
      ? 'scaling is disabled since the replica count of the target is zero'
      : 'the HPA was unable to compute the replica count: the sandbox has no metrics',
  );
  desk.setStatus(
    object,
    {
      currentReplicas: target.status?.replicas ?? 0,
      desiredReplicas: wanted,
      conditions,
      currentMetrics: null,
      ...(wanted === current ? {} : { lastScaleTime: now }),
    },
    MANAGER,
  );
}
