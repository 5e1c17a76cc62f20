import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const ENTRY = 'main/shell/cli/start.ts';

/**
 * What a command loads before it does anything: with an engine running, it is a client and needs neither the engine's code nor the
 * schemas of the contract. Every 100 KB here are about 3 ms of every command.
 */
describe('what a command loads at its start', () => {
  /** Source files with their bytes in the chunks that the entry imports statically. */
  const loaded = new Map<string, number>();
  beforeAll(async () => {
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: [ENTRY],
      outdir: 'dist',
      write: false,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      metafile: true,
      logLevel: 'silent',
      external: ['@napi-rs/keyring'],
    });
    const entry = Object.keys(metafile.outputs).find((file) => metafile.outputs[file]!.entryPoint === ENTRY)!;
    const seen = new Set<string>();
    const walk = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      const { inputs, imports } = metafile.outputs[file]!;
      for (const [source, { bytesInOutput }] of Object.entries(inputs)) {
        loaded.set(source, (loaded.get(source) ?? 0) + bytesInOutput);
      }
      for (const { path, kind, external } of imports) if (kind === 'import-statement' && !external) walk(path);
    };
    walk(entry);
  });

  it.each([
    'cluster',
    'git',
    'engine',
    'engines',
    'render',
    'diff',
    'health',
    'sync',
    'access',
    'vault',
    'api',
    'sandbox',
    'store',
  ])('is nothing of main/%s', (room) => {
    expect([...loaded.keys()].filter((file) => file.startsWith(`main/${room}/`))).toEqual([]);
  });

  it.each(['zod', '@kubernetes', 'undici', 'isomorphic-git', 'yaml', '@napi-rs'])('is nothing of %s', (library) => {
    expect([...loaded.keys()].filter((file) => file.startsWith(`node_modules/${library}/`))).toEqual([]);
  });

  it('is not more than it was', () => {
    const bytes = [...loaded.values()].reduce((sum, one) => sum + one, 0);
    // 590 KB when this was written: the commands, commander, the model with its YAML, and the rooms that say where data is.
    expect(bytes).toBeGreaterThan(200_000);
    expect(bytes).toBeLessThan(750_000);
  });
});
