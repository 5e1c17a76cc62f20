import { connectionLost, type Transport } from '../../preload/client/index.ts';
import type { EngineFrame } from '../../preload/contract/index.ts';

/** Frames over a WebSocket. Resolves when it is open; rejects when it cannot be. */
export function openSocket(address: string): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    socket.addEventListener('open', () => resolve(transportOver(socket)), { once: true });
    socket.addEventListener('close', (event) => reject(new Error(event.reason || 'no engine answers')), { once: true });
  });
}

function transportOver(socket: WebSocket): Transport {
  return {
    send: (frame) => socket.send(JSON.stringify(frame)),
    close: () => socket.close(),
    listen(receive, closed) {
      socket.addEventListener('message', (event) => receive(JSON.parse(String(event.data)) as EngineFrame));
      socket.addEventListener('close', () => closed(connectionLost()), { once: true });
    },
  };
}
