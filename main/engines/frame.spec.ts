import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeResponse, encodeRequest } from './frame.ts';

const files = fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.string(), fc.uint8Array()));

describe('a frame', () => {
  // Requests and responses have the same layout, so one half reads what the other writes.
  it('carries arguments and files as they are', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), files, (op, args, given) => {
        const { header, blob } = decodeResponse(encodeRequest(op, args, 'key', given));
        const request = header as unknown as {
          op: string;
          args: unknown;
          tree: { key: string; files: { path: string; size: number }[] };
        };
        expect(request).toMatchObject({ op, args: JSON.parse(JSON.stringify(args)), tree: { key: 'key' } });
        let at = 0;
        const seen = request.tree.files.map(({ path, size }) => {
          at += size;
          return [path, Buffer.from(blob.subarray(at - size, at)).toString('hex')];
        });
        expect(seen).toEqual(Object.entries(given).map(([path, data]) => [path, Buffer.from(data).toString('hex')]));
        expect(at).toBe(blob.length);
      }),
    );
  });

  it('without files asks for a kept tree', () => {
    expect(decodeResponse(encodeRequest('op', {}, 'key', undefined)).header).toEqual({
      op: 'op',
      args: {},
      tree: { key: 'key' },
    });
  });

  it('is read from the middle of a larger buffer', () => {
    const frame = encodeRequest('op', {}, undefined, { a: 'x' });
    const padded = new Uint8Array(frame.length + 7);
    padded.set(frame, 3);
    const { blob } = decodeResponse(padded.subarray(3, 3 + frame.length));
    expect(Buffer.from(blob).toString()).toBe('x');
  });
});
