import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Condition, ContentHash, KubeObject, SourceType } from '../model/index.ts';
import type { RenderedResource } from './result.ts';

/** What is remembered of a render: everything but whether it was remembered. */
export interface StoredResult {
  readonly key: ContentHash;
  readonly sourceType: SourceType;
  readonly resources: readonly RenderedResource[];
  readonly warnings: readonly Condition[];
  /** Bytes of the objects as JSON. */
  readonly size: number;
}

interface Header {
  readonly key: ContentHash;
  readonly type: SourceType;
  readonly warnings: readonly Condition[];
  /** Hash, length of the JSON in bytes, origin. */
  readonly items: readonly (readonly [hash: ContentHash, length: number, origin?: string])[];
}

const PLAIN = 1;
const ZSTD = 2;
/** Bytes. Below it the frame costs more than it saves. */
const WORTH_COMPRESSING = 2_048;
/** Bytes after unpacking: a damaged or foreign entry must not fill the memory. */
const LARGEST = 256 << 20;

/** `format, header length (uint32), header (JSON), objects (JSON, one behind the other)`, the latter three as one zstd frame when large. */
export function encodeResult(result: StoredResult, texts: readonly string[]): Uint8Array {
  const bodies = texts.map((text) => Buffer.from(text));
  const header: Header = {
    key: result.key,
    type: result.sourceType,
    warnings: result.warnings,
    items: result.resources.map(({ hash, origin }, index) => {
      const length = bodies[index]!.length;
      return origin === undefined ? [hash, length] : [hash, length, origin];
    }),
  };
  const head = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(head.length);
  const plain = Buffer.concat([size, head, ...bodies]);
  return plain.length < WORTH_COMPRESSING
    ? Buffer.concat([Buffer.of(PLAIN), plain])
    : Buffer.concat([Buffer.of(ZSTD), zstdCompressSync(plain)]);
}

/** Undefined for anything that is not a whole result of this format: it is rendered again then. Objects are parsed when asked for. */
export function decodeResult(bytes: Uint8Array): StoredResult | undefined {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

function decode(bytes: Uint8Array): StoredResult | undefined {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (whole[0] !== PLAIN && whole[0] !== ZSTD) return undefined;
  const packed = whole.subarray(1);
  const plain = whole[0] === PLAIN ? packed : zstdDecompressSync(packed, { maxOutputLength: LARGEST });
  const headLength = plain.readUInt32LE(0);
  const header = JSON.parse(plain.toString('utf8', 4, 4 + headLength)) as Header;
  const resources: RenderedResource[] = [];
  let at = 4 + headLength;
  for (const [hash, length, origin] of header.items) {
    if (at + length > plain.length) return undefined;
    resources.push(new LazyResource(hash, origin, plain.subarray(at, at + length)));
    at += length;
  }
  const size = plain.length - 4 - headLength;
  return { key: header.key, sourceType: header.type, warnings: header.warnings, resources, size };
}

/** An object that stays JSON until somebody looks at it; a restart compares many applications by their hashes alone. */
class LazyResource implements RenderedResource {
  readonly hash: ContentHash;
  declare readonly origin?: string;
  #json: Buffer | undefined;
  #object: KubeObject | undefined;

  constructor(hash: ContentHash, origin: string | undefined, json: Buffer) {
    this.hash = hash;
    if (origin !== undefined) this.origin = origin;
    this.#json = json;
  }

  get object(): KubeObject {
    if (this.#object === undefined) {
      this.#object = JSON.parse(this.#json!.toString('utf8')) as KubeObject;
      this.#json = undefined;
    }
    return this.#object;
  }
}
