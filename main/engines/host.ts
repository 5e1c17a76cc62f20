// The process that holds one engine. Its main thread only passes frames on, so it is always there to end a busy thread
// and to notice that the application is gone. It keeps nothing: the application kills it when it is idle.

import { Worker } from 'node:worker_threads';
import { loadModule } from './artifact.ts';
import type { HostReply, HostRequest } from './protocol.ts';
import type { ThreadData, ThreadReply } from './thread.ts';
import type { WasmModule } from './webassembly.ts';

/** Deep recursion of templates and Jsonnet needs more than Node's 4 MB. */
const STACK_MB = 64;

export class Host {
  readonly #entry: URL;
  readonly #reply: (message: HostReply) => void;
  readonly #lanes = new Map<number, { readonly thread: Worker; call: number }>();
  #module: Promise<WasmModule> | undefined;
  #env: Readonly<Record<string, string>> = {};

  /** `entry` is the file that every thread starts with. */
  constructor(entry: URL, reply: (message: HostReply) => void) {
    this.#entry = entry;
    this.#reply = reply;
  }

  receive(request: HostRequest): void {
    switch (request.type) {
      case 'start':
        this.#env = request.env;
        this.#module = loadModule(request.artifact);
        this.#module.catch((error) => this.#reply({ type: 'failed', message: String((error as Error).message) }));
        return;
      case 'call':
        void this.#call(request.lane, request.call, request.frame);
        return;
      case 'end':
        void this.#end(request.lane);
    }
  }

  async #call(lane: number, call: number, frame: Uint8Array): Promise<void> {
    const module = await this.#module?.catch(() => undefined); // its failure is already told
    if (module === undefined) return;
    const running = this.#lanes.get(lane) ?? this.#start(lane, module);
    running.call = call;
    // A frame from the channel may share its buffer with others: only a copy can be handed over.
    const own = frame.byteLength === frame.buffer.byteLength ? frame : frame.slice();
    running.thread.postMessage(own, [own.buffer as ArrayBuffer]);
  }

  #start(lane: number, module: WasmModule): { readonly thread: Worker; call: number } {
    const workerData: ThreadData = { module, env: this.#env };
    const thread = new Worker(this.#entry, {
      workerData,
      env: {},
      argv: [],
      execArgv: [],
      name: 'engine',
      resourceLimits: { stackSizeMb: STACK_MB },
    });
    const running = { thread, call: 0 };
    this.#lanes.set(lane, running);
    // What an ended thread still says belongs to nobody.
    const current = () => this.#lanes.get(lane) === running;
    const gone = (message: string) => {
      if (!current()) return;
      this.#lanes.delete(lane);
      this.#reply({ type: 'crash', lane, crash: { reason: 'exit', message, log: '' } });
    };
    thread.on('error', (error) => gone(String(error)));
    thread.on('exit', (code) => gone(`engine thread ended (${code})`));
    thread.on('message', (reply: ThreadReply) => {
      if (!current()) return;
      switch (reply.kind) {
        case 'ready':
          this.#reply({ type: 'ready', lane });
          return;
        case 'done':
          this.#reply({
            type: 'done',
            lane,
            call: running.call,
            frame: reply.frame,
            log: reply.log,
            memoryBytes: reply.memoryBytes,
          });
          return;
        case 'crash':
          this.#lanes.delete(lane);
          this.#reply({ type: 'crash', lane, crash: reply.crash });
          void thread.terminate();
      }
    });
    return running;
  }

  async #end(lane: number): Promise<void> {
    const running = this.#lanes.get(lane);
    this.#lanes.delete(lane);
    await running?.thread.terminate();
    this.#reply({ type: 'ended', lane });
  }
}
