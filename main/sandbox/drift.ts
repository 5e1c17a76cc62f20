import { isRecord, parseYaml } from '../model/index.ts';
import type { ClusterState } from './cluster-state.ts';
import type { Content } from './git/content.ts';
import { create, update } from './operations/write.ts';
import { internal } from './operations/write-options.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** One application as somebody left it who applied it with kubectl and scaled it by hand afterwards. For a new cluster. */
export function seedDrift(state: ClusterState, { drifted }: Content, manifest: string | undefined): void {
  if (manifest === undefined) return;
  const object = parseYaml(manifest);
  if (!isRecord(object) || !isRecord(object['metadata']) || !isRecord(object['spec'])) return;
  const namespaces = state.kinds.kind('v1', 'Namespace')!;
  const deployments = state.kinds.kind('apps/v1', 'Deployment')!;
  create(
    state,
    namespaces,
    undefined,
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: drifted.namespace } },
    internal('kubectl-create'),
  );
  const applied = { ...object, metadata: { ...object['metadata'], namespace: drifted.namespace } };
  const body = {
    ...applied,
    metadata: {
      ...applied.metadata,
      annotations: {
        [LAST_APPLIED]: `${JSON.stringify({ ...applied, metadata: { annotations: {}, ...applied.metadata } })}\n`,
      },
    },
  };
  const stored = create(state, deployments, drifted.namespace, body, internal('kubectl-client-side-apply')).object;
  const scaled = { ...stored, spec: { ...(stored['spec'] as object), replicas: drifted.replicas } };
  update(state, deployments, drifted.namespace, stored.metadata.name!, '', scaled, internal('kubectl-scale'));
}
