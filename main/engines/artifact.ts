// Loads a compressed engine and checks it against the digest of the build.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { type WasmModule, wasm } from './webassembly.ts';

export interface Artifact {
  /** Path of a .wasm, .wasm.br or .wasm.zst file. */
  path: string;
  /** SHA-256 of the uncompressed module, from SHA256SUMS. */
  sha256: string;
}

export async function loadModule({ path, sha256 }: Artifact): Promise<WasmModule> {
  const bytes = await decompress(path, await readFile(path));
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new Error(`${path}: digest does not match`);
  }
  return wasm.compile(bytes);
}

async function decompress(path: string, data: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  if (path.endsWith('.zst')) return promisify(zstdDecompress)(data);
  return new Uint8Array(data);
}
