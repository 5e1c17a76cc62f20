import type { Client } from './client.ts';

/** A way to an engine, for the time that something needs it. */
export interface Connection {
  readonly client: Client;
  /** False: this process runs an engine of its own, and nothing happens after it has ended. */
  readonly engineRuns: boolean;
  readonly close: () => Promise<void>;
}
