/**
 * What a page of the desktop application can ask of its window beside the contract, and what the window tells it. The bridge of the
 * preload script and main's registration are both made from these two lists by loops. No schemas here: the preload script stays
 * small, and main checks (main/shell/electron/desktop-calls.ts).
 */
import type { WireError } from './contract/index.ts';

/** A command as the menu shows it; the page keeps what it does. `keys` as the page writes them: `mod+k`, `g a`. */
export interface OfferedCommand {
  readonly id: string;
  readonly title: string;
  readonly keys?: string;
}

export interface DesktopCalls {
  /** Asks the person whether the address may be opened in the browser. Resolves when answered. */
  readonly 'link.open': { readonly input: { readonly url: string }; readonly output: { readonly opened: boolean } };
  /** Shows the log file in the system's file manager. */
  readonly 'log.show': { readonly input: Record<string, never>; readonly output: Record<string, never> };
  /** Starts the engine again after it has failed for good. */
  readonly 'engine.restart': { readonly input: Record<string, never>; readonly output: Record<string, never> };
  /** What can be chosen now: the menu is made of the same list as the palette and the sheet of shortcuts. */
  readonly 'menu.offer': {
    readonly input: { readonly commands: readonly OfferedCommand[] };
    readonly output: Record<string, never>;
  };
  readonly 'window.open': { readonly input: { readonly route: string }; readonly output: Record<string, never> };
}

export type DesktopCallName = keyof DesktopCalls;

export const DESKTOP_CALLS = [
  'link.open',
  'log.show',
  'engine.restart',
  'menu.offer',
  'window.open',
] as const satisfies readonly DesktopCallName[];

export interface EngineNotice {
  /** `asleep`, `reading`: what is shown may be old, because the machine slept and not everything has been read again. */
  readonly state: 'starting' | 'ready' | 'asleep' | 'reading' | 'restarting' | 'dead';
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** For `restarting` and `dead`: what happened, and what can be done. */
  readonly because?: string;
  readonly advice?: string;
}

export interface DesktopEvents {
  /** Told at once to whoever listens, and after each change. */
  readonly engine: EngineNotice;
  /** A command was chosen from the menu. */
  readonly command: { readonly id: string };
  /** Go there: from a deep link or the tray. */
  readonly route: { readonly path: string };
}

export type DesktopEventName = keyof DesktopEvents;

export const DESKTOP_EVENTS = ['engine', 'command', 'route'] as const satisfies readonly DesktopEventName[];

/** What a call resolves with: an error crosses whole, which the exception of a promise does not. */
export type DesktopAnswer<Output> = { readonly output: Output } | { readonly error: WireError };

/** Frames of the contract as texts, between a page and the engine. */
export interface FrameChannel {
  readonly send: (text: string) => void;
  readonly close: () => void;
}

/** `window.argosy` in a page of the desktop application; absent in a browser. */
export interface DesktopBridge {
  readonly calls: {
    readonly [N in DesktopCallName]: (
      input: DesktopCalls[N]['input'],
    ) => Promise<DesktopAnswer<DesktopCalls[N]['output']>>;
  };
  /** Each returns the way to stop listening. */
  readonly on: { readonly [N in DesktopEventName]: (listener: (event: DesktopEvents[N]) => void) => () => void };
  /** Rejects when there is no engine. `closed` is called once, whoever ended it. */
  readonly connect: (receive: (text: string) => void, closed: () => void) => Promise<FrameChannel>;
}

/** Names of the channels between preload and main. */
export const CHANNELS = {
  call: 'argosy:call',
  event: 'argosy:event',
  listen: 'argosy:listen',
  connect: 'argosy:connect',
  toEngine: 'argosy:to-engine',
  toPage: 'argosy:to-page',
  taken: 'argosy:taken',
  close: 'argosy:close',
  closed: 'argosy:closed',
} as const;
