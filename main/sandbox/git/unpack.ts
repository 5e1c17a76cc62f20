import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { type GitObject, type ObjectType, objectId } from './objects.ts';

/** What a pack may cost before anything of it is believed. Bytes are those after unpacking. */
export interface PackLimits {
  readonly objects: number;
  readonly bytesOfOne: number;
  readonly bytes: number;
}

export class BadPack extends Error {}

const TYPES: Readonly<Record<number, ObjectType>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };
const OFFSET_DELTA = 6;
const NAMED_DELTA = 7;

interface Delta {
  readonly offset: number;
  readonly changes: Buffer;
}

/**
 * The objects of a pack by their ids, deltas resolved. `base` gives the objects that the pack builds on without holding them (a thin pack).
 * Format: gitformat-pack(5), version 2.
 */
export async function unpack(
  pack: Buffer,
  limits: PackLimits,
  base: (oid: string) => Promise<GitObject | undefined>,
): Promise<ReadonlyMap<string, GitObject>> {
  if (pack.length < 32 || pack.toString('latin1', 0, 4) !== 'PACK' || pack.readUInt32BE(4) !== 2)
    throw new BadPack('this is no pack of version 2');
  const end = pack.length - 20;
  if (!createHash('sha1').update(pack.subarray(0, end)).digest().equals(pack.subarray(end)))
    throw new BadPack('the checksum of the pack is wrong');
  const count = pack.readUInt32BE(8);
  if (count > limits.objects) throw new BadPack(`the pack has ${count} objects, more than ${limits.objects}`);

  const found = new Map<string, GitObject>();
  const byOffset = new Map<number, GitObject>();
  const onOffset = new Map<number, Delta[]>();
  const onName = new Map<string, Delta[]>();
  let bytes = 0;

  const spend = (size: number) => {
    bytes += size;
    if (size > limits.bytesOfOne) throw new BadPack(`an object has ${size} bytes, more than ${limits.bytesOfOne}`);
    if (bytes > limits.bytes) throw new BadPack(`the pack unpacks to more than ${limits.bytes} bytes`);
  };
  /** An object is known: so is all that was waiting for it. A list, not a recursion: chains may be long. */
  const settle = (first: { readonly offset: number; readonly object: GitObject }) => {
    const ready = [first];
    for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
      const { offset, object } = next;
      const oid = objectId(object);
      found.set(oid, object);
      byOffset.set(offset, object);
      for (const delta of [...take(onOffset, offset), ...take(onName, oid)])
        ready.push({
          offset: delta.offset,
          object: { type: object.type, bytes: applyDelta(object.bytes, delta.changes, spend) },
        });
    }
  };

  let at = 12;
  for (let index = 0; index < count; index++) {
    const offset = at;
    const head = readHead(pack, at, end);
    at = head.next;
    let wait: ((delta: Delta) => void) | undefined;
    let known: GitObject | undefined;
    if (head.type === OFFSET_DELTA) {
      const back = readOffset(pack, at, end);
      at = back.next;
      const target = offset - back.distance;
      known = byOffset.get(target);
      wait = (delta) => put(onOffset, target, delta);
    } else if (head.type === NAMED_DELTA) {
      if (at + 20 > end) throw new BadPack('the pack ends early');
      const oid = pack.toString('hex', at, at + 20);
      at += 20;
      known = found.get(oid);
      wait = (delta) => put(onName, oid, delta);
    } else if (TYPES[head.type] === undefined) throw new BadPack(`an object of the unknown type ${head.type}`);
    spend(head.size);
    const content = inflate(pack.subarray(at, end), head.size);
    at += content.read;
    if (wait === undefined) settle({ offset, object: { type: TYPES[head.type]!, bytes: content.bytes } });
    else if (known === undefined) wait({ offset, changes: content.bytes });
    else settle({ offset, object: { type: known.type, bytes: applyDelta(known.bytes, content.bytes, spend) } });
  }
  if (at !== end) throw new BadPack('something follows the last object');
  for (const oid of onName.keys()) {
    const object = await base(oid);
    if (object === undefined) continue;
    for (const delta of take(onName, oid))
      settle({
        offset: delta.offset,
        object: { type: object.type, bytes: applyDelta(object.bytes, delta.changes, spend) },
      });
  }
  if (onName.size > 0 || onOffset.size > 0) throw new BadPack('a delta has no base');
  return found;
}

function put<K>(waiting: Map<K, Delta[]>, key: K, delta: Delta): void {
  const list = waiting.get(key);
  if (list === undefined) waiting.set(key, [delta]);
  else list.push(delta);
}

function take<K>(waiting: Map<K, Delta[]>, key: K): readonly Delta[] {
  const list = waiting.get(key) ?? [];
  waiting.delete(key);
  return list;
}

/** Type and size: three bits and four, then seven for each byte that follows. */
function readHead(
  pack: Buffer,
  from: number,
  end: number,
): { readonly type: number; readonly size: number; readonly next: number } {
  let at = from;
  const byte = () => {
    if (at >= end) throw new BadPack('the pack ends early');
    return pack[at++]!;
  };
  let last = byte();
  const type = (last >> 4) & 7;
  let size = last & 15;
  for (let factor = 16; (last & 128) !== 0; factor *= 128) {
    last = byte();
    size += (last & 127) * factor;
    if (!Number.isSafeInteger(size)) throw new BadPack('an object of no size that can be');
  }
  return { type, size, next: at };
}

/** How far back the base is; each byte that follows counts one more than its bits. */
function readOffset(pack: Buffer, from: number, end: number): { readonly distance: number; readonly next: number } {
  let at = from;
  let distance = 0;
  for (let more = true, first = true; more; first = false) {
    if (at >= end || at - from > 8) throw new BadPack('a delta with no base that can be');
    const last = pack[at++]!;
    distance = first ? last & 127 : (distance + 1) * 128 + (last & 127);
    more = (last & 128) !== 0;
  }
  return { distance, next: at };
}

function inflate(from: Buffer, size: number): { readonly bytes: Buffer; readonly read: number } {
  try {
    // One byte more than promised, so that a longer stream is an error and not a shorter object. `info` tells how much of the pack was read.
    const { buffer, engine } = inflateSync(from, { info: true, maxOutputLength: size + 1 }) as unknown as {
      buffer: Buffer;
      engine: { readonly bytesWritten: number };
    };
    if (buffer.length === size) return { bytes: buffer, read: engine.bytesWritten };
  } catch {
    // said below
  }
  throw new BadPack('an object does not unpack to its size');
}

/** A delta: both sizes, then pieces that copy from the base or bring bytes of their own. */
function applyDelta(base: Buffer, delta: Buffer, spend: (size: number) => void): Buffer {
  let at = 0;
  const byte = () => {
    if (at >= delta.length) throw new BadPack('a delta ends early');
    return delta[at++]!;
  };
  const number = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const last = byte();
      value += (last & 127) * factor;
      if ((last & 128) === 0) return value;
      if (!Number.isSafeInteger(value)) throw new BadPack('a delta of no size that can be');
    }
  };
  /** The bytes that the bits of the piece's first byte announce. */
  const sparse = (bits: number, most: number) => {
    let value = 0;
    for (let index = 0; index < most; index++) if ((bits & (1 << index)) !== 0) value += byte() * 256 ** index;
    return value;
  };
  if (number() !== base.length) throw new BadPack('a delta does not fit its base');
  const size = number();
  spend(size);
  const result = Buffer.allocUnsafe(size);
  let filled = 0;
  while (at < delta.length) {
    const first = byte();
    let from = delta;
    let start: number;
    let length: number;
    if ((first & 128) !== 0) {
      from = base;
      start = sparse(first & 15, 4);
      length = sparse((first >> 4) & 7, 3) || 0x10000;
    } else {
      if (first === 0) throw new BadPack('a delta with a piece that is none');
      start = at;
      length = first;
      at += length;
    }
    if (start + length > from.length || filled + length > size) throw new BadPack('a delta reaches outside');
    from.copy(result, filled, start, start + length);
    filled += length;
  }
  if (filled !== size) throw new BadPack('a delta leaves bytes open');
  return result;
}
