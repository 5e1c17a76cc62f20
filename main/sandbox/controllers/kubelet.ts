import { deepEqual } from '../../model/index.ts';
import { selectorMatches } from '../kinds/selector.ts';
import { type Desk, type Loose, withCondition } from './desk.ts';
import { ANNOTATION, nextStatus, secondsOf, stoppedStatus } from './pod-status.ts';
import { Reconciler } from './reconciler.ts';

/** Stands in for the scheduler and for the kubelets of all nodes. */
export function startKubelet(desk: Desk): Reconciler {
  const kubelet = new Kubelet(desk);
  return new Reconciler(desk.state, {
    name: 'kubelet',
    *concerns(change) {
      if (change.storage === '/pods' && change.type !== 'DELETED') yield change.key;
    },
    sync: (key) => kubelet.sync(key),
  });
}

class Kubelet {
  readonly #desk: Desk;
  #turn = 0;
  #addresses = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  sync(key: string): number | undefined {
    const pod = this.#desk.get('/pods', key);
    if (pod === undefined) return undefined;
    if (pod.metadata.deletionTimestamp !== undefined) return this.#terminate(pod);
    if (pod.spec.nodeName === undefined) return this.#schedule(pod);
    const { status, again } = nextStatus(pod, this.#desk.now);
    if (status.podIP === undefined && status.phase === 'Running') {
      const n = ++this.#addresses;
      status.podIP = pod.spec.hostNetwork === true ? '127.0.0.1' : `10.244.${(n >> 8) & 255}.${n & 255}`;
      status.podIPs = [{ ip: status.podIP }];
      status.hostIP = '127.0.0.1';
      status.hostIPs = [{ ip: '127.0.0.1' }];
    }
    this.#report(pod, status);
    return again;
  }

  #report(pod: Loose, status: Loose): void {
    if (deepEqual(pod.status, status)) return;
    this.#desk.setStatus(pod, status, 'kubelet');
    const first = status.containerStatuses?.[0];
    if (first?.state?.waiting !== undefined) {
      const before = pod.status?.containerStatuses?.[0]?.state?.waiting?.reason;
      if (before !== first.state.waiting.reason)
        this.#desk.event(pod, 'Warning', 'BackOff', first.state.waiting.message, 'kubelet');
    } else if (first?.state?.running !== undefined && pod.status?.phase !== 'Running') {
      this.#desk.event(pod, 'Normal', 'Started', `Started container ${first.name}`, 'kubelet');
    }
  }

  #schedule(pod: Loose): number | undefined {
    if ((pod.spec.schedulingGates ?? []).length > 0) return undefined;
    const nodes = [...this.#desk.in('/nodes', undefined)]
      .filter((node) => fits(pod, node))
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    if (nodes.length === 0) {
      const conditions = withCondition(
        pod.status.conditions,
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          lastProbeTime: null,
        },
        this.#desk.timestamp(),
      );
      this.#desk.setStatus(pod, { ...pod.status, conditions }, 'kube-scheduler');
      return 1000;
    }
    const node = nodes[this.#turn++ % nodes.length].metadata.name;
    const key = `${pod.metadata.namespace}/${pod.metadata.name}`;
    const conditions = withCondition(
      pod.status.conditions,
      { type: 'PodScheduled', status: 'True', observedGeneration: pod.metadata.generation, lastProbeTime: null },
      this.#desk.timestamp(),
    );
    this.#desk.state.store.put('/pods', key, {
      ...pod,
      spec: { ...pod.spec, nodeName: node },
      status: { ...pod.status, conditions },
    });
    this.#desk.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${key} to ${node}`, 'default-scheduler');
    return undefined;
  }

  /** Reports the containers stopped, then does the final delete. */
  #terminate(pod: Loose): number | undefined {
    const grace = pod.metadata.deletionGracePeriodSeconds ?? 0;
    if (grace === 0) return undefined;
    const deleted = Date.parse(pod.metadata.deletionTimestamp) - grace * 1000;
    const wait = deleted + Math.min(grace, secondsOf(pod, ANNOTATION.stopSeconds)) * 1000 - this.#desk.now;
    if (wait > 0 && secondsOf(pod, ANNOTATION.stopSeconds) > 0) return wait;
    const status = stoppedStatus(pod, this.#desk.now);
    if (pod.status.startTime !== undefined && status.phase !== pod.status.phase) {
      this.#desk.setStatus(pod, status, 'kubelet');
      return 1;
    }
    this.#desk.remove(pod, { propagation: undefined, graceSeconds: 0, uid: pod.metadata.uid });
    return undefined;
  }
}

function fits(pod: Loose, node: Loose): boolean {
  const labels = node.metadata.labels ?? {};
  for (const [key, value] of Object.entries(pod.spec.nodeSelector ?? {})) if (labels[key] !== value) return false;
  const terms: Loose[] | undefined =
    pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (terms !== undefined && !terms.some((term) => termMatches(term, node))) return false;
  const taints = [...(node.spec.taints ?? [])];
  if (node.spec.unschedulable === true) taints.push({ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' });
  return taints.every(
    (taint) =>
      taint.effect === 'PreferNoSchedule' || (pod.spec.tolerations ?? []).some((each: Loose) => tolerates(each, taint)),
  );
}

function termMatches(term: Loose, node: Loose): boolean {
  const { matchExpressions, matchFields } = term;
  if (matchExpressions === undefined && matchFields === undefined) return false;
  return (
    selectorMatches({ matchExpressions }, node.metadata.labels ?? {}) &&
    selectorMatches({ matchExpressions: matchFields }, { 'metadata.name': node.metadata.name })
  );
}

function tolerates(toleration: Loose, taint: Loose): boolean {
  if (toleration.effect !== undefined && toleration.effect !== taint.effect) return false;
  if (toleration.key === undefined) return toleration.operator === 'Exists';
  if (toleration.key !== taint.key) return false;
  return toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '');
}

/** Whether a DaemonSet's Pod belongs on a node. */
export { fits as podFits };
