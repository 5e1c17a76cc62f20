import { inflateSync } from 'node:zlib';
import { ArgosyError } from '../model/index.ts';

/**
 * Walks a pack before it is indexed: every object says how large it is and is inflated to see that it does not lie. A few
 * kilobytes can inflate to gigabytes, and isomorphic-git inflates without a limit.
 */
export function checkPack(pack: Buffer, maxObject: number, maxTotal: number): void {
  if (pack.length < 32 || pack.toString('latin1', 0, 4) !== 'PACK') throw broken('no pack');
  const count = pack.readUInt32BE(8);
  let at = 12;
  let total = 0;
  for (let index = 0; index < count; index++) {
    if (at >= pack.length) throw broken('the pack ends early');
    const first = pack[at++]!;
    const type = (first >> 4) & 7;
    let size = first & 15;
    let scale = 16;
    for (let byte = first; byte & 0x80; ) {
      byte = pack[at++] ?? 0;
      size += (byte & 0x7f) * scale;
      scale *= 128;
    }
    total += size;
    if (size > maxObject || total > maxTotal) throw tooLarge(size > maxObject ? maxObject : maxTotal);
    if (type === 6) while (pack[at++]! & 0x80);
    else if (type === 7) at += 20;
    const { bytes, used } = inflated(pack, at, size);
    const result = type === 6 || type === 7 ? deltaResultSize(bytes) : 0;
    total += result;
    if (result > maxObject || total > maxTotal) throw tooLarge(result > maxObject ? maxObject : maxTotal);
    at += used;
  }
}

/** A delta begins with the size of its base and of its result, seven bits a byte; copying can make much out of little. */
function deltaResultSize(delta: Buffer): number {
  let at = 0;
  const size = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = delta[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if ((byte & 0x80) === 0) return value;
    }
  };
  size();
  return size();
}

function inflated(pack: Buffer, at: number, size: number): { readonly bytes: Buffer; readonly used: number } {
  try {
    // The types of Node do not know that `info` changes the answer.
    const { buffer, engine } = inflateSync(pack.subarray(at), {
      info: true,
      maxOutputLength: Math.max(size, 1),
    }) as never as {
      readonly buffer: Buffer;
      readonly engine: { readonly bytesWritten: number };
    };
    if (buffer.length !== size) throw broken('an object is not as large as it says');
    return { bytes: buffer, used: engine.bytesWritten };
  } catch (error) {
    if (error instanceof ArgosyError) throw error;
    throw broken((error as Error).message);
  }
}

function broken(why: string): ArgosyError {
  return new ArgosyError('FailedPrecondition', `the server sent a broken pack: ${why}`);
}

function tooLarge(limit: number): ArgosyError {
  return new ArgosyError('ResourceExhausted', `the repository has more than ${limit} bytes in one object or in all`, {
    advice: 'Install Git: with it repositories of any size can be read.',
  });
}
