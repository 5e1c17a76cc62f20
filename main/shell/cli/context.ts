import type { Client } from '../client/client.ts';
import { connectEngine } from './connect.ts';
import type { Io } from './io.ts';

/** What every command gets. */
export interface CommandContext {
  readonly io: Io;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Opens the engine for the time of `use`. */
  readonly withEngine: <T>(use: (client: Client, engineRuns: boolean) => Promise<T>) => Promise<T>;
  /** The exit code of a command that ends well but says something by it. */
  readonly exitWith: (code: number) => void;
}

export function commandContext(io: Io, exitWith: (code: number) => void, now: () => number = Date.now): CommandContext {
  return {
    io,
    now,
    exitWith,
    withEngine: async (use) => {
      const connection = await connectEngine(io);
      try {
        return await use(connection.client, connection.engineRuns);
      } finally {
        await connection.close();
      }
    },
  };
}
