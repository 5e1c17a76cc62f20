import type { EngineFrame } from '../../../preload/contract/index.ts';
import { Session } from '../../api/index.ts';
import type { Running } from '../own-engine.ts';
import type { FrameClient, FrameLink } from './socket-link.ts';

export { type FrameClient, type FrameLink, linkToSocket } from './socket-link.ts';

/** Frames to the engine of this process. */
export function linkToEngine(running: Pick<Running, 'context' | 'topics' | 'logger'>, client: FrameClient): FrameLink {
  const session = new Session({
    context: running.context,
    topics: running.topics,
    logger: running.logger,
    send: (frame: EngineFrame) => client.receive(JSON.stringify(frame)),
  });
  return {
    send: (text) => {
      session.receive(JSON.parse(text));
      return true;
    },
    resume: () => session.drained(),
    close: () => session.close(),
  };
}
