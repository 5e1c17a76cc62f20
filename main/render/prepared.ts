import { hash } from 'node:crypto';
import { type ContentHash, canonicalJson, type KubeObject } from '../model/index.ts';
import type { Manifest } from './documents.ts';
import { failure } from './failure.ts';

/** An object with its name for every cache. `object` is missing where it was parsed in another thread: `json` holds it. */
export interface Prepared {
  readonly hash: ContentHash;
  /** Canonical JSON: what the hash is of. */
  readonly json: Uint8Array;
  readonly object?: KubeObject;
  readonly origin?: string;
}

/**
 * Writes each object out once, for its hash and for the cache. The sum is bounded here because aliases make a small text stand
 * for a large object.
 */
export function prepare(manifests: readonly Manifest[], maxBytes: number): Prepared[] {
  let left = maxBytes;
  return manifests.map(({ object, origin }) => {
    const json = Buffer.from(canonicalText(object, origin));
    left -= json.length;
    if (left < 0) {
      throw failure('ResourceExhausted', `${origin ?? object.kind}: more than ${maxBytes} bytes of objects`, {
        subject: origin,
        advice: 'Split the application.',
      });
    }
    // The model's contentHash, without writing the canonical text a second time.
    const digest = hash('sha256', json) as ContentHash;
    return { hash: digest, json, object, ...(origin === undefined ? {} : { origin }) };
  });
}

function canonicalText(object: KubeObject, origin: string | undefined): string {
  try {
    return canonicalJson(object);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw failure('InvalidArgument', `${origin ?? object.kind}: an object is nested too deeply`, { subject: origin });
  }
}
