import type { Repositories } from '../git/index.ts';
import type { Renderer } from '../render/index.ts';
import type { Connections } from './connections.ts';
import type { EngineCounters } from './engine.ts';

const HEALS_KEPT = 1000;

/** What this engine has done since its start, counted where it is done. */
export class EngineCounts {
  refreshes = 0;
  comparisons = 0;
  dryRuns = 0;
  writes = 0;
  /** Milliseconds from watch event to write, oldest first. */
  readonly #heals: number[] = [];

  healed(afterMs: number): void {
    if (this.#heals.length >= HEALS_KEPT) this.#heals.shift();
    this.#heals.push(afterMs);
  }

  /** Together with what the rooms below have counted. */
  all(rooms: {
    readonly applications: number;
    readonly operations: number;
    readonly connections: Pick<Connections, 'all'>;
    readonly renderer: Pick<Renderer, 'counters'>;
    readonly repositories: Pick<Repositories, 'counters'>;
  }): EngineCounters {
    const render = rooms.renderer.counters();
    const git = rooms.repositories.counters();
    const total = { requests: 0, bytesIn: 0, bytesOut: 0, cachedObjects: 0, cacheBytes: 0 };
    const requestsByVerb: Record<string, number> = {};
    for (const cluster of rooms.connections.all()) {
      const one = cluster.counters();
      total.requests += one.requests;
      total.bytesIn += one.bytesIn;
      total.bytesOut += one.bytesOut;
      total.cachedObjects += one.objects;
      total.cacheBytes += one.cacheBytes;
      for (const [verb, times] of Object.entries(one.requestsByVerb))
        requestsByVerb[verb] = (requestsByVerb[verb] ?? 0) + times;
    }
    return {
      ...total,
      requestsByVerb,
      applications: rooms.applications,
      refreshes: this.refreshes,
      comparisons: this.comparisons,
      dryRuns: this.dryRuns,
      writes: this.writes,
      renders: render.renders,
      renderHits: render.hits,
      operations: rooms.operations,
      lsRemotes: git.lsRemotes,
      fetches: git.fetches,
      healLatencies: [...this.#heals],
    };
  }
}
