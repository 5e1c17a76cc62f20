import { z } from 'zod';
import { topic } from './define.ts';
import { application, clusterView } from './schemas.ts';

/** A line of the applications table: slim on purpose (architecture §6). */
export const applicationRow = z.object({
  name: z.string(),
  namespace: z.string(),
  project: z.string(),
  sync: z.string(),
  health: z.string(),
  repoURL: z.string(),
  path: z.string(),
  targetRevision: z.string(),
  revision: z.string(),
  server: z.string(),
  destinationNamespace: z.string(),
  operation: z.string(),
  /** Milliseconds since the epoch of the last comparison with a fresh revision. */
  reconciledAt: z.number(),
  conditions: z.number(),
  /** Milliseconds since the epoch since when its health is what it is; 0: not known. */
  healthSince: z.number(),
  /** When the last operation ended, or the running one began; 0: there was none. */
  operationAt: z.number(),
  /** Who asked for it; '' when the policy did. */
  operationBy: z.string(),
  /** Whether the engine syncs it by itself. */
  automated: z.boolean(),
  /** It is being deleted. */
  deleting: z.boolean(),
  /** The first sentence of its reason strip; '' when all is well. */
  reason: z.string(),
  /** Key of the application that its tracking mark names; '' for none. There need not be one of that key. */
  parent: z.string(),
  /** Its sync wave under its parent. */
  wave: z.number(),
  /**
   * 0: what is said here is true now. Otherwise milliseconds since the epoch until when it is known to have been, because it has not been compared
   * since the engine started or its cluster is not heard; 1: it is not known since when. Shown in grey, with its age.
   */
  staleSince: z.number(),
  /** Whether automation leaves it alone, because of a rollback or because a person paused it. */
  hold: z.enum(['', 'rollback', 'pause']),
  /** Milliseconds since the epoch; `until` 0: until a person releases it. */
  held: z.object({ since: z.number(), until: z.number(), by: z.string(), reason: z.string() }).optional(),
  /** The first of its labels, to filter by. */
  labels: z.record(z.string(), z.string()).optional(),
});

export const taskRow = z.object({
  kind: z.enum(['sync', 'deletion']),
  title: z.string(),
  app: z.string().optional(),
  state: z.enum(['running', 'succeeded', 'failed', 'cancelled']),
  /** 0 to 1; absent when unknown. */
  progress: z.number().optional(),
  message: z.string(),
  startedAt: z.number(),
  finishedAt: z.number().optional(),
});

/** State that flows: a snapshot, then deltas. Rows are keyed by text. */
export const topics = {
  applications: topic(applicationRow),
  /** Whole Applications, for `app get --watch`, `app wait` and the application page. */
  'applications.full': topic(application),
  clusters: topic(clusterView),
  tasks: topic(taskRow),
} as const;

export type Topics = typeof topics;
export type TopicName = keyof Topics;
export type Row<N extends TopicName> = z.output<Topics[N]['row']>;
