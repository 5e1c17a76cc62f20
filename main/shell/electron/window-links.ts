import type { EngineFrame } from '../../../preload/contract/index.ts';
import { CHANNELS } from '../../../preload/desktop.ts';
import { ArgosyError } from '../../model/index.ts';
import type { FrameClient, FrameLink } from '../browser/socket-link.ts';

/** A window, as the contract sees it. */
export interface LinkedWindow {
  readonly id: number;
  post(channel: string, ...values: unknown[]): void;
  /** Hidden windows get no deltas. */
  visible(): boolean;
}

/** Characters of one frame of a page: an Application with its longest texts fits. */
export const LONGEST_FRAME = 8 * 1024 * 1024;
/** Characters that may be on their way to a page that does not take them. */
export const MOST_WAITING = 4 * 1024 * 1024;
/** A page has one; a few more are there while it connects again. */
export const MOST_LINKS = 4;

interface WindowLink {
  readonly window: LinkedWindow;
  link: FrameLink | undefined;
  waiting: number;
  paused: boolean;
}

/**
 * Joins the pages of the windows to the engine. Frames go as texts over Electron's channel, which has no measure of what waits:
 * the page tells what it has taken, and the engine's side stops above a limit. A hidden window counts as one that does not take.
 */
export class WindowLinks {
  readonly #open: (client: FrameClient) => Promise<FrameLink>;
  readonly #links = new Map<string, WindowLink>();

  constructor(open: (client: FrameClient) => Promise<FrameLink>) {
    this.#open = open;
  }

  async connect(window: LinkedWindow, id: unknown): Promise<void> {
    if (typeof id !== 'string' || !/^[\w-]{8,64}$/.test(id)) {
      throw new ArgosyError('InvalidArgument', 'not the name of a link');
    }
    const key = keyOf(window, id);
    if (this.#links.has(key)) throw new ArgosyError('InvalidArgument', 'the link is open already');
    if (this.#of(window).length >= MOST_LINKS) {
      throw new ArgosyError('ResourceExhausted', `more than ${MOST_LINKS} links of one window`, { retry: true });
    }
    const mine: WindowLink = { window, link: undefined, waiting: 0, paused: false };
    this.#links.set(key, mine);
    const gone = (): void => {
      if (this.#links.get(key) !== mine) return;
      this.#links.delete(key);
      window.post(CHANNELS.closed, id);
    };
    try {
      const link = await this.#open({
        receive: (text) => {
          window.post(CHANNELS.toPage, id, text);
          mine.waiting += text.length;
          mine.paused ||= mine.waiting > MOST_WAITING || !window.visible();
          return !mine.paused;
        },
        drained: () => undefined,
        closed: gone,
      });
      if (this.#links.get(key) !== mine) link.close();
      else mine.link = link;
    } catch (error) {
      if (this.#links.get(key) === mine) this.#links.delete(key);
      throw error;
    }
  }

  /** A text that the page sent. What is no frame at all gets the contract's own refusal. */
  receive(window: LinkedWindow, id: unknown, text: unknown): void {
    const mine = this.#links.get(keyOf(window, id));
    if (!mine?.link) return;
    const line = typeof text === 'string' && text.length <= LONGEST_FRAME ? asLine(text) : undefined;
    if (line !== undefined) {
      mine.link.send(line);
      return;
    }
    const refusal: EngineFrame = {
      type: 'error',
      id: -1,
      error: { code: 'InvalidArgument', message: 'not a frame of the contract', retry: false },
    };
    window.post(CHANNELS.toPage, id, JSON.stringify(refusal));
  }

  /** The page has taken so many characters. */
  taken(window: LinkedWindow, id: unknown, count: unknown): void {
    const mine = this.#links.get(keyOf(window, id));
    if (!mine || typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) return;
    mine.waiting = Math.max(0, mine.waiting - count);
    this.#resume(mine);
  }

  /** The window is seen again: what it missed comes as a snapshot. */
  shown(window: LinkedWindow): void {
    for (const [, mine] of this.#of(window)) this.#resume(mine);
  }

  close(window: LinkedWindow, id: unknown): void {
    const key = keyOf(window, id);
    this.#links.get(key)?.link?.close();
    this.#links.delete(key);
  }

  /** The window was closed, or shows a new page: what the old one had is over. */
  closeAll(window: LinkedWindow): void {
    for (const [key, { link }] of this.#of(window)) {
      this.#links.delete(key);
      link?.close();
    }
  }

  #resume(mine: WindowLink): void {
    if (!mine.paused || mine.waiting > MOST_WAITING / 2 || !mine.window.visible()) return;
    mine.paused = false;
    mine.link?.resume();
  }

  #of(window: LinkedWindow): [string, WindowLink][] {
    return [...this.#links].filter(([, mine]) => mine.window.id === window.id);
  }
}

function keyOf(window: LinkedWindow, id: unknown): string {
  return `${window.id} ${String(id)}`;
}

/** One JSON value on one line. Parsed here so that no text can end a line of an engine's socket and begin another. */
function asLine(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}
