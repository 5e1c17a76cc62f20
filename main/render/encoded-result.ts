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

const FORMAT = 1;

/** `format, header length (uint32), header (JSON), objects (JSON, one behind the other)`. The store packs and seals it. */
export function encodeResult(result: StoredResult, bodies: readonly Uint8Array[]): Uint8Array {
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
  return Buffer.concat([Buffer.of(FORMAT), size, head, ...bodies]);
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
  const plain = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (plain[0] !== FORMAT) return undefined;
  const bodiesAt = 5 + plain.readUInt32LE(1);
  const header = JSON.parse(plain.toString('utf8', 5, bodiesAt)) as Header;
  const resources: RenderedResource[] = [];
  let at = bodiesAt;
  for (const [hash, length, origin] of header.items) {
    if (at + length > plain.length) return undefined;
    resources.push(new LazyResource(hash, origin, plain.subarray(at, at + length)));
    at += length;
  }
  return { key: header.key, sourceType: header.type, warnings: header.warnings, resources, size: at - bodiesAt };
}

/** An object that stays JSON until somebody looks at it; a restart compares many applications by their hashes alone. */
export class LazyResource implements RenderedResource {
  readonly hash: ContentHash;
  declare readonly origin?: string;
  #json: Uint8Array | undefined;
  #object: KubeObject | undefined;

  constructor(hash: ContentHash, origin: string | undefined, json: Uint8Array) {
    this.hash = hash;
    if (origin !== undefined) this.origin = origin;
    this.#json = json;
  }

  get object(): KubeObject {
    if (this.#object === undefined) {
      this.#object = JSON.parse(new TextDecoder().decode(this.#json)) as KubeObject;
      this.#json = undefined;
    }
    return this.#object;
  }
}
