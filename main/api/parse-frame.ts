import type { ClientFrame } from '../../preload/contract/index.ts';

/** Keys of one filtered subscription. */
const MAX_KEYS = 1000;

/** What a client sent, as a frame; undefined when it is none. Inputs of requests are checked later, by their schema. */
export function parseFrame(frame: unknown): ClientFrame | undefined {
  if (typeof frame !== 'object' || frame === null) return undefined;
  const { type, id, name, topic, count, keys, input } = frame as Record<string, unknown>;
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id < 0) return undefined;
  switch (type) {
    case 'request':
      return typeof name === 'string' ? { type, id, name, input } : undefined;
    case 'subscribe':
      if (typeof topic !== 'string') return undefined;
      if (keys === undefined) return { type, id, topic };
      return isKeys(keys) ? { type, id, topic, keys } : undefined;
    case 'more':
      return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? { type, id, count } : undefined;
    case 'cancel':
    case 'unsubscribe':
      return { type, id };
    default:
      return undefined;
  }
}

function isKeys(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= MAX_KEYS && value.every((key) => typeof key === 'string');
}
