import {
  hookDeletePolicies,
  isHook,
  type KubeObject,
  parseResourceKey,
  type ResourceKey,
  resourceKey,
  type SyncOperation,
  type SyncPhase,
  syncWave,
} from '../model/index.ts';
import { hookKey, hookObject, phasesOf } from './hooks.ts';
import { type OperationOptions, operationOptions, ownOptions, pruneSkipped, taskOptions } from './options.ts';
import { definedKind, inOrder, type Placed, placePrunes } from './order.ts';
import { selects } from './selection.ts';
import type { PlanInput, SyncPlan, SyncResource, SyncStep, SyncTask, SyncTaskOptions } from './task.ts';

/** A task whose place is not fixed yet. */
interface Draft extends Placed {
  readonly hook: SyncPhase | undefined;
  readonly generateName?: string;
  readonly act: SyncTask['act'];
  readonly resource: SyncResource;
}

/**
 * What a sync does and in which order: a pure function of the comparison, the operation and the gate's answers (reference §3.3–3.6 and §3.8).
 * Refusals do not make the plan shorter: they are in the plan with the tasks they concern, and the plan is then invalid.
 */
export function plan(input: PlanInput): SyncPlan {
  const { operation } = input;
  const options = operationOptions(operation, input.app);
  const selective = (operation.resources ?? []).length > 0;
  const invalid = new Set<string>();

  const drafts = [...draftResources(input, options, invalid), ...draftNamespace(input, options)];
  placePrunes(drafts);
  const newKinds = kindsToCome(drafts);
  const newNamespaces = namespacesToCome(drafts, input);

  const tasks: SyncTask[] = [];
  for (const draft of inOrder(drafts)) {
    if (options.whole.applyOutOfSyncOnly && isUnchanged(draft)) continue;
    const object = draft.resource.desired ?? draft.resource.live!.object();
    const dryRun = dryRunOf(draft, object, newKinds, newNamespaces);
    const refusal = refusalOf(draft, input, options, object, newKinds);
    if (refusal !== undefined) invalid.add(refusal);
    tasks.push({
      key: draft.key,
      phase: draft.phase,
      wave: draft.wave,
      hook: draft.hook,
      act: draft.act,
      generateName: draft.generateName,
      resource: draft.resource,
      options: taskOptions(options, object, dryRun),
      deletePolicies: draft.hook === undefined ? [] : hookDeletePolicies(object),
      skipped: draft.act === 'prune' ? pruneSkipped(operation, options, object, draft.resource.declaredBy) : undefined,
      refusal,
    });
  }
  return {
    steps: intoSteps(tasks),
    invalid: [...invalid].sort(),
    selective,
    dryRun: operation.dryRun ?? false,
    options: requested(operation, options),
  };
}

/** What was asked for beside the objects, in one order whatever the order in which it was said. */
function requested(operation: SyncOperation, options: OperationOptions): readonly string[] {
  const wishes = new Set(options.app.texts);
  if (operation.prune === true) wishes.add('prune');
  if (options.force) wishes.add('force');
  if (operation.syncStrategy?.apply === undefined) wishes.add('hooks');
  return [...wishes].sort();
}

function draftResources(input: PlanInput, options: OperationOptions, invalid: Set<string>): Draft[] {
  const { operation } = input;
  const hooksRun = operation.syncStrategy?.apply === undefined && (operation.resources ?? []).length === 0;
  const naming = { revision: input.revision ?? operation.revision ?? '', startedAt: input.startedAt };
  const drafts: Draft[] = [];
  for (const resource of input.resources) {
    if (!selects(operation.resources, resource.key)) continue;
    const object = resource.desired ?? resource.live?.object();
    if (object === undefined) continue;
    const common = { namespaced: resource.namespaced, wave: syncWave(object) };
    if (!isHook(object)) {
      const pruneLast = ownOptions(options, object).pruneLast;
      const act = resource.desired === undefined ? 'prune' : 'apply';
      const { key, desired } = resource;
      drafts.push({ ...common, key, object: desired, pruneLast, phase: 'Sync', hook: undefined, act, resource });
      continue;
    }
    // A hook that is no longer declared is not pruned: its delete policy decides about it (reference §3.4).
    if (resource.desired === undefined || !hooksRun) continue;
    for (const { phase, hook } of phasesOf(object)) {
      const desired = hookObject(resource.desired, phase, naming);
      if (desired === undefined) {
        invalid.add(
          `hook ${resource.desired.kind}/${resource.desired.metadata.generateName} needs a start time for its name`,
        );
        continue;
      }
      const key = hookKey(resource.key, desired);
      const named = { ...resource, key, desired };
      const generateName = resource.desired.metadata.name ? undefined : resource.desired.metadata.generateName;
      drafts.push({
        ...common,
        key,
        object: desired,
        pruneLast: false,
        phase,
        hook,
        act: 'apply',
        resource: named,
        ...(generateName !== undefined && { generateName }),
      });
    }
  }
  return drafts;
}

/** `CreateNamespace=true`: the destination namespace, unless the manifests declare it themselves (reference §3.8). */
function draftNamespace(input: PlanInput, options: OperationOptions): Draft[] {
  const name = input.destinationNamespace;
  if (!options.whole.createNamespace || name === '') return [];
  const key = resourceKey('', 'Namespace', '', name);
  if (input.resources.some((resource) => resource.key === key && resource.desired !== undefined)) return [];
  const managed = input.app.spec.syncPolicy?.managedNamespaceMetadata;
  if (input.namespaceExists && managed === undefined) return [];
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      ...(managed?.labels !== undefined && { labels: managed.labels }),
      ...(managed?.annotations !== undefined && { annotations: managed.annotations }),
    },
  };
  const live = input.resources.find((resource) => resource.key === key)?.live;
  const modified = input.namespace === undefined || !hasMetadata(input.namespace, object);
  const exists = input.namespaceExists;
  const resource = { key, desired: object, live, modified, namespaced: false, served: true, exists };
  return [
    {
      key,
      object,
      namespaced: false,
      pruneLast: false,
      phase: 'PreSync',
      wave: 0,
      hook: undefined,
      act: 'create-namespace',
      resource,
    },
  ];
}

function hasMetadata({ metadata }: KubeObject, { metadata: wanted }: KubeObject): boolean {
  return (['labels', 'annotations'] as const).every((part) =>
    Object.entries(wanted[part] ?? {}).every(([name, value]) => metadata[part]?.[name] === value),
  );
}

function isUnchanged({ act, hook, resource }: Draft): boolean {
  return act === 'apply' && hook === undefined && resource.live !== undefined && !resource.modified;
}

/** Kinds whose definition this sync brings or changes: their objects cannot be judged before it is there. */
function kindsToCome(drafts: readonly Draft[]): ReadonlySet<string> {
  const kinds = new Set<string>();
  for (const draft of drafts) {
    const kind = definedKind(draft);
    if (kind !== undefined && (draft.resource.live === undefined || draft.resource.modified)) kinds.add(kind);
  }
  return kinds;
}

/**
 * Namespaces that the manifests declare and that do not exist yet. The one of CreateNamespace is made before the dry run, unless the whole operation
 * is one.
 */
function namespacesToCome(drafts: readonly Draft[], input: PlanInput): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { key, act, resource } of drafts) {
    const { group, kind, name } = parseResourceKey(key);
    if (act === 'create-namespace') {
      if (input.operation.dryRun === true && !input.namespaceExists) names.add(name);
    } else if (act === 'apply' && group === '' && kind === 'Namespace' && resource.live === undefined) {
      names.add(name);
    }
  }
  return names;
}

function groupKindOf(key: ResourceKey): string {
  const { group, kind } = parseResourceKey(key);
  return `${group}/${kind}`;
}

function dryRunOf(
  { key, hook, resource }: Draft,
  object: KubeObject,
  newKinds: ReadonlySet<string>,
  newNamespaces: ReadonlySet<string>,
): SyncTaskOptions['dryRun'] {
  if (!resource.served || newKinds.has(groupKindOf(key))) return 'kind-not-there-yet';
  if (resource.namespaced && newNamespaces.has(object.metadata.namespace ?? '')) return 'namespace-not-there-yet';
  const anew = hook !== undefined && hookDeletePolicies(object).includes('BeforeHookCreation');
  return anew && resource.live !== undefined ? 'replaces-live-object' : 'yes';
}

function refusalOf(
  { key, resource }: Draft,
  input: PlanInput,
  options: OperationOptions,
  object: KubeObject,
  newKinds: ReadonlySet<string>,
): string | undefined {
  const refused = input.refusal(resource);
  if (refused !== undefined || resource.served) return refused;
  if (newKinds.has(groupKindOf(key)) || ownOptions(options, object).skipDryRunOnMissingResource) return undefined;
  const { group, kind, namespace, name } = parseResourceKey(key);
  return (
    `The Kubernetes API could not find ${group}/${kind} for requested resource ${namespace}/${name}. ` +
    `Make sure the ${JSON.stringify(kind)} CRD is installed on the destination cluster.`
  );
}

function intoSteps(tasks: readonly SyncTask[]): readonly SyncStep[] {
  const steps: { phase: SyncPhase; wave: number; tasks: SyncTask[] }[] = [];
  for (const task of tasks) {
    const last = steps.at(-1);
    if (last !== undefined && last.phase === task.phase && last.wave === task.wave) last.tasks.push(task);
    else steps.push({ phase: task.phase, wave: task.wave, tasks: [task] });
  }
  return steps;
}
