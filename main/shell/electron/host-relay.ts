import type { HostEvents, HostProcess, SpawnHost } from '../../engines/index.ts';
import type { HostFromThread, HostToThread, Post } from './engine-port.ts';

// Utility processes are started by Electron's main thread only; who uses them is the engine's thread. What they say to each other is bytes, handed
// over and not copied: what a frame costs the main loop is the one message to or from the process, as before there was a thread.

/** The thread's end: processes as the engines room knows them. */
export class RelayedHosts {
  readonly #post: Post<HostFromThread>;
  readonly #hosts = new Map<number, { readonly events: HostEvents; pid: number | undefined }>();
  #next = 1;

  constructor(post: Post<HostFromThread>) {
    this.#post = post;
  }

  readonly spawn: SpawnHost = (setup, events): HostProcess => {
    const host = this.#next++;
    const mine: { readonly events: HostEvents; pid: number | undefined } = { events, pid: undefined };
    this.#hosts.set(host, mine);
    this.#post({ type: 'host-spawn', host, setup });
    return {
      /** Known with its first message. */
      get pid() {
        return mine.pid;
      },
      send: (message) => {
        if (message.type !== 'call') this.#post({ type: 'host-send', host, message });
        else {
          const frame = whole(message.frame);
          this.#post({ type: 'host-send', host, message: { ...message, frame } }, [frame.buffer]);
        }
      },
      kill: () => this.#post({ type: 'host-kill', host }),
      // Utility processes do not keep Electron from ending.
      hold: () => undefined,
    };
  };

  receive(message: HostToThread): void {
    const mine = this.#hosts.get(message.host);
    if (!mine) return;
    if (message.type === 'host-exit') {
      this.#hosts.delete(message.host);
      mine.events.onExit(message.reason);
      return;
    }
    mine.pid = message.pid;
    mine.events.onMessage(message.message);
  }
}

/** The main loop's end: starts them, and ends them all with the thread that they are for. */
export class HostKeeper {
  readonly #spawn: SpawnHost;
  readonly #post: Post<HostToThread>;
  readonly #hosts = new Map<number, HostProcess>();
  #over = false;

  constructor(spawn: SpawnHost, post: Post<HostToThread>) {
    this.#spawn = spawn;
    this.#post = post;
  }

  receive(message: HostFromThread): void {
    const { host } = message;
    switch (message.type) {
      case 'host-spawn':
        this.#start(message);
        return;
      case 'host-send':
        this.#hosts.get(host)?.send(message.message);
        return;
      case 'host-kill':
        this.#hosts.get(host)?.kill();
    }
  }

  endAll(): void {
    this.#over = true;
    for (const child of this.#hosts.values()) child.kill();
    this.#hosts.clear();
  }

  #start({ host, setup }: Extract<HostFromThread, { type: 'host-spawn' }>): void {
    if (this.#over) return;
    try {
      const child = this.#spawn(setup, {
        onMessage: (message) => {
          const { pid } = child;
          if (message.type !== 'done') this.#post({ type: 'host-message', host, pid, message });
          else {
            const frame = whole(message.frame);
            this.#post({ type: 'host-message', host, pid, message: { ...message, frame } }, [frame.buffer]);
          }
        },
        onExit: (reason) => {
          this.#hosts.delete(host);
          this.#post({ type: 'host-exit', host, reason });
        },
      });
      this.#hosts.set(host, child);
    } catch (error) {
      this.#post({ type: 'host-exit', host, reason: `engine process was not started: ${String(error)}` });
    }
  }
}

/** Only what has its memory to itself can be handed over: a channel may give many messages in one block. */
function whole(frame: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = frame;
  return buffer instanceof ArrayBuffer && buffer.byteLength === frame.byteLength
    ? new Uint8Array(buffer)
    : frame.slice();
}
