// One engine instance in a worker thread. It knows frames only as bytes.

import { parentPort, workerData } from 'node:worker_threads';
import { createWasi, EngineExit } from './wasi.ts';
import { type WasmMemory, type WasmModule, wasm } from './webassembly.ts';

export interface WorkerInit {
  module: WasmModule;
  env: Record<string, string>;
}

export type WorkerRequest = { id: number; frame: ArrayBuffer };

export type WorkerReply =
  | { type: 'ready'; initMs: number }
  | { type: 'done'; id: number; frame: ArrayBuffer; log: string; memoryBytes: number }
  | { type: 'crash'; reason: 'stack' | 'memory' | 'exit'; message: string; log: string };

interface Exports {
  memory: WasmMemory;
  _initialize(): void;
  input(length: number): number;
  call(): bigint;
}

const port = parentPort!;
const { module, env } = workerData as WorkerInit;
const wasi = createWasi(module, env);
const reply = (message: WorkerReply, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

function guarded<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    // Whatever ended the engine, its memory is no longer to be trusted.
    reply(describeCrash(error, wasi.takeLog()));
    port.close();
    return undefined;
  }
}

function describeCrash(error: unknown, log: string): WorkerReply {
  const firstLine = log.split('\n').find((line) => line.startsWith('fatal error:') || line.startsWith('runtime:'));
  const message = firstLine ?? (error as Error).message;
  if (error instanceof RangeError || /stack overflow|exceeds \d+-byte limit/.test(log))
    return { type: 'crash', reason: 'stack', message, log };
  if (/out of memory|cannot allocate/.test(log)) return { type: 'crash', reason: 'memory', message, log };
  return { type: 'crash', reason: 'exit', message: error instanceof EngineExit ? message : String(error), log };
}

const started = performance.now();
const engine = guarded(() => {
  const instance = new wasm.Instance(module, wasi.imports);
  const exports = instance.exports as unknown as Exports;
  wasi.bind(exports.memory);
  exports._initialize();
  return exports;
});

if (engine) {
  reply({ type: 'ready', initMs: performance.now() - started });
  port.on('message', ({ id, frame }: WorkerRequest) => {
    const response = guarded(() => invoke(engine, frame));
    if (response) {
      reply({ type: 'done', id, frame: response, log: wasi.takeLog(), memoryBytes: engine.memory.buffer.byteLength }, [
        response,
      ]);
    }
  });
}

function invoke(e: Exports, frame: ArrayBuffer): ArrayBuffer {
  const at = e.input(frame.byteLength) >>> 0;
  new Uint8Array(e.memory.buffer, at, frame.byteLength).set(new Uint8Array(frame));
  const result = BigInt.asUintN(64, e.call());
  const start = Number(result >> 32n);
  return e.memory.buffer.slice(start, start + Number(result & 0xffffffffn));
}
