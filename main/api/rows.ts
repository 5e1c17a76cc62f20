import type { Output } from '../../preload/contract/index.ts';
import type {
  ApplicationPlan,
  ClusterView,
  ComparedResource,
  DeletionPlan,
  GitChange,
  IgnorePreview,
  NetworkingInfo,
  PlanRow,
  Reason,
  RepositoryView,
  ResourceDiff,
  ResourceHit,
  TreeChange,
  TreeNode,
} from '../engine/index.ts';
import { parseResourceKey, type ResourceRef } from '../model/index.ts';

/** The engine's values as rows of the contract: lists are copied, keys become references, nothing else changes. */

type Difference = ResourceDiff['verdict'] extends infer V
  ? V extends { readonly paths: readonly (infer D)[] }
    ? D
    : never
  : never;

function differenceRow(difference: Difference) {
  return { ...difference, path: [...difference.path], owners: [...difference.owners] };
}

/** Without the version, which a key does not have. */
function refOf({ group, kind, namespace, name }: ResourceRef): ResourceRef {
  return { group, kind, namespace, name };
}

export function resourceRow(resource: ComparedResource): Output<'app.resources'>['items'][number] {
  const { verdict } = resource;
  return {
    ref: resource.ref,
    status: resource.status,
    verdict: verdict.kind,
    ...(verdict.kind === 'unknown' ? { because: verdict.because } : {}),
    paths: verdict.kind === 'differs' ? verdict.paths.map(differenceRow) : [],
    ...(resource.health === undefined ? {} : { health: { ...resource.health } }),
    hook: resource.hook,
    requiresPruning: resource.requiresPruning,
    wave: resource.wave,
  };
}

export function diffRow(diff: ResourceDiff): Output<'app.diff'>['items'][number] {
  return {
    ...resourceRow(diff),
    live: diff.live,
    desired: diff.desired,
    normalizedLive: diff.normalizedLive,
    predictedLive: diff.predictedLive,
  };
}

export function hitRow({ app, ref, health, status }: ResourceHit): Output<'resource.search'>['items'][number] {
  return { app, ref: refOf(ref), status, ...(health === undefined ? {} : { health }) };
}

export function hiddenRow({
  ref,
  ...row
}: IgnorePreview['hides'][number]): Output<'app.ignorePreview'>['hides'][number] {
  return { ref: refOf(ref), ...row };
}

export function planResult(plan: ApplicationPlan): Output<'app.plan'> {
  return {
    hash: plan.hash,
    rows: plan.rows.map(planRow),
    invalid: [...plan.invalid],
    guards: [...plan.guards],
    notes: [...plan.notes],
  };
}

function planRow({ ref, paths, ...row }: PlanRow): Output<'app.plan'>['rows'][number] {
  return {
    ...row,
    ref: refOf(ref),
    paths: paths.map(differenceRow),
    sharedWith: [...row.sharedWith],
  };
}

export function deletionResult(plan: DeletionPlan): Output<'app.deletionPlan'> {
  return {
    deletes: plan.deletes.map((row) => ({ ...row, ref: refOf(row.ref) })),
    keeps: plan.keeps.map((row) => ({ ...row, ref: refOf(row.ref) })),
    applications: [...plan.applications],
    hooks: plan.hooks.map((row) => ({ ...row, ref: refOf(row.ref) })),
    guards: [...plan.guards],
    unreachable: [...plan.unreachable],
  };
}

export function gitChangeResult(change: GitChange): Output<'app.revertPlan'> {
  return {
    ...change,
    undoes: change.undoes.map(({ sha, author, email, date, message }) => ({
      revision: sha,
      author,
      email,
      date,
      message,
    })),
    files: change.files.map((file) => ({ ...file })),
    objects: change.objects.map((object) => ({ ...object, ref: refOf(object.ref) })),
    prunes: change.prunes.map((row) => ({ ...row, ref: refOf(row.ref) })),
    guards: [...change.guards],
    warnings: [...change.warnings],
  };
}

export function treeRow(node: TreeNode): Output<'app.tree'>['nodes'][number] {
  const { health, status, networkingInfo, ...rest } = node;
  return {
    ...rest,
    parents: [...node.parents],
    info: node.info.map((item) => ({ ...item })),
    images: [...node.images],
    ...(networkingInfo === undefined ? {} : { networkingInfo: networkingRow(networkingInfo) }),
    ...(health === undefined ? {} : { health: { ...health } }),
    ...(status === undefined ? {} : { status }),
  };
}

type NetworkingRow = NonNullable<Output<'app.tree'>['nodes'][number]['networkingInfo']>;

function networkingRow(info: NetworkingInfo): NetworkingRow {
  return {
    ...(info.targetLabels === undefined ? {} : { targetLabels: { ...info.targetLabels } }),
    ...(info.targetRefs === undefined ? {} : { targetRefs: info.targetRefs.map(refOf) }),
    ...(info.sourceRefs === undefined ? {} : { sourceRefs: info.sourceRefs.map(refOf) }),
    ...(info.labels === undefined ? {} : { labels: { ...info.labels } }),
    ...(info.ingress === undefined ? {} : { ingress: [...info.ingress] }),
    ...(info.externalUrls === undefined ? {} : { externalUrls: info.externalUrls.map((one) => ({ ...one })) }),
  };
}

export function treeChangeRow(change: TreeChange): Output<'app.followTree'> {
  return {
    reset: change.reset,
    more: change.more,
    upsert: change.upsert.map(treeRow),
    remove: [...change.remove],
  };
}

export function reasonRow(reason: Reason): Output<'app.reasons'>['items'][number] {
  return {
    severity: reason.severity,
    text: reason.text,
    ...(reason.condition === undefined ? {} : { condition: reason.condition }),
    ...(reason.key === undefined ? {} : { ref: parseResourceKey(reason.key) }),
    ...(reason.difference === undefined ? {} : { difference: differenceRow(reason.difference) }),
    actions: reason.actions.map((action) => ({ ...action })),
  };
}

/** Built by naming what may be seen, never by leaving out what may not (security: CVE-2025-55190). */
export function repositoryRow(view: RepositoryView): Output<'repository.list'>['items'][number] {
  return {
    url: view.url,
    type: view.type,
    ...(view.name === undefined ? {} : { name: view.name }),
    ...(view.project === undefined ? {} : { project: view.project }),
    ...(view.username === undefined ? {} : { username: view.username }),
    ...(view.insecure === undefined ? {} : { insecure: view.insecure }),
    ...(view.proxy === undefined ? {} : { proxy: view.proxy }),
    hasCredentials: Object.values(view.secrets).some((id) => id !== undefined),
    connection: { ...view.connection },
    applications: view.applications,
  };
}

export function clusterRow(view: ClusterView): Output<'cluster.get'> {
  return {
    server: view.server,
    name: view.name,
    ...(view.kubeconfig === undefined ? {} : { kubeconfig: { ...view.kubeconfig } }),
    ...(view.namespaces === undefined ? {} : { namespaces: [...view.namespaces] }),
    ...(view.labels === undefined ? {} : { labels: { ...view.labels } }),
    ...(view.annotations === undefined ? {} : { annotations: { ...view.annotations } }),
    ...(view.project === undefined ? {} : { project: view.project }),
    connection: { ...view.connection },
    ...(view.kubeVersion === undefined ? {} : { kubeVersion: view.kubeVersion }),
    applications: view.applications,
    objects: view.objects,
    ...(view.credential === undefined ? {} : { credential: { ...view.credential } }),
    ...(view.traffic === undefined ? {} : { traffic: { ...view.traffic } }),
  };
}
