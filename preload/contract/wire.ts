import type { ErrorReason } from '../../main/model/index.ts';

/** What crosses a transport. The same frames go over Electron's channel, the browser's WebSocket and the CLI's socket. */

/** How an error crosses: never a stack, never a secret. */
export interface WireError {
  /** ErrorCode of the model, or 'Internal' for a bug. */
  readonly code: string;
  readonly message: string;
  readonly detail?: {
    readonly subject?: string;
    readonly advice?: string;
    /** What to do something about: programs look at this and the code, never at the message. */
    readonly reason?: ErrorReason;
  };
  readonly retry: boolean;
}

/** Client → engine. */
export type ClientFrame =
  | { readonly type: 'request'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number }
  /** Stream back-pressure: so many more outputs may be sent. */
  | { readonly type: 'more'; readonly id: number; readonly count: number }
  /** With `keys` only these rows, so that somebody who follows one application does not get a fleet. */
  | { readonly type: 'subscribe'; readonly topic: string; readonly id: number; readonly keys?: readonly string[] }
  | { readonly type: 'unsubscribe'; readonly id: number };

/** Engine → client. */
export type EngineFrame =
  | { readonly type: 'result'; readonly id: number; readonly output: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: WireError }
  | { readonly type: 'item'; readonly id: number; readonly output: unknown }
  | { readonly type: 'end'; readonly id: number }
  /** First frame of a subscription; again when a slow reader has missed deltas. */
  | {
      readonly type: 'snapshot';
      readonly id: number;
      readonly revision: number;
      readonly rows: readonly (readonly [string, unknown])[];
    }
  | {
      readonly type: 'delta';
      readonly id: number;
      readonly from: number;
      readonly to: number;
      readonly upsert: readonly (readonly [string, unknown])[];
      readonly remove: readonly string[];
    };
