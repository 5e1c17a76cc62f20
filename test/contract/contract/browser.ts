import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { WebSocket } from 'ws';
import { connectionLost, type Transport } from '../../../preload/client/index.ts';
import type { EngineFrame } from '../../../preload/contract/index.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A request as bytes: the target is sent as it is written, which a URL would tidy up. */
export function ask(
  port: number,
  target: string,
  options: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port,
        path: target,
        method: options.method ?? 'GET',
        headers: { host: `127.0.0.1:${port}`, ...options.headers },
        agent: false,
      },
      (answer) => {
        let body = '';
        answer.on('data', (chunk) => {
          body += String(chunk);
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
      },
    );
    call.on('error', reject);
    call.end();
  });
}

/** Follows a one-time link; the cookie that it gives. */
export async function enter(link: string): Promise<string> {
  const { port, pathname, search } = new URL(link);
  const { status, headers } = await ask(Number(port), pathname + search);
  if (status !== 200) throw new Error(`the link answered ${status}`);
  return headers['set-cookie']![0]!.split(';')[0]!;
}

export function plainSocket(port: number, headers: Readonly<Record<string, string>>): WebSocket {
  return new WebSocket(`ws://127.0.0.1:${port}/contract`, { headers });
}

/** What a page of the browser shell does. */
export async function browserSocket(port: number, cookie: string): Promise<Transport> {
  const socket = plainSocket(port, { origin: `http://127.0.0.1:${port}`, cookie });
  await once(socket, 'open');
  return {
    send: (frame) => socket.send(JSON.stringify(frame)),
    close: () => socket.terminate(),
    listen(receive, closed) {
      socket.on('message', (data) => receive(JSON.parse(String(data)) as EngineFrame));
      socket.on('close', () => closed(connectionLost()));
    },
  };
}
