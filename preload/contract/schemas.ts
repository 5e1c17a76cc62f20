import { z } from 'zod';
import type { Application, AppProject, KubeObject, RevisionHistory } from '../../main/model/index.ts';

/** Names that come from a person or a file: bounded, and without control characters. */
export const name = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[^\p{Cc}]*$/u);
export const text = z.string().max(1_000_000);
export const labels = z.record(z.string().max(317), z.string().max(4096));

/** `name` or `namespace/name` (reference §12.1). */
export const appName = z
  .string()
  .min(1)
  .max(507)
  .regex(/^[^\p{Cc}\s]+$/u);

/** Checked for shape here; its fields are parsed by the model, which names what is wrong. */
export const application = z.custom<Application>(isObjectWithName, 'an Application object with metadata.name');
export const project = z.custom<AppProject>(isObjectWithName, 'an AppProject object with metadata.name');
export const kubeObject = z.custom<KubeObject>(
  (value) => typeof value === 'object' && value !== null && 'kind' in value,
  'a Kubernetes object',
);

export const resourceRef = z.object({
  group: z.string().max(253),
  kind: z.string().min(1).max(253),
  namespace: z.string().max(253),
  name: z.string().min(1).max(253),
});

export const connection = z.object({
  status: z.enum(['Successful', 'Failed', 'Unknown']),
  message: z.string(),
  attemptedAt: z.string().optional(),
});

export const clusterView = z.object({
  server: z.string(),
  name: z.string(),
  kubeconfig: z.object({ path: z.string(), context: z.string() }).optional(),
  namespaces: z.array(z.string()).optional(),
  labels: labels.optional(),
  annotations: labels.optional(),
  project: z.string().optional(),
  connection,
  kubeVersion: z.string().optional(),
  applications: z.number(),
  objects: z.number(),
  /** What the kubeconfig's credential is worth: when it ends, and whether a program or a file gives a new one by itself. */
  credential: z.object({ expiresAt: z.number().optional(), renews: z.boolean() }).optional(),
  /** Requests so far and the times that the server was too busy; how many are on their way, wait, and may be on their way, now and at most. */
  traffic: z
    .object({
      requests: z.number(),
      throttled: z.number(),
      running: z.number(),
      waiting: z.number(),
      limit: z.number(),
      most: z.number(),
    })
    .optional(),
});

/** A repository as anybody may see it: no credential, only whether there is one. */
export const repositoryView = z.object({
  url: z.string(),
  type: z.enum(['git', 'helm', 'oci']),
  name: z.string().optional(),
  project: z.string().optional(),
  username: z.string().optional(),
  insecure: z.boolean().optional(),
  proxy: z.string().optional(),
  hasCredentials: z.boolean(),
  connection,
  applications: z.number(),
});

const pathElement = z.union([z.string(), z.number(), z.record(z.string(), z.unknown())]);

export const fieldOwner = z.object({
  manager: z.string(),
  operation: z.enum(['Apply', 'Update']),
  time: z.string().optional(),
  subresource: z.string().optional(),
});

export const pathDifference = z.object({
  path: z.array(pathElement),
  text: z.string(),
  live: z.unknown().optional(),
  desired: z.unknown().optional(),
  owners: z.array(fieldOwner),
});

export const health = z.object({ status: z.string(), message: z.string().optional() });

export const comparedResource = z.object({
  ref: resourceRef.extend({ version: z.string() }),
  status: z.enum(['Synced', 'OutOfSync', 'Unknown']),
  verdict: z.enum(['same', 'differs', 'missing', 'extra', 'unknown']),
  /** Why the verdict is unknown. */
  because: z.string().optional(),
  paths: z.array(pathDifference),
  health: health.optional(),
  hook: z.boolean(),
  requiresPruning: z.boolean(),
  wave: z.number(),
});

export const resourceDiff = comparedResource.extend({
  live: kubeObject.optional(),
  desired: kubeObject.optional(),
  normalizedLive: kubeObject.optional(),
  predictedLive: kubeObject.optional(),
});

/** What a rule that ignores a field would hide. `differs`: the two sides are not the same there today. */
export const hiddenField = z.object({
  ref: resourceRef,
  live: z.unknown().optional(),
  desired: z.unknown().optional(),
  differs: z.boolean(),
});

export const reason = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  text: z.string(),
  /** The type of the condition that it is, if it is one. */
  condition: z.string().optional(),
  ref: resourceRef.optional(),
  difference: pathDifference.optional(),
  actions: z.array(z.looseObject({ kind: z.string(), label: z.string() })),
});

/** An object that was searched for; `app` is the key of its application's row. */
export const resourceHit = z.object({
  app: z.string(),
  ref: resourceRef,
  status: z.string(),
  health: z.string().optional(),
});

/** How long an event loop could not answer, in milliseconds. */
const loopDelay = z.object({ p50: z.number(), p99: z.number(), max: z.number(), lastMinuteMax: z.number() });

/** How the process of the engine is. */
export const diagnostics = z.object({
  /** What runs it. */
  shell: z.string(),
  pid: z.number(),
  platform: z.string(),
  startedAt: z.number(),
  memory: z.object({ resident: z.number(), heap: z.number(), external: z.number() }),
  home: z.string(),
  /** The file that is logged to; '' when it is the terminal. */
  log: z.string(),
  /** `failing`: what is written waits in memory and is tried again. */
  store: z.object({
    health: z.enum(['ok', 'failing']),
    since: z.number().optional(),
    message: z.string().optional(),
    waiting: z.number().optional(),
  }),
  /** Of the main process; absent where nobody measures. */
  loopDelay: loopDelay.optional(),
  /** Of the engine, where it has a thread of its own. */
  engineLoopDelay: loopDelay.optional(),
});

/** Where traffic goes, as far as one object says (reference §5.1–5.3). */
export const networkingInfo = z.object({
  /** To the Pods of its namespace that carry all of these. */
  targetLabels: z.record(z.string(), z.string()).optional(),
  targetRefs: z.array(resourceRef).optional(),
  /** From these: a route names its gateway. */
  sourceRefs: z.array(resourceRef).optional(),
  /** Of a Pod: what a Service selects it by. */
  labels: z.record(z.string(), z.string()).optional(),
  /** Addresses of load balancers. */
  ingress: z.array(z.string()).optional(),
  externalUrls: z.array(z.object({ title: z.string(), url: z.string() })).optional(),
});

export const treeNode = z.object({
  ref: resourceRef.extend({ version: z.string() }),
  uid: z.string(),
  parents: z.array(z.string()),
  health: health.optional(),
  status: z.string().optional(),
  createdAt: z.string(),
  info: z.array(z.object({ name: z.string(), value: z.string() })),
  images: z.array(z.string()),
  networkingInfo: networkingInfo.optional(),
});

/** What became of a resource tree. Nodes are known by `group/Kind/namespace/name`. */
export const treeChange = z.object({
  /** What was known before is forgotten: this is the whole tree, or the first part of it. */
  reset: z.boolean(),
  /** The next change belongs to this one. */
  more: z.boolean(),
  upsert: z.array(treeNode),
  remove: z.array(z.string()),
});

export const commitSha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'a whole commit id');

/** A commit as people name it. `date` in milliseconds since the epoch. */
export const revisionView = z.object({
  revision: z.string(),
  author: z.string(),
  email: z.string(),
  date: z.number(),
  message: z.string(),
});

export const planRow = z.object({
  phase: z.string(),
  wave: z.number(),
  change: z.enum(['create', 'change', 'same', 'prune', 'keep', 'hook', 'refused']),
  /** Why it is kept or refused, or what it waits for. */
  note: z.string(),
  ref: resourceRef,
  paths: z.array(pathDifference),
  /** Other applications that declare the same object, as `namespace/name`. */
  sharedWith: z.array(z.string()),
});

export const plan = z.object({
  hash: z.string(),
  rows: z.array(planRow),
  invalid: z.array(z.string()),
  guards: z.array(z.string()),
  /** What could not be asked of the API server. */
  notes: z.array(z.string()),
});

export const historyEntry = z.custom<RevisionHistory>(
  (value) => typeof value === 'object' && value !== null && typeof (value as { id?: unknown }).id === 'number',
  'an entry of a history',
);

/** reference §11. `id`: of the history; absent: the entry before the newest. */
export const rollbackChoice = z.object({
  id: z.number().int().nonnegative().optional(),
  prune: z.boolean(),
  hooks: z.boolean(),
});

export const sentence = z
  .string()
  .min(1)
  .max(1000)
  .regex(/^[^\p{Cc}]*$/u);
export const instant = z.iso.datetime({ offset: true });
export const planDigest = z.string().regex(/^[0-9a-f]{64}$/, 'the hash of a plan');

const branchName = z.string().min(1).max(250);
export const revertChoice = z.object({
  id: z.number().int().nonnegative().optional(),
  source: z.number().int().nonnegative().max(63).optional(),
  branch: branchName.optional(),
  prune: z.boolean().optional(),
});
export const captureChoice = z.object({
  refs: z.array(resourceRef).max(10_000).optional(),
  branch: branchName.optional(),
  message: z.string().min(1).max(10_000).optional(),
});

const wholeObjects = z.object({ ref: resourceRef, before: kubeObject.optional(), after: kubeObject.optional() });

/** A commit that would be made. */
export const gitChange = z.object({
  hash: z.string(),
  repoURL: z.string(),
  branch: z.string(),
  base: z.string(),
  author: z.string(),
  message: z.string(),
  undoes: z.array(revisionView),
  files: z.array(
    z.object({
      path: z.string(),
      change: z.enum(['added', 'changed', 'removed']),
      before: z.string().optional(),
      after: z.string().optional(),
      inside: z.boolean(),
    }),
  ),
  objects: z.array(wholeObjects),
  /** What the sync afterwards deletes; `note`: why one stays all the same. */
  prunes: z.array(z.object({ ref: resourceRef, note: z.string() })),
  guards: z.array(z.string()),
  warnings: z.array(z.string()),
});
export const pushedChange = z.object({ commit: z.string(), branch: z.string() });

/** What deleting an application would take with it; applications as `namespace/name`. */
export const deletionPlan = z.object({
  deletes: z.array(z.object({ ref: resourceRef, wave: z.number(), application: z.string() })),
  keeps: z.array(z.object({ ref: resourceRef, because: z.string(), application: z.string() })),
  applications: z.array(z.string()),
  hooks: z.array(z.object({ ref: resourceRef, phase: z.enum(['PreDelete', 'PostDelete']) })),
  guards: z.array(z.string()),
  unreachable: z.array(z.string()),
});

/** reference §3.2; the model checks the details. */
export const operation = z.looseObject({
  sync: z.looseObject({}).optional(),
  initiatedBy: z.looseObject({}).optional(),
  info: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
  retry: z.looseObject({}).optional(),
});

export const targetRequest = z.union([
  z.object({ kind: z.literal('revisions'), revisions: z.array(z.string().max(256)).min(1).max(64) }),
  z.object({ kind: z.literal('local'), folder: z.string().min(1).max(4096) }),
]);

function isObjectWithName(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { metadata } = value as { metadata?: unknown };
  return typeof metadata === 'object' && metadata !== null && typeof (metadata as { name?: unknown }).name === 'string';
}
