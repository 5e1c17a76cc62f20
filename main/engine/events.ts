import type { Cluster } from '../cluster/index.ts';
import type { KubeObject } from '../model/index.ts';
import type { TreeNode } from './engine.ts';

/** Namespaces that are asked for the events of one application; they are asked one after the other. */
const MAX_NAMESPACES = 20;
/** The newest of them: nobody reads more, and everybody who watches would wait for them. */
export const MOST_EVENTS = 2000;
/** Characters of a text that a controller, or anybody, wrote into an event. */
const LONGEST_TEXT = 4000;

/** The events of every live object of a tree: one request for each namespace, not one for each object. */
export async function eventsOf(
  cluster: Pick<Cluster, 'events'>,
  nodes: readonly TreeNode[],
  signal?: AbortSignal,
): Promise<readonly KubeObject[]> {
  const uids = new Set(nodes.flatMap(({ uid }) => (uid === '' ? [] : [uid])));
  const namespaces = new Set(nodes.flatMap(({ uid, ref }) => (uid === '' ? [] : [ref.namespace || 'default'])));
  let found: readonly KubeObject[] = [];
  for (const namespace of [...namespaces].slice(0, MAX_NAMESPACES)) {
    const events = await cluster.events({ namespace }, signal);
    const mine = events.filter((event) => {
      const { involvedObject } = event as { involvedObject?: { uid?: string } };
      return involvedObject?.uid !== undefined && uids.has(involvedObject.uid);
    });
    found = boundedEvents([...found, ...mine]);
  }
  return found;
}

/** The newest of them, and of each what is read: an event is foreign text. */
export function boundedEvents(events: readonly KubeObject[]): readonly KubeObject[] {
  const kept = events.length <= MOST_EVENTS ? events : [...events].sort(newestFirst).slice(0, MOST_EVENTS);
  return kept.map((event) => {
    const { managedFields: _, ...metadata } = event.metadata;
    const { message, reason } = event as { message?: unknown; reason?: unknown };
    return {
      ...event,
      metadata,
      ...(typeof message === 'string' ? { message: cut(message) } : {}),
      ...(typeof reason === 'string' ? { reason: cut(reason) } : {}),
    };
  });
}

function newestFirst(a: KubeObject, b: KubeObject): number {
  const [first, second] = [timeOf(a), timeOf(b)];
  return first < second ? 1 : first > second ? -1 : 0;
}

/** RFC 3339 in UTC: in order as text. */
function timeOf(event: KubeObject): string {
  const { lastTimestamp, eventTime } = event as { lastTimestamp?: unknown; eventTime?: unknown };
  const time = lastTimestamp ?? eventTime ?? event.metadata.creationTimestamp;
  return typeof time === 'string' ? time : '';
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}… (${text.length} characters)`;
}
