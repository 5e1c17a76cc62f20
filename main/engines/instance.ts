import { type Crash, describeCrash } from './crash.ts';
import { createWasi } from './wasi.ts';
import { type WasmMemory, type WasmModule, wasm } from './webassembly.ts';

export type Outcome =
  | {
      readonly kind: 'done';
      readonly frame: Uint8Array<ArrayBuffer>;
      readonly log: string;
      readonly memoryBytes: number;
    }
  | { readonly kind: 'crash'; readonly crash: Crash };

/** What go/abi exports. */
interface Exports {
  readonly memory: WasmMemory;
  _initialize(): void;
  /** Address of a buffer for a request of that many bytes. */
  input(length: number): number;
  /** Runs the request: address << 32 | length of the response, valid until the next `input`. */
  call(): bigint;
}

/** One running engine. It knows frames only as bytes. */
export interface EngineInstance {
  run(frame: Uint8Array): Outcome;
}

export function startInstance(module: WasmModule, env: Readonly<Record<string, string>>): EngineInstance | Crash {
  const wasi = createWasi(module, env);
  let exports: Exports;
  try {
    exports = new wasm.Instance(module, wasi.imports).exports as unknown as Exports;
    wasi.bind(exports.memory);
    exports._initialize();
  } catch (error) {
    return describeCrash(error, wasi.takeLog());
  }
  return {
    run(frame) {
      try {
        const answer = invoke(exports, frame);
        return { kind: 'done', frame: answer, log: wasi.takeLog(), memoryBytes: exports.memory.buffer.byteLength };
      } catch (error) {
        return { kind: 'crash', crash: describeCrash(error, wasi.takeLog()) };
      }
    },
  };
}

function invoke(engine: Exports, frame: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = engine.input(frame.byteLength) >>> 0;
  new Uint8Array(engine.memory.buffer, at, frame.byteLength).set(frame);
  const result = BigInt.asUintN(64, engine.call());
  const start = Number(result >> 32n);
  return new Uint8Array(engine.memory.buffer.slice(start, start + Number(result & 0xffffffffn)));
}
