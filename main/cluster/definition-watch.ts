import { backoffCeiling, type Clock, sleep, type Timer } from '../runtime/index.ts';
import { query } from './api-path.ts';
import type { Connection } from './connection.ts';
import { ClusterError } from './errors.ts';
import { readSlim } from './live-object.ts';
import type { Requests } from './requests.ts';
import { LineSplitter, parseWatchFrame } from './watch-frames.ts';

/** What changes which kinds exist. Only their metadata is watched: a definition's schema may be a megabyte. */
const DEFINITIONS = [
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  '/apis/apiregistration.k8s.io/v1/apiservices',
];
const METADATA_ONLY = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';
/** Discovery follows a definition with a delay of its own, so it is asked several times; unchanged answers are empty (ETag). */
const LOOKS_AFTER = [250, 1_500, 5_000];
const RETRY = { base: 1_000, max: 120_000 };

export interface DefinitionWatchOptions {
  readonly requests: Requests;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly random: () => number;
  readonly changed: () => void;
}

/** Calls `changed` when a CustomResourceDefinition or APIService was added, changed or removed. Without permission it rests. */
export class DefinitionWatch {
  readonly #options: DefinitionWatchOptions;
  readonly #stop = new AbortController();
  #timers: Timer[] = [];

  constructor(options: DefinitionWatchOptions) {
    this.#options = options;
    for (const path of DEFINITIONS) void this.#run(path);
  }

  stop(): void {
    this.#stop.abort(new DOMException('the watch was stopped', 'AbortError'));
    for (const timer of this.#timers) timer.cancel();
  }

  async #run(path: string): Promise<void> {
    const { connection, clock, random } = this.#options;
    const { signal } = this.#stop;
    let failures = 0;
    let resourceVersion = '';
    while (!signal.aborted) {
      try {
        await connection.usable(signal);
        await this.#watch(path, resourceVersion, (seen) => {
          resourceVersion = seen;
          failures = 0;
        });
      } catch (error) {
        if (signal.aborted) return;
        const code = error instanceof ClusterError ? error.status.code : 0;
        if (code === 403 || code === 404) return; // kinds are looked up when they are asked for
        resourceVersion = '';
      }
      try {
        await sleep(clock, backoffCeiling(failures++, RETRY) * (0.5 + random() / 2), signal);
      } catch {
        return;
      }
    }
  }

  #watch(path: string, resourceVersion: string, seen: (resourceVersion: string) => void): Promise<void> {
    const parameters = query({
      watch: 1,
      allowWatchBookmarks: true,
      timeoutSeconds: 1_800,
      resourceVersion: resourceVersion || undefined,
    });
    const of = { group: '', kind: '', apiVersion: '' };
    const lines = new LineSplitter(4 << 20, (line) => {
      const frame = parseWatchFrame(line);
      if (frame.type === 'ERROR') throw new SyntaxError('the watch has lost its place');
      seen(readSlim(frame.object, of, '').resourceVersion);
      if (frame.type !== 'BOOKMARK') this.#changed();
    });
    return this.#options.requests.stream(
      {
        verb: 'watch',
        method: 'GET',
        path: path + parameters,
        accept: METADATA_ONLY,
        priority: 'background',
        idempotent: true,
      },
      { start: () => {}, chunk: (bytes) => lines.push(bytes) },
      this.#stop.signal,
    );
  }

  #changed(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers = LOOKS_AFTER.map((wait) => this.#options.clock.after(wait, this.#options.changed));
  }
}
