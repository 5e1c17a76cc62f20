import { connect, type Socket } from 'node:net';
import type { EngineFrame } from '../../../preload/contract/index.ts';
import { connectionLost, type Transport } from './client.ts';

/** Connects to a running engine; undefined when none listens there. */
export function connectSocket(path: string): Promise<Transport | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socketTransport(socket)));
    // No file, or one that an engine left behind when it was killed: in both cases there is no engine.
    socket.once('error', () => resolve(undefined));
  });
}

function socketTransport(socket: Socket): Transport {
  return {
    send: (frame) => void socket.write(`${JSON.stringify(frame)}\n`),
    close: () => socket.destroy(),
    listen(receive, closed) {
      // Parts of a line are joined once, when its end is there: a frame of many megabytes comes in hundreds of chunks.
      let parts: string[] = [];
      socket.setEncoding('utf8');
      socket.on('data', (data) => {
        const lines = String(data).split('\n');
        const last = lines.pop()!;
        for (const line of lines) {
          const whole = parts.length === 0 ? line : parts.join('') + line;
          parts = [];
          receive(JSON.parse(whole) as EngineFrame);
        }
        if (last !== '') parts.push(last);
      });
      socket.on('error', () => socket.destroy());
      socket.on('close', () => closed(connectionLost()));
    },
  };
}
