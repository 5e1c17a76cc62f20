import { homeLayout } from './home.ts';
import type { Running } from './own-engine.ts';
import { serveSocket } from './socket-server.ts';

/** Serves an engine to the other programs of this person until `close`. */
export async function serveEngine(
  running: Running,
  home: string,
  platform: NodeJS.Platform,
): Promise<{ close: () => Promise<void> }> {
  return serveSocket({
    path: homeLayout(home, platform).socket,
    platform,
    context: running.context,
    topics: running.topics,
    logger: running.logger,
  });
}
