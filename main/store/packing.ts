import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { brotliCompressSync, brotliDecompressSync, constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/**
 * One cache entry as bytes: `[form][check 16 B | nonce 12 B + tag 16 B][body]`.
 * The name of the entry is part of what is checked, so that an entry cannot stand in for another.
 */
const RAW = 0;
const ZSTD = 1;
const BROTLI = 2;
const SEALED = 0x80;

/** Below this, compression costs more than the bytes are worth. */
const SMALLEST_PACKED = 512;

export function pack(name: string, value: Uint8Array, key: Uint8Array | undefined): Uint8Array {
  const { form, body } = compress(value);
  if (key === undefined) return Buffer.concat([Uint8Array.of(form), digestOf(name, value), body]);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(name));
  const sealed = Buffer.concat([cipher.update(body), cipher.final()]);
  return Buffer.concat([Uint8Array.of(form | SEALED), nonce, cipher.getAuthTag(), sealed]);
}

/** Undefined when the bytes are not what was packed under this name: damaged, foreign or sealed with another key. */
export function unpack(
  name: string,
  packed: Uint8Array,
  size: number,
  key: Uint8Array | undefined,
): Uint8Array | undefined {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  const form = bytes[0];
  if (form === undefined || bytes.length < 17 || ((form & SEALED) !== 0) !== (key !== undefined)) return undefined;
  try {
    if (key === undefined) {
      const value = expand(form, bytes.subarray(17), size);
      return value !== undefined && timingSafeEqual(digestOf(name, value), bytes.subarray(1, 17)) ? value : undefined;
    }
    if (bytes.length < 29) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 13), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(name));
    decipher.setAuthTag(bytes.subarray(13, 29));
    const body = Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]);
    return expand(form & ~SEALED, body, size);
  } catch {
    // Every failure to read an entry means the same: it is not there.
    return undefined;
  }
}

function digestOf(name: string, value: Uint8Array): Uint8Array {
  return createHash('sha256').update(name).update('\0').update(value).digest().subarray(0, 16);
}

function compress(value: Uint8Array): { form: number; body: Uint8Array } {
  if (value.length < SMALLEST_PACKED) return { form: RAW, body: value };
  // zstd at its fastest: text of manifests shrinks 5–10 times at hundreds of MB/s. Brotli where a runtime was built without zstd.
  const zstd = typeof zstdCompressSync === 'function';
  const body = zstd
    ? zstdCompressSync(value, { params: { [constants.ZSTD_c_compressionLevel]: 1 } })
    : brotliCompressSync(value, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
  return body.length < value.length * 0.9 ? { form: zstd ? ZSTD : BROTLI, body } : { form: RAW, body: value };
}

/** Never more than the size that was noted when the entry was written. */
function expand(form: number, body: Uint8Array, size: number): Uint8Array | undefined {
  const options = { maxOutputLength: Math.max(size, 1) };
  const value =
    form === RAW
      ? body
      : form === ZSTD
        ? zstdDecompressSync(body, options)
        : form === BROTLI
          ? brotliDecompressSync(body, options)
          : undefined;
  return value?.length === size ? value : undefined;
}
