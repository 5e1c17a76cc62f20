import { WebSocket } from 'ws';
import type { Logger } from '../../runtime/index.ts';
import type { FrameClient, FrameLink } from './engine-link.ts';

/** Bytes of one frame of a browser: an Application with its longest texts fits. */
export const MAX_CLIENT_FRAME = 8 * 1024 * 1024;
/** Bytes that may wait for a browser that does not read. */
const MAX_WAITING = 4 * 1024 * 1024;
/** Codes of a close, beside those of RFC 6455: what the page tells a person. */
export const CLOSED = { engineGone: 4001, noEngine: 4002, notAFrame: 4003 } as const;

/** Joins a browser's WebSocket to an engine until one of them ends. */
export async function joinSocket(
  socket: WebSocket,
  open: (client: FrameClient) => Promise<FrameLink>,
  logger: Logger,
): Promise<void> {
  let paused = false;
  let link: FrameLink | undefined;
  const client: FrameClient = {
    receive: (text) => {
      if (socket.readyState !== WebSocket.OPEN) return true;
      socket.send(text, () => {
        if (!paused || socket.bufferedAmount > MAX_WAITING / 2) return;
        paused = false;
        link?.resume();
      });
      if (socket.bufferedAmount <= MAX_WAITING) return true;
      paused = true;
      return false;
    },
    drained: () => socket.resume(),
    closed: () => socket.close(CLOSED.engineGone, 'the engine ended the connection'),
  };
  // Nothing is lost while the engine is being opened: it waits in the socket.
  socket.pause();
  socket.on('error', () => socket.terminate());
  socket.on('close', () => link?.close());
  try {
    link = await open(client);
  } catch (error) {
    logger.error('no engine for a browser', { error });
    socket.resume();
    socket.close(CLOSED.noEngine, 'the engine cannot be started');
    return;
  }
  if (socket.readyState !== WebSocket.OPEN) {
    link.close();
    return;
  }
  const frames = link;
  socket.on('message', (data, binary) => {
    const text = binary ? undefined : asLine(data as Buffer);
    if (text === undefined) {
      socket.close(CLOSED.notAFrame, 'not a frame of the contract');
      return;
    }
    if (!frames.send(text)) socket.pause();
  });
  socket.resume();
}

/** One JSON value on one line, or undefined. Parsed here so that no text can end a line of the engine's socket and begin another. */
function asLine(data: Buffer): string | undefined {
  try {
    return JSON.stringify(JSON.parse(data.toString()));
  } catch {
    return undefined;
  }
}
