import { deepEqual } from '../../model/index.ts';
import { selectorMatches } from '../kinds/selector.ts';
import type { Node, Taint } from '../kinds/stored/cluster.ts';
import type { NodeSelectorTerm, Pod, PodSpec, PodStatus, Toleration } from '../kinds/stored/pod.ts';
import { type Desk, withCondition } from './desk.ts';
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
    const addressed = status.podIP === undefined && status.phase === 'Running';
    this.#report(pod, addressed ? { ...status, ...this.#address(pod) } : status);
    return again;
  }

  #address(pod: Pod): Partial<PodStatus> {
    const n = ++this.#addresses;
    const podIP = pod.spec.hostNetwork === true ? '127.0.0.1' : `10.244.${(n >> 8) & 255}.${n & 255}`;
    return { podIP, podIPs: [{ ip: podIP }], hostIP: '127.0.0.1', hostIPs: [{ ip: '127.0.0.1' }] };
  }

  #report(pod: Pod, status: PodStatus): void {
    if (deepEqual(pod.status, status)) return;
    this.#desk.setStatus(pod, status, 'kubelet');
    const first = status.containerStatuses?.[0];
    if (first?.state?.waiting !== undefined) {
      const before = pod.status?.containerStatuses?.[0]?.state?.waiting?.reason;
      if (before !== first.state.waiting.reason)
        this.#desk.event(pod, 'Warning', 'BackOff', first.state.waiting.message ?? '', 'kubelet');
    } else if (first?.state?.running !== undefined && pod.status?.phase !== 'Running') {
      this.#desk.event(pod, 'Normal', 'Started', `Started container ${first.name}`, 'kubelet');
    }
  }

  #schedule(pod: Pod): number | undefined {
    if ((pod.spec.schedulingGates ?? []).length > 0) return undefined;
    const nodes = [...this.#desk.in('/nodes', undefined)]
      .filter((node) => podFits(pod.spec, node))
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    const node = nodes[this.#turn % Math.max(1, nodes.length)]?.metadata.name;
    if (node === undefined) {
      const conditions = withCondition(
        pod.status?.conditions,
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
    this.#turn++;
    const key = `${pod.metadata.namespace}/${pod.metadata.name}`;
    const conditions = withCondition(
      pod.status?.conditions,
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
  #terminate(pod: Pod): number | undefined {
    const grace = pod.metadata.deletionGracePeriodSeconds ?? 0;
    if (grace === 0) return undefined;
    const deleted = Date.parse(pod.metadata.deletionTimestamp ?? '') - grace * 1000;
    const wait = deleted + Math.min(grace, secondsOf(pod, ANNOTATION.stopSeconds)) * 1000 - this.#desk.now;
    if (wait > 0 && secondsOf(pod, ANNOTATION.stopSeconds) > 0) return wait;
    const status = stoppedStatus(pod, this.#desk.now);
    if (pod.status?.startTime !== undefined && status.phase !== pod.status.phase) {
      this.#desk.setStatus(pod, status, 'kubelet');
      return 1;
    }
    this.#desk.remove(pod, { propagation: undefined, graceSeconds: 0, uid: pod.metadata.uid });
    return undefined;
  }
}

/** Whether a Pod may be on a node. */
export function podFits(spec: Pick<PodSpec, 'nodeSelector' | 'affinity' | 'tolerations'>, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  for (const [key, value] of Object.entries(spec.nodeSelector ?? {})) if (labels[key] !== value) return false;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (terms !== undefined && !terms.some((term) => termMatches(term, node))) return false;
  const taints: Taint[] = [...(node.spec.taints ?? [])];
  if (node.spec.unschedulable === true) taints.push({ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' });
  return taints.every(
    (taint) => taint.effect === 'PreferNoSchedule' || (spec.tolerations ?? []).some((each) => tolerates(each, taint)),
  );
}

function termMatches(term: NodeSelectorTerm, node: Node): boolean {
  const { matchExpressions, matchFields } = term;
  if (matchExpressions === undefined && matchFields === undefined) return false;
  return (
    selectorMatches({ matchExpressions }, node.metadata.labels ?? {}) &&
    selectorMatches({ matchExpressions: matchFields }, { 'metadata.name': node.metadata.name })
  );
}

function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect !== undefined && toleration.effect !== taint.effect) return false;
  if (toleration.key === undefined) return toleration.operator === 'Exists';
  if (toleration.key !== taint.key) return false;
  return toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '');
}
