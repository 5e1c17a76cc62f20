import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadModule } from './artifact.ts';
import { createEngines } from './create.ts';
import { ENGINE_NAMES } from './engines.ts';
import { wasm } from './webassembly.ts';

const engines = createEngines();
const path = (name: string) => fileURLToPath(new URL(`../../assets/engines/${name}.wasm.zst`, import.meta.url));

describe('the modules', () => {
  it.each(ENGINE_NAMES)('%s imports nothing but clocks, random numbers and a log', async (name) => {
    const module = await loadModule({ path: path(name), sha256: engines.digest(name) });
    expect([...new Set(wasm.Module.imports(module).map((i) => i.module))]).toEqual(['wasi_snapshot_preview1']);
  });

  it('are refused with another digest', async () => {
    const artifact = { path: path('tools'), sha256: engines.digest('helm') };
    await expect(loadModule(artifact)).rejects.toThrow(/digest is [0-9a-f]{64}, expected/);
  });
});
