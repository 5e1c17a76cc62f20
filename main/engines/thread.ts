// One lane inside a host process: an engine instance in a thread of its own.

import type { MessagePort } from 'node:worker_threads';
import type { Crash } from './crash.ts';
import { type Outcome, startInstance } from './instance.ts';
import type { WasmModule } from './webassembly.ts';

export interface ThreadData {
  readonly module: WasmModule;
  readonly env: Readonly<Record<string, string>>;
}

export type ThreadReply = { readonly kind: 'ready' } | Outcome;

export function runThread(port: MessagePort, { module, env }: ThreadData): void {
  const crashed = (crash: Crash) => {
    port.postMessage({ kind: 'crash', crash } satisfies ThreadReply);
    port.close();
  };
  const engine = startInstance(module, env);
  if (!('run' in engine)) {
    crashed(engine);
    return;
  }
  port.on('message', (frame: Uint8Array) => {
    const outcome = engine.run(frame);
    if (outcome.kind === 'crash') crashed(outcome.crash);
    else port.postMessage(outcome satisfies ThreadReply, [outcome.frame.buffer]);
  });
  port.postMessage({ kind: 'ready' } satisfies ThreadReply);
}
