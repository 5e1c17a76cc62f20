import type { ClusterState } from '../cluster-state.ts';

export interface Controllers {
  stop(): void;
}

export function startControllers(_state: ClusterState): Controllers {
  return { stop() {} };
}
