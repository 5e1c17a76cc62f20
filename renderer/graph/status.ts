import type { GraphNode, HealthWord, SyncWord } from './model.ts';

/**
 * How much a status asks for attention. Argo CD's own aggregation has Unknown above Degraded (reference §4); on a stack of nodes the
 * one that is known to fail has to be seen first.
 */
const HEALTH: readonly (HealthWord | undefined)[] = [
  undefined,
  'Healthy',
  'Suspended',
  'Progressing',
  'Unknown',
  'Missing',
  'Degraded',
];
const SYNC: readonly (SyncWord | undefined)[] = [undefined, 'Synced', 'Unknown', 'OutOfSync'];

/** 0 is no status, the largest is the worst. */
export function healthRank(word: HealthWord | undefined): number {
  return HEALTH.indexOf(word);
}

export function healthOfRank(rank: number): HealthWord | undefined {
  return HEALTH[rank];
}

export function syncRank(word: SyncWord | undefined): number {
  return SYNC.indexOf(word);
}

export function syncOfRank(rank: number): SyncWord | undefined {
  return SYNC[rank];
}

export function worseHealth(a: HealthWord | undefined, b: HealthWord | undefined): HealthWord | undefined {
  return healthRank(b) > healthRank(a) ? b : a;
}

export function worseSync(a: SyncWord | undefined, b: SyncWord | undefined): SyncWord | undefined {
  return syncRank(b) > syncRank(a) ? b : a;
}

/** Words of the engine that this version does not know are shown as Unknown, never as good. */
export function healthWord(word: string | undefined): HealthWord | undefined {
  if (word === undefined || word === '') return undefined;
  return HEALTH.find((known) => known === word) ?? 'Unknown';
}

export function syncWord(word: string | undefined): SyncWord | undefined {
  if (word === undefined || word === '') return undefined;
  return SYNC.find((known) => known === word) ?? 'Unknown';
}

/** What a screen reader says and a tooltip shows. */
export function statusWords(node: Pick<GraphNode, 'sync' | 'health'>): string {
  return [node.sync, node.health].filter((word) => word !== undefined).join(', ') || 'no status';
}
