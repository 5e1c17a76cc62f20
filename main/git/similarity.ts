import { isBinary } from './merge-text.ts';

/** Bytes of a file by the pieces that they stand in. */
export interface Pieces {
  readonly size: number;
  readonly bytes: ReadonlyMap<string, number>;
}

/**
 * A file as what two versions of it have in common is measured: its lines, long ones in pieces of 64 bytes, wherever they stand. The
 * ends of lines of a text count as one byte, so that a file whose lines end differently now is the same file.
 */
export function piecesOf(content: Uint8Array): Pieces {
  const text = Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1');
  const bytes = new Map<string, number>();
  for (const [piece] of (isBinary(content) ? text : text.replaceAll('\r\n', '\n')).matchAll(PIECE)) {
    bytes.set(piece, (bytes.get(piece) ?? 0) + piece.length);
  }
  return { size: content.length, bytes };
}

const PIECE = /[^\n]{0,63}\n|[^\n]{1,64}/g;

/** From 0 to 1: the share of the larger one that stands in the other too. */
export function similarity(a: Pieces, b: Pieces): number {
  const larger = Math.max(a.size, b.size);
  if (larger === 0) return 0;
  let common = 0;
  for (const [piece, count] of a.bytes) common += Math.min(count, b.bytes.get(piece) ?? 0);
  return common / larger;
}
