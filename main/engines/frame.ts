import { EngineError } from './engine-error.ts';

// Request and response frames: uint32 little endian header length, JSON header, raw blobs. The Go half is go/abi.

/** Slash separated relative path → content. */
export type Files = Readonly<Record<string, Uint8Array | string>>;

export interface TreeHeader {
  key?: string | undefined;
  files?: { path: string; size: number }[];
}

export interface ResponseHeader {
  ok?: unknown;
  error?: { code: string; message: string; details?: unknown; advice?: string };
}

/** Far above any repository folder that is rendered; what is larger would only fill memory several times over. */
export const MAX_REQUEST_BYTES = 128 << 20;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encodeRequest(
  op: string,
  args: unknown,
  key: string | undefined,
  files: Files | undefined,
): Uint8Array<ArrayBuffer> {
  const tree: TreeHeader = { key };
  const blobs: Uint8Array[] = [];
  if (files) {
    tree.files = [];
    for (const [path, content] of Object.entries(files)) {
      const blob = typeof content === 'string' ? encoder.encode(content) : content;
      tree.files.push({ path, size: blob.length });
      blobs.push(blob);
    }
  }
  const header = encoder.encode(requestHeader(op, args, tree));
  const size = blobs.reduce((n, b) => n + b.length, 4 + header.length);
  if (size > MAX_REQUEST_BYTES) {
    throw new EngineError(
      'TOO_LARGE',
      `the files and arguments have ${size >> 20} MiB, the limit is ${MAX_REQUEST_BYTES >> 20} MiB`,
    );
  }
  const frame = new Uint8Array(size);
  new DataView(frame.buffer).setUint32(0, header.length, true);
  frame.set(header, 4);
  let at = 4 + header.length;
  for (const blob of blobs) {
    frame.set(blob, at);
    at += blob.length;
  }
  return frame;
}

function requestHeader(op: string, args: unknown, tree: TreeHeader): string {
  try {
    return JSON.stringify({ op, args, tree });
  } catch (error) {
    throw new EngineError('BAD_REQUEST', `the arguments are no JSON: ${(error as Error).message}`);
  }
}

export function decodeResponse(frame: Uint8Array): { header: ResponseHeader; blob: Uint8Array } {
  const length = new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getUint32(0, true);
  const header = JSON.parse(decoder.decode(frame.subarray(4, 4 + length))) as ResponseHeader;
  return { header, blob: frame.subarray(4 + length) };
}
