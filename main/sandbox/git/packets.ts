/** Git's pkt-lines: four hexadecimal digits of length, themselves counted, then so many bytes. */

export const FLUSH = Buffer.from('0000');
export const DELIMITER = Buffer.from('0001');
export const AGENT = 'agent=argosy-sandbox';
export const ZERO = '0'.repeat(40);
export const OBJECT_ID = /^[0-9a-f]{40}$/;
/** Of one packet, with its length. */
const LONGEST_LINE = 65_520;
const MOST_LINES = 20_000;

export class GitProtocolError extends Error {}

export function pkt(data: string | Buffer): Buffer {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
}

/** Lines; flush packets and delimiters are no lines and are left out. */
export type Packet = string;

export function readPackets(body: Buffer): readonly Packet[] {
  const packets: Packet[] = [];
  for (let at = 0; at < body.length; ) {
    const { packet, next } = readPacket(body, at);
    if (packet !== undefined) packets.push(packet);
    at = next;
    if (packets.length > MOST_LINES) throw new GitProtocolError('protocol error: too many lines');
  }
  return packets;
}

/** The lines before the first flush packet, and where what follows it begins. */
export function readUntilFlush(
  body: Buffer,
  mostLines: number,
): { readonly lines: readonly Packet[]; readonly rest: number } {
  const lines: Packet[] = [];
  for (let at = 0; at < body.length; ) {
    const { packet, flush, next } = readPacket(body, at);
    if (flush) return { lines, rest: next };
    if (packet !== undefined) lines.push(packet);
    at = next;
    if (lines.length > mostLines) throw new GitProtocolError('protocol error: too many lines');
  }
  throw new GitProtocolError('protocol error: the request ends early');
}

function readPacket(
  body: Buffer,
  at: number,
): { readonly packet?: Packet; readonly flush: boolean; readonly next: number } {
  const digits = body.toString('latin1', at, at + 4);
  const size = /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  if (Number.isNaN(size) || size === 2 || size === 3 || at + Math.max(4, size) > body.length)
    throw new GitProtocolError('protocol error: bad line length');
  if (size < 4) return { flush: size === 0, next: at + 4 };
  return { packet: body.toString('utf8', at + 4, at + size).replace(/\n$/, ''), flush: false, next: at + size };
}

/** Bytes on one of the bands of a side-band answer: 1 is the answer, 2 is progress for a person, 3 is a fatal error. */
export function onBand(band: 1 | 2 | 3, bytes: Buffer): Buffer[] {
  const most = LONGEST_LINE - 5;
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += most)
    parts.push(pkt(Buffer.concat([Buffer.from([band]), bytes.subarray(at, at + most)])));
  return parts;
}
