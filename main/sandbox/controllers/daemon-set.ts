import { scaledValue } from '../../model/index.ts';
import type { Pod } from '../kinds/stored/pod.ts';
import type { DaemonSet } from '../kinds/stored/workloads.ts';
import { type Desk, isPodReady, readySince } from './desk.ts';
import { podFits } from './kubelet.ts';
import { controllerOf } from './owned.ts';
import { createPod, deletePod, MANAGER } from './pods.ts';
import { Reconciler } from './reconciler.ts';
import { REVISION_HASH, revisionOf } from './revisions.ts';

const TOLERATED = ['not-ready', 'unreachable'].map((name) => ({
  key: `node.kubernetes.io/${name}`,
  operator: 'Exists',
  effect: 'NoExecute',
}));
const PRESSURE = ['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'].map((name) => ({
  key: `node.kubernetes.io/${name}`,
  operator: 'Exists',
  effect: 'NoSchedule',
}));

export function startDaemonSets(desk: Desk): Reconciler {
  return new Reconciler(desk.state, {
    name: 'DaemonSet',
    *concerns(change) {
      if (change.storage === 'apps/daemonsets') yield change.key;
      else if (change.storage === '/pods') {
        const owner = controllerOf(change.stored.object);
        if (owner?.kind === 'DaemonSet') yield `${change.stored.object.metadata.namespace}/${owner.name}`;
      } else if (change.storage === '/nodes') {
        for (const { object } of desk.state.store.all('apps/daemonsets'))
          yield `${object.metadata.namespace}/${object.metadata.name}`;
      }
    },
    sync: (key) => sync(desk, key),
  });
}

function sync(desk: Desk, key: string): number | undefined {
  const set = desk.get('apps/daemonsets', key);
  if (set === undefined || set.metadata.deletionTimestamp !== undefined) return undefined;
  const revision = revisionOf(desk, set).metadata.labels?.[REVISION_HASH] ?? '';
  const { template } = set.spec;
  const tolerations = [...(template.spec.tolerations ?? []), ...TOLERATED, ...PRESSURE];
  const nodes = [...desk.in('/nodes', undefined)];
  const wanted = nodes.filter((node) => podFits({ ...template.spec, tolerations }, node));
  const pods = podsOf(desk, set);
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) {
    const node = nodeOf(pod);
    byNode.set(node, [...(byNode.get(node) ?? []), pod]);
  }
  const names = new Set(wanted.map((node) => node.metadata.name));
  for (const [node, here] of byNode) {
    const living = here.filter((pod) => pod.metadata.deletionTimestamp === undefined);
    for (const pod of living)
      if (!names.has(node) || pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded')
        deletePod(desk, set, pod);
  }
  for (const node of wanted) {
    if ((byNode.get(node.metadata.name) ?? []).length > 0) continue;
    createPod(desk, set, template, {
      labels: { [REVISION_HASH]: revision, 'pod-template-generation': String(set.metadata.generation) },
      spec: {
        tolerations,
        affinity: {
          ...template.spec.affinity,
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                { matchFields: [{ key: 'metadata.name', operator: 'In', values: [node.metadata.name] }] },
              ],
            },
          },
        },
      },
    });
  }
  roll(desk, set, revision, wanted.length);
  return report(desk, desk.get('apps/daemonsets', key), revision, wanted.length);
}

function podsOf(desk: Desk, set: DaemonSet): Pod[] {
  return desk.dependents(set, '/pods');
}

/** Of a Pod that is not scheduled yet: where its affinity sends it. */
function nodeOf(pod: Pod): string {
  return (
    pod.spec.nodeName ??
    pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms?.[0]
      ?.matchFields?.[0]?.values?.[0] ??
    ''
  );
}

function roll(desk: Desk, set: DaemonSet, revision: string, desired: number): void {
  if (set.spec.updateStrategy.type !== 'RollingUpdate') return;
  const most = Math.max(1, scaledValue(set.spec.updateStrategy.rollingUpdate.maxUnavailable, desired, true) ?? 1);
  const pods = podsOf(desk, set);
  const missing =
    desired - pods.filter((pod) => isPodReady(pod) && pod.metadata.deletionTimestamp === undefined).length;
  const old = pods.filter(
    (pod) => pod.metadata.deletionTimestamp === undefined && pod.metadata.labels?.[REVISION_HASH] !== revision,
  );
  const broken = old.filter((pod) => !isPodReady(pod));
  for (const pod of broken) deletePod(desk, set, pod);
  for (const pod of old.filter((each) => isPodReady(each)).slice(0, Math.max(0, most - missing)))
    deletePod(desk, set, pod);
}

function report(desk: Desk, set: DaemonSet | undefined, revision: string, desired: number): number | undefined {
  if (set === undefined) return undefined;
  const pods = podsOf(desk, set).filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const ready = pods.filter(isPodReady);
  const minimum = (set.spec.minReadySeconds ?? 0) * 1000;
  const available = ready.filter((pod) => readySince(pod) + minimum <= desk.now).length;
  const updated = pods.filter((pod) => pod.metadata.labels?.[REVISION_HASH] === revision).length;
  desk.setStatus(
    set,
    {
      currentNumberScheduled: Math.min(pods.length, desired),
      numberMisscheduled: 0,
      desiredNumberScheduled: desired,
      numberReady: ready.length,
      observedGeneration: set.metadata.generation,
      ...(updated === 0 ? {} : { updatedNumberScheduled: updated }),
      ...(available === 0 ? {} : { numberAvailable: available }),
      ...(desired - available <= 0 ? {} : { numberUnavailable: desired - available }),
    },
    MANAGER,
  );
  const soon = ready
    .filter((pod) => readySince(pod) + minimum > desk.now)
    .map((pod) => readySince(pod) + minimum - desk.now);
  return soon.length === 0 ? undefined : Math.min(...soon) + 1;
}
