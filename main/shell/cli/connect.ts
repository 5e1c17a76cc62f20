import { Client } from '../client/client.ts';
import type { Connection } from '../client/connection.ts';
import { connectSocket } from '../client/socket-transport.ts';
import { argosyHome, homeLayout } from '../home.ts';
import type { Io } from './io.ts';

/** The running engine of this data folder; without one, an engine within this process that does only what the command asks. */
export async function connectEngine(io: Io): Promise<Connection> {
  const home = argosyHome({ platform: io.platform, env: io.env, userHome: io.userHome, workingFolder: io.cwd });
  const transport = await connectSocket(homeLayout(home, io.platform).socket);
  if (transport) {
    const client = new Client(transport);
    return {
      client,
      engineRuns: true,
      close: async () => client.close(),
    };
  }
  // Loaded only now: with an engine running, a command needs neither its code nor its memory.
  const { openOwnEngine } = await import('../own-engine.ts');
  return openOwnEngine(home, io);
}
