import type { EngineFrame } from '../../../preload/contract/index.ts';
import { Session, type SessionOptions } from '../../api/index.ts';
import type { Transport } from './client.ts';

/** The contract within one process: the same frames, the same checks, no socket. */
export function localTransport(options: Omit<SessionOptions, 'send'>): Transport {
  let session: Session | undefined;
  return {
    listen(receive) {
      session = new Session({
        ...options,
        // As over a socket: what is received is a copy, and it arrives in a later turn.
        send: (frame) => {
          const text = JSON.stringify(frame);
          queueMicrotask(() => receive(JSON.parse(text) as EngineFrame));
        },
      });
    },
    send: (frame) => session?.receive(JSON.parse(JSON.stringify(frame))),
    close: () => session?.close(),
  };
}
