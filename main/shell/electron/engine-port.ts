import type { HostReply, HostRequest, HostSetup } from '../../engines/index.ts';
import type { SharedLoopDelay } from '../loop-delay.ts';
import type { CrossingError } from './crossing-error.ts';
import type { ProcessFacts } from './desktop-io.ts';

// What the main loop and the thread of the engine say to each other. Both are of one build, so nothing is checked.

/** What the thread begins with. */
export interface EngineThreadData {
  readonly home: string;
  readonly facts: ProcessFacts;
  /** The file that is logged to, by the main loop. */
  readonly log: string;
  /** The delay of the main loop, as it is measured there. */
  readonly windows: SharedLoopDelay;
}

/** Texts of a setting by key. */
export type SettingTexts = Readonly<Record<string, string>>;

/** Frames of one link (`link-relay.ts`); `link` numbers it. */
export type LinkToThread =
  | { readonly type: 'link-open'; readonly link: number }
  | { readonly type: 'link-text'; readonly link: number; readonly text: string }
  /** So many characters of it have left the port. */
  | { readonly type: 'link-taken'; readonly link: number; readonly count: number }
  | { readonly type: 'link-pause'; readonly link: number }
  | { readonly type: 'link-resume'; readonly link: number }
  | { readonly type: 'link-close'; readonly link: number };
export type LinkFromThread =
  | { readonly type: 'link-text'; readonly link: number; readonly text: string }
  | { readonly type: 'link-closed'; readonly link: number };

/** Processes of the engines (`host-relay.ts`), which only the main thread can start; `host` numbers one. */
export type HostFromThread =
  | { readonly type: 'host-spawn'; readonly host: number; readonly setup: HostSetup }
  | { readonly type: 'host-send'; readonly host: number; readonly message: HostRequest }
  | { readonly type: 'host-kill'; readonly host: number };
export type HostToThread =
  | {
      readonly type: 'host-message';
      readonly host: number;
      readonly pid: number | undefined;
      readonly message: HostReply;
    }
  | { readonly type: 'host-exit'; readonly host: number; readonly reason: string };

export type ToThread =
  | LinkToThread
  | HostToThread
  /** Compares everything anew; answered by `read`. */
  | { readonly type: 'read-again'; readonly id: number }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'setting'; readonly key: string; readonly text: string | undefined }
  /** Ends in order; the thread ends itself. */
  | { readonly type: 'close' };

export type FromThread =
  | LinkFromThread
  | HostFromThread
  | { readonly type: 'log'; readonly line: string }
  /** The store is open; the desktop's settings in force. */
  | { readonly type: 'opened'; readonly settings: SettingTexts }
  | { readonly type: 'ready' }
  /** It could not be opened; the thread ends itself. */
  | { readonly type: 'failed'; readonly error: CrossingError }
  /** Nobody caught it. */
  | { readonly type: 'crashed'; readonly error: CrossingError }
  /** A client asks for the end of the application. */
  | { readonly type: 'stop' }
  | { readonly type: 'read'; readonly id: number; readonly error?: CrossingError }
  /** The last word; with what went wrong on the way. */
  | { readonly type: 'closed'; readonly error?: CrossingError };

/** Hands a message over; what is transferred is not copied, and gone here. */
export type Post<M> = (message: M, transfer?: readonly ArrayBuffer[]) => void;
