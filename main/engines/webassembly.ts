// The part of the WebAssembly API that this room uses. TypeScript has it only in its library for browsers, which would
// bring every browser global with it.

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export type WasmFunction = (...args: never[]) => unknown;
export type WasmImports = Record<string, Record<string, WasmFunction>>;

/** Compiled code; threads of one process share it. */
export type WasmModule = WebAssembly.Module;

export interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

interface WasmApi {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  readonly Module: {
    imports(module: WasmModule): { readonly module: string; readonly name: string; readonly kind: string }[];
  };
  readonly Instance: new (module: WasmModule, imports: WasmImports) => WasmInstance;
}

export const wasm = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;
