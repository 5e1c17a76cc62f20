import type { FrameClient, FrameLink } from '../browser/socket-link.ts';
import type { LinkFromThread, LinkToThread, Post } from './engine-port.ts';

/** Characters that may be in the port before the engine's side stops: a main loop that is busy costs no memory. */
export const MOST_IN_PORT = 4 * 1024 * 1024;
/** What has left the port is told in pieces of so many characters. */
const TOLD_EVERY = 256 * 1024;

interface Relayed {
  readonly client: FrameClient;
  /** Taken out of the port and not told yet. */
  taken: number;
  paused: boolean;
}

/** The main loop's end of all links to the engine's thread: it hands texts on and looks into none. */
export class ThreadLinks {
  readonly #post: Post<LinkToThread>;
  readonly #links = new Map<number, Relayed>();
  #next = 1;

  constructor(post: Post<LinkToThread>) {
    this.#post = post;
  }

  open(client: FrameClient): FrameLink {
    const link = this.#next++;
    const mine: Relayed = { client, taken: 0, paused: false };
    this.#links.set(link, mine);
    this.#post({ type: 'link-open', link });
    return {
      send: (text) => {
        this.#post({ type: 'link-text', link, text });
        return true;
      },
      resume: () => {
        if (!mine.paused) return;
        mine.paused = false;
        this.#post({ type: 'link-resume', link });
      },
      close: () => {
        if (this.#links.delete(link)) this.#post({ type: 'link-close', link });
      },
    };
  }

  receive(message: LinkFromThread): void {
    const { link } = message;
    const mine = this.#links.get(link);
    if (!mine) return; // closed here meanwhile
    if (message.type === 'link-closed') {
      this.#links.delete(link);
      mine.client.closed();
      return;
    }
    mine.taken += message.text.length;
    if (mine.taken >= TOLD_EVERY) {
      this.#post({ type: 'link-taken', link, count: mine.taken });
      mine.taken = 0;
    }
    if (!mine.client.receive(message.text) && !mine.paused) {
      mine.paused = true;
      this.#post({ type: 'link-pause', link });
    }
  }

  /** The thread has gone. */
  closeAll(): void {
    const clients = [...this.#links.values()];
    this.#links.clear();
    for (const { client } of clients) client.closed();
  }
}

interface Served {
  link: FrameLink | undefined;
  /** Characters in the port, as far as this side was told. */
  waiting: number;
  paused: boolean;
  /** The engine's side was told to stop. */
  stopped: boolean;
}

/** The thread's end of the same links. */
export class ServedLinks {
  readonly #open: (client: FrameClient) => FrameLink;
  readonly #post: Post<LinkFromThread>;
  readonly #links = new Map<number, Served>();

  constructor(open: (client: FrameClient) => FrameLink, post: Post<LinkFromThread>) {
    this.#open = open;
    this.#post = post;
  }

  receive(message: LinkToThread): void {
    const { link } = message;
    if (message.type === 'link-open') {
      this.#serve(link);
      return;
    }
    const mine = this.#links.get(link);
    if (!mine) return;
    switch (message.type) {
      case 'link-text':
        mine.link?.send(message.text);
        return;
      case 'link-taken':
        mine.waiting -= message.count;
        this.#resume(mine);
        return;
      case 'link-pause':
        mine.paused = true;
        return;
      case 'link-resume':
        mine.paused = false;
        this.#resume(mine);
        return;
      case 'link-close':
        this.#links.delete(link);
        mine.link?.close();
    }
  }

  closeAll(): void {
    for (const { link } of this.#links.values()) link?.close();
    this.#links.clear();
  }

  #serve(link: number): void {
    const mine: Served = { link: undefined, waiting: 0, paused: false, stopped: false };
    this.#links.set(link, mine);
    mine.link = this.#open({
      receive: (text) => {
        this.#post({ type: 'link-text', link, text });
        mine.waiting += text.length;
        mine.stopped ||= mine.paused || mine.waiting > MOST_IN_PORT;
        return !mine.stopped;
      },
      drained: () => undefined,
      closed: () => {
        if (this.#links.delete(link)) this.#post({ type: 'link-closed', link });
      },
    });
  }

  #resume(mine: Served): void {
    if (!mine.stopped || mine.paused || mine.waiting > MOST_IN_PORT / 2) return;
    mine.stopped = false;
    mine.link?.resume();
  }
}
