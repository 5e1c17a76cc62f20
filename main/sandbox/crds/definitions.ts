/** Serves what CustomResourceDefinitions define, as soon as they are stored, and says so in their status. */

import { isRecord } from '../../model/index.ts';
import { type ClusterState, timestamp } from '../cluster-state.ts';
import type { Change } from '../storage/object-store.ts';
import { customKinds } from './custom-kind.ts';
import { type Definition, storageVersionOf } from './definition.ts';

const STORAGE = 'apiextensions.k8s.io/customresourcedefinitions';

export function watchDefinitions(state: ClusterState): () => void {
  for (const { object } of state.store.all(STORAGE)) define(state, object as Definition);
  const settling = new Set<string>();
  return state.store.listen(STORAGE, (change: Change) => {
    if (change.type === 'DELETED') {
      state.kinds.define(change.key, []);
      return;
    }
    const definition = change.stored.object as Definition;
    if (change.previous === undefined || !sameSpec(change)) define(state, definition);
    if (settling.has(change.key) || definition.metadata.deletionTimestamp !== undefined) return;
    const status = statusOf(state, definition);
    if (status === undefined) return;
    settling.add(change.key);
    // After the write that is being told: a store tells its listeners in order.
    queueMicrotask(() => {
      settling.delete(change.key);
      const now = state.store.get(STORAGE, change.key);
      const next = now === undefined ? undefined : statusOf(state, now.object as Definition);
      if (now === undefined || next === undefined) return;
      const finalizers = now.object.metadata.finalizers ?? [];
      state.store.put(STORAGE, change.key, {
        ...now.object,
        metadata: {
          ...now.object.metadata,
          finalizers: finalizers.includes(CLEANUP) ? finalizers : [...finalizers, CLEANUP],
        },
        status: next,
      });
    });
  });
}

export const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

function define(state: ClusterState, definition: Definition): void {
  state.kinds.define(definition.metadata.name!, customKinds(state.builtIn, definition));
}

function sameSpec(change: Change): boolean {
  const before = change.previous!.object['spec'];
  return isRecord(before) && JSON.stringify(before) === JSON.stringify(change.stored.object['spec']);
}

/** Undefined when the status says already what it should. */
function statusOf(state: ClusterState, definition: Definition): object | undefined {
  const { spec, status } = definition;
  const storage = storageVersionOf(definition);
  const established = (status?.conditions ?? []).some((each) => each.type === 'Established' && each.status === 'True');
  const named =
    status?.acceptedNames?.plural === spec.names.plural &&
    JSON.stringify(status.acceptedNames) === JSON.stringify(spec.names);
  if (established && named && status.storedVersions?.includes(storage)) return undefined;
  const lastTransitionTime = timestamp(state.clock);
  const kept = (type: string) =>
    (status?.conditions ?? []).find((each) => each.type === type && each.status === 'True');
  return {
    acceptedNames: spec.names,
    conditions: [
      kept('NamesAccepted') ?? {
        lastTransitionTime,
        message: 'no conflicts found',
        reason: 'NoConflicts',
        status: 'True',
        type: 'NamesAccepted',
      },
      kept('Established') ?? {
        lastTransitionTime,
        message: 'the initial names have been accepted',
        reason: 'InitialNamesAccepted',
        status: 'True',
        type: 'Established',
      },
    ],
    storedVersions: [...new Set([...(status?.storedVersions ?? []), storage])],
  };
}
