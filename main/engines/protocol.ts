// What the application and a host process say to each other. A host process holds one engine: the compiled module once,
// and up to a few threads (lanes) with an instance each.

import type { Artifact } from './artifact.ts';
import type { Crash } from './crash.ts';

export type HostRequest =
  /** First and once. */
  | { readonly type: 'start'; readonly artifact: Artifact; readonly env: Readonly<Record<string, string>> }
  /** A lane that does not run yet is started. One call at a time in a lane; `call` numbers it. */
  | { readonly type: 'call'; readonly lane: number; readonly call: number; readonly frame: Uint8Array }
  /** Ends the thread of the lane, whatever it does. */
  | { readonly type: 'end'; readonly lane: number };

export type HostReply =
  /** The module could not be loaded; the process is of no use. */
  | { readonly type: 'failed'; readonly message: string }
  /** The instance of the lane exists: from now on its call is what takes time. */
  | { readonly type: 'ready'; readonly lane: number }
  | {
      readonly type: 'done';
      readonly lane: number;
      readonly call: number;
      readonly frame: Uint8Array;
      readonly log: string;
      /** Size of the instance's memory, which never shrinks. */
      readonly memoryBytes: number;
    }
  /** The lane is gone. */
  | { readonly type: 'crash'; readonly lane: number; readonly crash: Crash }
  /** Answer to 'end'; nothing of the ended thread follows. */
  | { readonly type: 'ended'; readonly lane: number };
