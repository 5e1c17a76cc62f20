import { finalizeNamespace } from '../api/subresources.ts';
import type { ClusterState } from '../cluster-state.ts';
import { CLEANUP } from '../crds/definitions.ts';
import type { Existing } from '../kinds/stored/existing.ts';
import { type Desk, withCondition } from './desk.ts';
import { MANAGER } from './pods.ts';
import { Reconciler } from './reconciler.ts';

const ROOT_CA = 'kube-root-ca.crt';
const ROOT_CA_NOTE =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** What every namespace has, and the end of one: its content goes, then it does. Definitions end the same way. */
export function startNamespaces(desk: Desk): Reconciler {
  return new Reconciler(desk.state, {
    name: 'Namespace',
    *concerns(change) {
      if (change.storage === '/namespaces') yield `namespace ${change.key}`;
      else if (change.storage === 'apiextensions.k8s.io/customresourcedefinitions') yield `definition ${change.key}`;
      else if (change.type === 'DELETED') {
        const { namespace } = change.stored.object.metadata;
        if (namespace !== undefined && desk.get('/namespaces', namespace)?.metadata.deletionTimestamp !== undefined)
          yield `namespace ${namespace}`;
        else if (
          namespace !== undefined &&
          ((change.storage === '/serviceaccounts' && change.key.endsWith('/default')) ||
            (change.storage === '/configmaps' && change.key.endsWith(`/${ROOT_CA}`)))
        )
          yield `namespace ${namespace}`;
        for (const { spec, metadata } of desk.in('apiextensions.k8s.io/customresourcedefinitions', undefined)) {
          if (metadata.deletionTimestamp !== undefined && `${spec.group}/${spec.names.plural}` === change.storage)
            yield `definition ${metadata.name}`;
        }
      }
    },
    sync(key) {
      const name = key.slice(key.indexOf(' ') + 1);
      if (key.startsWith('namespace')) syncNamespace(desk, name);
      else syncDefinition(desk, name);
      return undefined;
    },
  });
}

function syncNamespace(desk: Desk, name: string): void {
  const namespace = desk.get('/namespaces', name);
  if (namespace === undefined) return;
  if (namespace.metadata.deletionTimestamp === undefined) {
    if (desk.get('/serviceaccounts', `${name}/default`) === undefined)
      desk.create(
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } },
        MANAGER,
      );
    if (desk.get('/configmaps', `${name}/${ROOT_CA}`) === undefined) {
      desk.create(
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: ROOT_CA, namespace: name, annotations: { 'kubernetes.io/description': ROOT_CA_NOTE } },
          data: { 'ca.crt': desk.state.ca },
        },
        MANAGER,
      );
    }
    return;
  }
  const left = new Map<string, number>();
  const held = new Set<string>();
  for (const { storage, object } of contentOf(desk.state, name)) {
    if (object.metadata.deletionTimestamp === undefined) desk.remove(object);
    const now = desk.get(storage, `${name}/${object.metadata.name}`);
    if (now === undefined) continue;
    left.set(storage, (left.get(storage) ?? 0) + 1);
    for (const finalizer of now.metadata.finalizers ?? []) held.add(finalizer);
  }
  if (left.size === 0) {
    finalizeNamespace(desk.state, desk.kind('v1', 'Namespace'), name, {
      spec: { finalizers: (namespace.spec.finalizers ?? []).filter((each) => each !== 'kubernetes') },
    });
    return;
  }
  const text = (storage: string, count: number) => {
    const [group, plural] = storage.split('/');
    return `${plural}.${group} has ${count} resource instances`;
  };
  let conditions = namespace.status?.conditions;
  const now = desk.timestamp();
  const set = (type: string, status: boolean, reason: string, message: string) => {
    conditions = withCondition(conditions, { type, status: status ? 'True' : 'False', reason, message }, now);
  };
  set('NamespaceDeletionDiscoveryFailure', false, 'ResourcesDiscovered', 'All resources successfully discovered');
  set(
    'NamespaceDeletionGroupVersionParsingFailure',
    false,
    'ParsedGroupVersions',
    'All legacy kube types successfully parsed',
  );
  set(
    'NamespaceDeletionContentFailure',
    false,
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  );
  set(
    'NamespaceContentRemaining',
    true,
    'SomeResourcesRemain',
    `Some resources are remaining: ${[...left].map(([storage, count]) => text(storage, count)).join(', ')}`,
  );
  set(
    'NamespaceFinalizersRemaining',
    held.size > 0,
    held.size > 0 ? 'SomeFinalizersRemain' : 'ContentHasNoFinalizers',
    held.size > 0
      ? `Some content in the namespace has finalizers remaining: ${[...held].join(', ')}`
      : 'All content-preserving finalizers finished',
  );
  desk.setStatus(namespace, { ...namespace.status, conditions }, MANAGER);
}

function* contentOf(state: ClusterState, namespace: string): Iterable<{ storage: string; object: Existing }> {
  const seen = new Set<string>();
  for (const kind of state.kinds.all()) {
    if (!kind.namespaced || seen.has(kind.storage)) continue;
    seen.add(kind.storage);
    for (const { object } of Array.from(state.store.all(kind.storage)))
      if (object.metadata.namespace === namespace) yield { storage: kind.storage, object: object as Existing };
  }
}

function syncDefinition(desk: Desk, name: string): void {
  const definition = desk.get('apiextensions.k8s.io/customresourcedefinitions', name);
  if (definition === undefined || definition.metadata.deletionTimestamp === undefined) return;
  const storage = `${definition.spec.group}/${definition.spec.names.plural}`;
  for (const { object } of Array.from(desk.state.store.all(storage)))
    if (object.metadata.deletionTimestamp === undefined) desk.remove(object);
  if (desk.state.store.count(storage) > 0) return;
  const { finalizers, ...metadata } = definition.metadata;
  const rest = (finalizers ?? []).filter((each) => each !== CLEANUP);
  desk.write(
    definition,
    { ...definition, metadata: rest.length === 0 ? metadata : { ...metadata, finalizers: rest } },
    '',
    MANAGER,
  );
}
