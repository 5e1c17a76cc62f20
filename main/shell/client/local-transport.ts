import type { EngineFrame } from '../../../preload/contract/index.ts';
import { Session, type SessionOptions } from '../../api/index.ts';
import { connectionLost, type Transport } from './client.ts';

/** The contract within one process: the same frames, the same checks, no socket. */
export function localTransport(options: Omit<SessionOptions, 'send'>): Transport {
  let session: Session | undefined;
  let ended: ((reason: Error) => void) | undefined;
  return {
    listen(receive, closed) {
      ended = closed;
      session = new Session({
        ...options,
        // As over a socket: what is received is a copy, and it arrives in a later turn.
        send: (frame) => {
          const text = JSON.stringify(frame);
          queueMicrotask(() => receive(JSON.parse(text) as EngineFrame));
          return true;
        },
      });
    },
    send: (frame) => session?.receive(JSON.parse(JSON.stringify(frame))),
    close: () => {
      session?.close();
      ended?.(connectionLost());
    },
  };
}
