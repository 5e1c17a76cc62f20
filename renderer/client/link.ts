import { Client, connectionLost, type Transport } from '../../preload/client/index.ts';
import type { Input, Output, RequestName } from '../../preload/contract/index.ts';

/** How the engine is reached just now. `since` and `heardAt` in milliseconds since the epoch. */
export interface LinkState {
  /** `silent`: the way is open, but nothing has been heard for longer than a heartbeat allows. */
  readonly phase: 'connecting' | 'live' | 'silent' | 'lost';
  readonly since: number;
  /** When the engine was heard last; 0: never. */
  readonly heardAt: number;
}

export interface LinkPorts {
  readonly open: () => Promise<Transport>;
  readonly now: () => number;
  readonly after: (ms: number, run: () => void) => () => void;
  /** 0 to 1, to spread windows that lost the same engine. */
  readonly random: () => number;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;
const HEARTBEAT_MS = 5000;
const PATIENCE_MS = 4000;
const HIDE_MS = 5000;

/** Opens something on a connection; what it returns ends that. */
type Opener = (client: Client) => () => void;

/** Keeps one client of the contract open: asks whether the engine still answers, and connects again when it went away. */
export class Link {
  readonly #ports: LinkPorts;
  readonly #listeners = new Set<() => void>();
  /** Who uses the connection, and how what they have opened on it is ended. */
  readonly #connected = new Map<Opener, (() => void) | undefined>();
  #client: Client | undefined;
  #state: LinkState;
  #failures = 0;
  #cancel: (() => void) | undefined;
  #stopped = false;
  #attempt = 0;
  /** Nobody sees the window: what flows is stopped. */
  #hidden = false;
  #hiding: (() => void) | undefined;

  constructor(ports: LinkPorts) {
    this.#ports = ports;
    this.#state = { phase: 'connecting', since: ports.now(), heardAt: 0 };
  }

  get state(): LinkState {
    return this.#state;
  }

  start(): void {
    this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    this.#hiding?.();
    this.#cancel?.();
    this.#client?.close();
  }

  /** The machine woke up, the network is back, the window is looked at: do not wait for the next attempt. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#client) this.#beat(this.#client);
    else if (this.#state.phase === 'lost') {
      this.#failures = 0;
      this.#connect();
    }
  }

  /** Rejects with RemoteError; with code `Unavailable` while there is no engine. */
  async call<N extends RequestName>(name: N, input: Input<N>, signal?: AbortSignal): Promise<Output<N>> {
    const output = await this.#now().call(name, input, signal);
    this.#heard();
    return output;
  }

  stream<N extends RequestName>(name: N, input: Input<N>, signal?: AbortSignal): AsyncIterable<Output<N>> {
    return this.#now().stream(name, input, signal);
  }

  onState(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Called now when connected and seen, at every new connection, and when the window is seen again. What `open` returns ends what it has opened;
   * it is called when the window has not been seen for a while, and when the listener is taken out.
   */
  onConnect(open: Opener): () => void {
    this.#connected.set(open, undefined);
    this.#openFor(open);
    return () => {
      this.#connected.get(open)?.();
      this.#connected.delete(open);
    };
  }

  /** Whether anybody sees the window: nothing flows to a hidden one (architecture §6). */
  seen(seen: boolean): void {
    this.#hiding?.();
    this.#hiding = undefined;
    if (!seen) {
      // A glance at another tab does not cost a snapshot.
      this.#hiding = this.#ports.after(HIDE_MS, () => {
        this.#hidden = true;
        for (const [open, end] of this.#connected) {
          end?.();
          this.#connected.set(open, undefined);
        }
      });
    } else if (this.#hidden) {
      this.#hidden = false;
      for (const open of this.#connected.keys()) this.#openFor(open);
    }
  }

  #openFor(open: Opener): void {
    if (this.#client && !this.#hidden) this.#connected.set(open, open(this.#client));
  }

  #now(): Client {
    if (!this.#client) throw connectionLost();
    return this.#client;
  }

  #connect(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const attempt = ++this.#attempt;
    this.#ports
      .open()
      .then((transport) => {
        if (this.#stopped || attempt !== this.#attempt) transport.close();
        else this.#opened(transport);
      })
      .catch(() => {
        if (!this.#stopped && attempt === this.#attempt) this.#lost();
      });
  }

  #opened(transport: Transport): void {
    const client = new Client({
      send: (frame) => transport.send(frame),
      close: () => transport.close(),
      listen: (receive, closed) =>
        transport.listen(
          (frame) => {
            this.#heard();
            receive(frame);
          },
          (reason) => {
            if (this.#client === client) {
              this.#client = undefined;
              this.#lost();
            }
            closed(reason);
          },
        ),
    });
    this.#client = client;
    this.#failures = 0;
    this.#set('live');
    for (const open of this.#connected.keys()) this.#openFor(open);
    this.#beat(client);
  }

  #lost(): void {
    if (this.#stopped) return;
    this.#failures += 1;
    this.#set('lost');
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.#failures - 1));
    this.#later(wait * (0.75 + this.#ports.random() / 2), () => this.#connect());
  }

  /** Asks for a sign of life. A closed lid, a stopped process or a full queue answers nothing, and then nothing is called live. */
  #beat(client: Client): void {
    const asked = this.#ports.now();
    client.call('engine.version', {}).catch(() => undefined);
    this.#later(PATIENCE_MS, () => {
      if (this.#client !== client) return;
      if (this.#state.heardAt < asked) this.#set('silent');
      this.#later(HEARTBEAT_MS - PATIENCE_MS, () => {
        if (this.#client === client) this.#beat(client);
      });
    });
  }

  #later(ms: number, run: () => void): void {
    this.#cancel?.();
    this.#cancel = this.#ports.after(ms, run);
  }

  #heard(): void {
    const now = this.#ports.now();
    // The age is shown in seconds: a frame more in the same second is no news.
    if (this.#state.phase === 'live' && now - this.#state.heardAt < 1000) return;
    this.#state = {
      phase: 'live',
      since: this.#state.phase === 'live' ? this.#state.since : now,
      heardAt: now,
    };
    this.#tell();
  }

  #set(phase: LinkState['phase']): void {
    if (phase === this.#state.phase) return;
    this.#state = { ...this.#state, phase, since: this.#ports.now() };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
