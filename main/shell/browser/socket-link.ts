import { connect, type Socket } from 'node:net';
import { LineSplitter, MAX_FRAME } from '../frame-lines.ts';

/** A client's way to an engine: frames as texts. */
export interface FrameLink {
  /** A frame of the client, as JSON on one line. False: more waits for the engine than should; `onDrained` tells when it has gone. */
  readonly send: (text: string) => boolean;
  /** The client takes frames again. */
  readonly resume: () => void;
  readonly close: () => void;
}

export interface FrameClient {
  /** Takes a frame of the engine. False: more waits for the client than should; `resume` is called when it has gone. */
  readonly receive: (text: string) => boolean;
  readonly drained: () => void;
  readonly closed: () => void;
}

/** Frames to an engine that another process runs; undefined when none listens there. */
export function linkToSocket(path: string, client: FrameClient): Promise<FrameLink | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('error', () => resolve(undefined));
    socket.once('connect', () => resolve(pipe(socket, client)));
  });
}

function pipe(socket: Socket, client: FrameClient): FrameLink {
  const lines = new LineSplitter(MAX_FRAME);
  socket.on('data', (chunk: Buffer) => {
    try {
      let ready = true;
      for (const line of lines.push(chunk)) ready = client.receive(line) && ready;
      if (!ready) socket.pause();
    } catch {
      socket.destroy(); // a line without end
    }
  });
  socket.on('drain', client.drained);
  socket.on('error', () => socket.destroy());
  socket.on('close', client.closed);
  return {
    send: (text) => socket.write(`${text}\n`),
    resume: () => void socket.resume(),
    close: () => socket.destroy(),
  };
}
