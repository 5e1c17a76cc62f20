import { subscribe } from 'node:diagnostics_channel';
import type { ClientHttp2Stream } from 'node:http2';

let heard = false;

/**
 * undici stops listening to a stream that has closed. When its session breaks before the stream is gone, Node destroys the stream once more with the
 * reason, and an error that nobody hears ends the process. Whose request it was has been told by then. Once for the process.
 */
export function hearStreams(): void {
  if (heard) return;
  heard = true;
  subscribe('http2.client.stream.created', (message) => {
    (message as { readonly stream: ClientHttp2Stream }).stream.on('error', () => undefined);
  });
}
