import { describe, expect, it } from 'vitest';
import { createWasi, EngineExit } from './wasi.ts';
import { type WasmModule, wasm } from './webassembly.ts';

/** A module that only imports functions (of no parameters: the types play no role here). */
function importing(imports: readonly (readonly [module: string, name: string])[]): Promise<WasmModule> {
  const text = (s: string) => [s.length, ...Buffer.from(s)];
  const entries = imports.flatMap(([module, name]) => [...text(module), ...text(name), 0, 0]);
  const section = [imports.length, ...entries];
  const size = [(section.length & 0x7f) | 0x80, section.length >> 7];
  return wasm.compile(Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 2, ...size, ...section]));
}

const WASI = 'wasi_snapshot_preview1';
type Call = (...args: number[]) => number;

async function wasi(names: readonly string[], env: Record<string, string> = {}) {
  const made = createWasi(await importing(names.map((name) => [WASI, name] as const)), env);
  const buffer = new ArrayBuffer(256 * 1024);
  made.bind({ buffer });
  return { ...made, buffer, call: (name: string) => made.imports[WASI]![name] as unknown as Call };
}

describe('the world of an engine', () => {
  it('refuses a module that imports anything else', async () => {
    const module = await importing([['env', 'open']]);
    expect(() => createWasi(module, {})).toThrow(/unknown import env\.open/);
  });

  it('answers everything but clocks, random numbers and a log with an error number', async () => {
    const { call } = await wasi(['path_open', 'sock_accept', 'fd_read', 'fd_prestat_get']);
    expect(['path_open', 'sock_accept', 'fd_read', 'fd_prestat_get'].map((name) => call(name)())).toEqual([
      52, 52, 52, 8,
    ]);
  });

  it('has the given environment only', async () => {
    const { call, buffer } = await wasi(['environ_sizes_get', 'environ_get'], { A: 'b' });
    call('environ_sizes_get')(0, 4);
    expect([...new Uint32Array(buffer, 0, 2)]).toEqual([1, 4]);
    call('environ_get')(0, 8);
    expect(Buffer.from(buffer, 8, 4).toString()).toBe('A=b\0');
  });

  it('keeps a log of limited size and drops the rest', async () => {
    const { call, buffer, takeLog } = await wasi(['fd_write']);
    new Uint8Array(buffer, 16, 40_000).fill(0x61);
    new Uint32Array(buffer, 0, 2).set([16, 40_000]);
    for (let i = 0; i < 3; i++) {
      expect(call('fd_write')(2, 0, 1, 8)).toBe(0);
      expect(new Uint32Array(buffer, 8, 1)[0]).toBe(40_000);
    }
    expect(takeLog()).toBe('a'.repeat(64 * 1024));
    expect(takeLog()).toBe('');
    expect(call('fd_write')(3, 0, 1, 8)).toBe(8);
  });

  it('ends by an exception when the engine exits', async () => {
    const { call } = await wasi(['proc_exit']);
    expect(() => call('proc_exit')(2)).toThrow(EngineExit);
  });
});
