import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { NewObject } from './authoring.ts';

const compressed = promisify(deflate);
const TYPES: Readonly<Record<NewObject['kind'], number>> = { commit: 1, tree: 2, blob: 3 };

/** A pack of whole objects: a commit of ours holds few, so deltas would save nothing. */
export async function writePack(objects: readonly NewObject[]): Promise<Uint8Array> {
  const head = Buffer.alloc(12);
  head.write('PACK', 0, 'latin1');
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(objects.length, 8);
  const parts: Uint8Array[] = [head];
  for (const { kind, bytes } of objects) parts.push(sizeHeader(TYPES[kind], bytes.length), await compressed(bytes));
  const pack = Buffer.concat(parts);
  return Buffer.concat([pack, createHash('sha1').update(pack).digest()]);
}

/** Type and four bits of the size, then seven bits a byte, the lowest first. */
function sizeHeader(type: number, size: number): Uint8Array {
  const bytes: number[] = [];
  let rest = Math.floor(size / 16);
  bytes.push((type << 4) | (size & 15) | (rest > 0 ? 0x80 : 0));
  while (rest > 0) {
    const low = rest & 0x7f;
    rest = Math.floor(rest / 128);
    bytes.push(low | (rest > 0 ? 0x80 : 0));
  }
  return Uint8Array.from(bytes);
}
