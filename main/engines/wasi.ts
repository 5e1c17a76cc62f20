// The whole outside world of an engine: clocks, random bytes and a log. Every
// other WASI function answers with an error number, and an import from any
// other module is refused, so an engine cannot reach files, network or processes.

import { randomFillSync } from 'node:crypto';
import { type WasmFunction, type WasmImports, type WasmMemory, type WasmModule, wasm } from './webassembly.ts';

const OK = 0,
  EBADF = 8,
  EINVAL = 28,
  ENOSYS = 52;
const LOG_LIMIT = 64 * 1024;
const WASI_MODULE = 'wasi_snapshot_preview1';

/** Thrown out of a running engine when it ends itself: the instance is unusable. */
export class EngineExit extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`engine exited with code ${code}`);
    this.code = code;
  }
}

export interface Wasi {
  imports: WasmImports;
  /** Must be called once the instance exists, before it runs. */
  bind(memory: WasmMemory): void;
  /** Returns and clears what the engine wrote to stdout and stderr. */
  takeLog(): string;
}

export function createWasi(module: WasmModule, env: Record<string, string>): Wasi {
  const encoder = new TextEncoder();
  const args = ['engine'].map((s) => encoder.encode(`${s}\0`));
  const environ = Object.entries(env).map(([k, v]) => encoder.encode(`${k}=${v}\0`));
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  let memory: WasmMemory;
  let log: Uint8Array[] = [];
  let logSize = 0;

  // Memory may grow at any time, which detaches earlier views: never keep one.
  const view = () => new DataView(memory.buffer);
  const bytes = (at: number, length: number) => new Uint8Array(memory.buffer, at, length);

  const sizes = (list: Uint8Array[]) => (count: number, size: number) => {
    view().setUint32(count, list.length, true);
    view().setUint32(
      size,
      list.reduce((n, s) => n + s.length, 0),
      true,
    );
    return OK;
  };
  const strings = (list: Uint8Array[]) => (pointers: number, buffer: number) => {
    for (const s of list) {
      view().setUint32(pointers, buffer, true);
      bytes(buffer, s.length).set(s);
      pointers += 4;
      buffer += s.length;
    }
    return OK;
  };

  const functions: Record<string, (...args: never[]) => number> = {
    args_sizes_get: sizes(args),
    args_get: strings(args),
    environ_sizes_get: sizes(environ),
    environ_get: strings(environ),
    sched_yield: () => OK,
    fd_prestat_get: () => EBADF, // ends the search for preopened directories
    fd_fdstat_get: () => EBADF,

    clock_time_get(id: number, _precision: bigint, out: number) {
      const now = id === 0 ? BigInt(Date.now()) * 1_000_000n : process.hrtime.bigint();
      view().setBigUint64(out, now, true);
      return OK;
    },

    random_get(at: number, length: number) {
      randomFillSync(bytes(at, length));
      return OK;
    },

    fd_write(fd: number, vectors: number, count: number, written: number) {
      if (fd !== 1 && fd !== 2) return EBADF;
      let total = 0;
      for (let i = 0; i < count; i++) {
        const at = view().getUint32(vectors + 8 * i, true);
        const length = view().getUint32(vectors + 8 * i + 4, true);
        const room = Math.min(length, LOG_LIMIT - logSize);
        if (room > 0) {
          log.push(bytes(at, room).slice());
          logSize += room;
        }
        total += length; // what does not fit is dropped, not refused
      }
      view().setUint32(written, total, true);
      return OK;
    },

    // The Go scheduler sleeps here when every goroutine waits for a timer.
    poll_oneoff(subscriptions: number, events: number, count: number, stored: number) {
      const CLOCK = 0,
        SUBSCRIPTION = 48,
        ABSOLUTE = 1;
      for (let i = 0; i < count; i++) {
        const at = subscriptions + SUBSCRIPTION * i;
        if (view().getUint8(at + 8) !== CLOCK) continue;
        let timeout = view().getBigUint64(at + 24, true);
        if (view().getUint16(at + 40, true) & ABSOLUTE) timeout -= process.hrtime.bigint();
        if (timeout > 0n) Atomics.wait(sleeper, 0, 0, Number(timeout) / 1e6);
        bytes(events, 32).fill(0);
        view().setBigUint64(events, view().getBigUint64(at, true), true);
        view().setUint8(events + 10, CLOCK);
        view().setUint32(stored, 1, true);
        return OK;
      }
      return EINVAL;
    },

    proc_exit(code: number): never {
      throw new EngineExit(code);
    },
  };

  const provided: Record<string, WasmFunction> = {};
  for (const { module: from, name, kind } of wasm.Module.imports(module)) {
    if (from !== WASI_MODULE || kind !== 'function') throw new Error(`engine wants unknown import ${from}.${name}`);
    provided[name] = functions[name] ?? (() => ENOSYS);
  }

  return {
    imports: { [WASI_MODULE]: provided },
    bind: (m) => {
      memory = m;
    },
    takeLog() {
      const text = Buffer.concat(log).toString();
      log = [];
      logSize = 0;
      return text;
    },
  };
}
