import { z } from 'zod';
import { call, stream } from './define.ts';
import {
  application,
  appName,
  captureChoice,
  clusterView,
  commitSha,
  comparedResource,
  deletionPlan,
  diagnostics,
  gitChange,
  hiddenField,
  historyEntry,
  instant,
  kubeObject,
  labels,
  name,
  operation,
  plan,
  planDigest,
  project,
  pushedChange,
  reason,
  repositoryView,
  resourceDiff,
  resourceHit,
  resourceRef,
  revertChoice,
  revisionView,
  rollbackChoice,
  sentence,
  targetRequest,
  text,
  treeChange,
  treeNode,
} from './schemas.ts';

const nothing = z.object({});
const app = z.object({ name: appName });

/** Every request that a screen or the command line can make. The name is `<noun>.<verb>`. */
export const requests = {
  'engine.version': call(
    nothing,
    z.looseObject({ argosy: z.string(), node: z.string(), engines: z.record(z.string(), z.string()) }),
  ),
  'engine.counters': call(nothing, z.looseObject({})),
  /** How the process is that the engine lives in. Times in milliseconds, memory in bytes. */
  'engine.diagnostics': call(nothing, diagnostics),
  'engine.stop': call(nothing, nothing),

  'app.list': call(
    z.object({
      selector: z.string().max(4096).optional(),
      projects: z.array(name).optional(),
      repo: z.string().max(4096).optional(),
      cluster: z.string().max(4096).optional(),
      namespace: name.optional(),
    }),
    z.object({ items: z.array(application) }),
  ),
  'app.get': call(app.extend({ refresh: z.enum(['normal', 'hard']).optional() }), application),
  'app.create': call(
    z.object({ application, upsert: z.boolean(), validate: z.boolean() }),
    z.object({ application, change: z.enum(['created', 'updated', 'unchanged']) }),
  ),
  'app.update': call(z.object({ application, validate: z.boolean() }), application),
  'app.patch': call(app.extend({ patch: text, type: z.enum(['json', 'merge']) }), application),
  'app.delete': call(app.extend({ cascade: z.boolean(), propagation: z.enum(['foreground', 'background']) }), nothing),
  'app.sync': call(app.extend({ operation }), application),
  'app.terminate': call(app, nothing),
  /** What going back to an entry of the history would do. */
  'app.rollbackPlan': call(app.extend(rollbackChoice.shape), plan.extend({ entry: historyEntry })),
  'app.rollback': call(
    app.extend({
      ...rollbackChoice.shape,
      /** Automation leaves the application alone until a person releases it, or, if asked for, until a new commit. */
      hold: z.object({ reason: sentence, releaseOnNewCommit: z.boolean() }).optional(),
      /** The revisions that are left are never synced again. */
      refuse: z.boolean(),
      planHash: planDigest.optional(),
    }),
    application,
  ),
  'app.pause': call(app.extend({ reason: sentence, until: instant.optional() }), application),
  'app.release': call(app.extend({ allow: z.boolean() }), application),
  'app.deletionPlan': call(
    app.extend({ cascade: z.boolean(), propagation: z.enum(['foreground', 'background']) }),
    deletionPlan,
  ),
  'app.confirmDeletion': call(app, application),
  'app.deleteResource': call(
    app.extend({ ref: resourceRef, propagation: z.enum(['foreground', 'background', 'orphan']), force: z.boolean() }),
    nothing,
  ),
  /** The commit that undoes what touched the application since an entry of its history. */
  'app.revertPlan': call(app.extend(revertChoice.shape), gitChange),
  'app.revert': call(app.extend({ ...revertChoice.shape, hash: planDigest }), pushedChange),
  /** The commit that writes what lives into Git. */
  'app.capturePlan': call(app.extend(captureChoice.shape), gitChange),
  'app.capture': call(app.extend({ ...captureChoice.shape, hash: planDigest }), pushedChange),
  'app.resources': call(app, z.object({ items: z.array(comparedResource) })),
  'app.diff': call(
    app.extend({ target: targetRequest.optional(), refresh: z.enum(['normal', 'hard']).optional() }),
    z.object({ items: z.array(resourceDiff) }),
  ),
  /** One object of `app.diff`. */
  'app.objectDiff': call(app.extend({ ref: resourceRef }), resourceDiff),
  /** What ignoring this field would hide, here and in every other object of the kind. */
  'app.ignorePreview': call(
    app.extend({
      ref: resourceRef,
      jsonPointer: z
        .string()
        .max(4096)
        .regex(/^(?:\/[^/]*)+$/, 'a JSON pointer'),
    }),
    z.object({ hides: z.array(hiddenField) }),
  ),
  'app.manifests': call(
    app.extend({ source: z.enum(['git', 'live']), target: targetRequest.optional() }),
    z.object({ manifests: z.array(kubeObject) }),
  ),
  'app.plan': call(app.extend({ operation }), plan),
  /** What is wrong with an Application, by field, as it is typed. */
  'app.validate': call(
    z.object({ application: z.looseObject({}) }),
    z.object({ problems: z.array(z.object({ path: z.string(), message: z.string() })) }),
  ),
  /** What an Application would do, new or changed; nothing is stored. */
  'app.preview': call(z.object({ application }), plan.extend({ applications: z.array(application) })),
  'app.tree': call(app, z.object({ nodes: z.array(treeNode) })),
  /** The tree now, then what becomes of it, at most every 75 ms; what a slow reader has not taken comes together. */
  'app.followTree': stream(app, treeChange),
  /** Managed objects of all applications by the words of their kind, namespace and name. */
  'resource.search': call(
    z.object({ text: z.string().min(1).max(256), limit: z.number().int().min(1).max(100).optional() }),
    z.object({ items: z.array(resourceHit), more: z.boolean() }),
  ),
  'app.reasons': call(app, z.object({ items: z.array(reason) })),
  'app.resource': call(app.extend({ ref: resourceRef }), kubeObject),
  'app.events': call(app.extend({ ref: resourceRef.optional() }), z.object({ items: z.array(kubeObject) })),
  /** Who made a commit that this application was, is or will be rendered from. `source`: which of several sources. */
  'app.revision': call(
    app.extend({ revision: commitSha, source: z.number().int().nonnegative().max(63).optional() }),
    revisionView,
  ),
  'app.logs': stream(
    app.extend({
      group: z.string().max(253).optional(),
      kind: z.string().max(253).optional(),
      namespace: z.string().max(253).optional(),
      resource: z.string().max(253).optional(),
      container: z.string().max(253).optional(),
      follow: z.boolean(),
      previous: z.boolean(),
      tailLines: z.number().int().nonnegative().optional(),
      sinceSeconds: z.number().int().nonnegative().optional(),
      timestamps: z.boolean().optional(),
    }),
    z.object({ pod: z.string(), container: z.string(), text: z.string() }),
  ),

  /** Starts the simulated clusters and the Git repository, connects them, and brings their fleet. Again: the same. */
  'sandbox.start': call(nothing, z.object({ clusters: z.array(z.string()), application: z.string() })),

  'project.list': call(nothing, z.object({ items: z.array(project) })),
  'project.get': call(z.object({ name }), project),
  'project.create': call(z.object({ project, upsert: z.boolean() }), project),
  'project.delete': call(z.object({ name }), nothing),

  'repository.list': call(nothing, z.object({ items: z.array(repositoryView) })),
  'repository.add': call(
    z.object({
      url: z.string().min(1).max(4096),
      type: z.enum(['git', 'helm', 'oci']),
      name: name.optional(),
      project: name.optional(),
      username: z.string().max(1024).optional(),
      password: z.string().max(65_536).optional(),
      bearerToken: z.string().max(65_536).optional(),
      sshPrivateKey: z.string().max(65_536).optional(),
      insecure: z.boolean().optional(),
      proxy: z.string().max(4096).optional(),
      caBundle: z.string().max(1_000_000).optional(),
      upsert: z.boolean(),
    }),
    repositoryView,
  ),
  'repository.remove': call(z.object({ url: z.string().min(1).max(4096) }), nothing),

  'cluster.list': call(nothing, z.object({ items: z.array(clusterView) })),
  'cluster.get': call(z.object({ cluster: z.string().min(1).max(4096) }), clusterView),
  'cluster.contexts': call(
    z.object({ kubeconfig: z.string().max(4096).optional() }),
    z.object({ items: z.array(z.object({ name: z.string(), server: z.string(), exec: z.string().optional() })) }),
  ),
  'cluster.add': call(
    z.object({
      context: z.string().min(1).max(1024),
      name: name.optional(),
      kubeconfig: z.string().max(4096).optional(),
      upsert: z.boolean().optional(),
      namespaces: z.array(z.string()).optional(),
      labels: labels.optional(),
      annotations: labels.optional(),
      project: name.optional(),
      allowExec: z.boolean().optional(),
    }),
    clusterView,
  ),
  /** Reads the credentials again and tries now. */
  'cluster.reconnect': call(z.object({ cluster: z.string().min(1).max(4096) }), clusterView),
  'cluster.remove': call(z.object({ cluster: z.string().min(1).max(4096) }), nothing),

  /** Asks a running task to end; false when it has ended already. */
  'task.cancel': call(z.object({ id: z.string().min(1).max(64) }), z.object({ cancelled: z.boolean() })),

  'config.get': call(nothing, z.object({ values: z.record(z.string(), z.string()) })),
  'config.set': call(
    z.object({ values: z.record(z.string().max(512), z.string().max(1_000_000).nullable()) }),
    z.object({ notes: z.array(z.string()) }),
  ),
} as const;

export type Requests = typeof requests;
export type RequestName = keyof Requests;
export type Input<N extends RequestName> = z.input<Requests[N]['input']>;
export type Output<N extends RequestName> = z.output<Requests[N]['output']>;
