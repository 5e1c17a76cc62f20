import { ArgosyError } from '../model/index.ts';
import { query } from './api-path.ts';
import type { LogRequest } from './face.ts';
import type { Requests } from './requests.ts';

/** Bytes. A longer line is cut: a log is foreign text, and somebody shows it. */
const LONGEST_LINE = 64 << 10;
/** Lines that wait for a slow reader before the oldest of them are left out. */
const MOST_WAITING = 20_000;

/**
 * The lines of a container's log, as they come. When the reader is slower than the container, the oldest waiting lines are left out and
 * a line says how many: a stream shares its connection with everything else and must not stop it.
 */
export async function* readLogs(requests: Requests, request: LogRequest, signal?: AbortSignal): AsyncGenerator<string> {
  const { namespace, pod } = request;
  const parameters = query({
    container: request.container,
    follow: request.follow,
    previous: request.previous,
    tailLines: request.tailLines,
    sinceSeconds: request.sinceSeconds,
    timestamps: request.timestamps,
  });
  const stop = new AbortController();
  const scope = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const lines = new LogLines();
  let waiting: string[] = [];
  let left = 0;
  let wake: (() => void) | undefined;
  let ended = false;
  let failure: unknown;
  const push = (line: string) => {
    if (waiting.length >= MOST_WAITING) {
      waiting.shift();
      left++;
    }
    waiting.push(line);
  };
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log${parameters}`;
  const done = requests
    .stream(
      {
        verb: 'logs',
        method: 'GET',
        path,
        accept: '*/*',
        priority: 'read',
        idempotent: true,
        subject: `${namespace}/${pod}`,
      },
      {
        start: () => {},
        chunk: (bytes) => {
          lines.push(bytes, push);
          wake?.();
        },
      },
      scope,
    )
    .then(
      () => lines.end(push),
      (error: unknown) => {
        failure = error;
      },
    )
    .finally(() => {
      ended = true;
      wake?.();
    });
  try {
    for (;;) {
      if (waiting.length === 0 && ended) break;
      if (waiting.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const batch = waiting;
      waiting = [];
      if (left > 0) yield `[${left} lines left out: they came faster than they were read]`;
      left = 0;
      yield* batch;
    }
    if (failure !== undefined) throw failure;
  } finally {
    stop.abort(new ArgosyError('Aborted', 'the log is no longer read'));
    await done;
  }
}

/** Bytes to lines of text, cut to a length, without ever holding more than one cut line. */
export class LogLines {
  #parts: Buffer[] = [];
  #bytes = 0;

  push(chunk: Buffer, line: (text: string) => void): void {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      this.#keep(chunk.subarray(start, end));
      line(this.#take());
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  end(line: (text: string) => void): void {
    if (this.#bytes > 0) line(this.#take());
  }

  #keep(part: Buffer): void {
    const room = LONGEST_LINE - this.#bytes;
    // A copy: a slice would keep the whole chunk of the network alive.
    if (room > 0 && part.length > 0) this.#parts.push(Buffer.from(part.subarray(0, room)));
    this.#bytes += part.length;
  }

  #take(): string {
    const cut = this.#bytes > LONGEST_LINE ? ` […${this.#bytes - LONGEST_LINE} bytes more]` : '';
    const text = Buffer.concat(this.#parts).toString('utf8').replace(/\r$/, '') + cut;
    this.#parts = [];
    this.#bytes = 0;
    return text;
  }
}
