/** The thread that reads large texts. A message is a ParseTask; the answer is one buffer of JSON, or a failure as a value. */
import { parentPort } from 'node:worker_threads';
import type { ContentHash, ErrorCode } from '../model/index.ts';
import { SourceFailure } from './failure.ts';
import { type ParseTask, parseText } from './parse-text.ts';
import { prepare } from './prepared.ts';

export type ParseReply =
  | {
      readonly ok: true;
      /** All objects, one behind the other. */
      readonly json: Uint8Array;
      readonly items: readonly { readonly hash: ContentHash; readonly length: number; readonly origin?: string }[];
    }
  | {
      readonly ok: false;
      readonly code: ErrorCode;
      readonly message: string;
      readonly subject: string | undefined;
      readonly advice: string | undefined;
    };

parentPort?.on('message', (task: ParseTask) => {
  const reply = answer(task);
  parentPort!.postMessage(reply, reply.ok ? [reply.json.buffer as ArrayBuffer] : []);
});

function answer(task: ParseTask): ParseReply {
  try {
    const prepared = prepare(parseText(task), task.maxBytes);
    const length = prepared.reduce((sum, { json }) => sum + json.length, 0);
    // A buffer of its own: small Buffers share theirs, and a shared one cannot be handed over.
    const json = new Uint8Array(length);
    let at = 0;
    const items = prepared.map((each) => {
      json.set(each.json, at);
      at += each.json.length;
      const { hash, origin } = each;
      return { hash, length: each.json.length, ...(origin === undefined ? {} : { origin }) };
    });
    return { ok: true, json, items };
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error;
    const { code, message, subject, advice } = error;
    return { ok: false, code, message, subject, advice };
  }
}
