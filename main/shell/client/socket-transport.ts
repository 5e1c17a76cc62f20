import { connect, type Socket } from 'node:net';
import type { EngineFrame } from '../../../preload/contract/index.ts';
import type { Transport } from './client.ts';

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
      let rest = '';
      socket.setEncoding('utf8');
      socket.on('data', (chunk) => {
        const lines = (rest + String(chunk)).split('\n');
        rest = lines.pop()!;
        for (const line of lines) receive(JSON.parse(line) as EngineFrame);
      });
      socket.on('error', () => socket.destroy());
      socket.on('close', () => closed(new Error('the engine ended the connection')));
    },
  };
}
