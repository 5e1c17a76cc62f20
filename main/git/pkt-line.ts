/** Git's framing: four hex digits of length (themselves included), then bytes. 0000, 0001 and 0002 are marks. */
export type Packet = Buffer | 'flush' | 'delimiter' | 'end';

const LONGEST = 65_520;

export function pkt(text: string): string {
  return (Buffer.byteLength(text) + 4).toString(16).padStart(4, '0') + text;
}

/** Cuts a body into packets, wherever its chunks are cut. */
export async function* packets(body: AsyncIterable<Uint8Array>): AsyncGenerator<Packet> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of body) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let at = 0;
    while (rest.length - at >= 4) {
      const length = lengthOf(rest, at);
      if (length < 4) {
        at += 4;
        yield MARKS[length] ?? 'end';
      } else {
        if (rest.length - at < length) break;
        yield rest.subarray(at + 4, at + length);
        at += length;
      }
    }
    rest = rest.subarray(at);
  }
  if (rest.length > 0) throw new Error('early EOF');
}

const MARKS: readonly Packet[] = ['flush', 'delimiter', 'end'];

function lengthOf(bytes: Buffer, at: number): number {
  const digits = bytes.toString('latin1', at, at + 4);
  const length = /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
  if (length < 0 || length === 3 || length > LONGEST) throw new Error('the answer is not in the Git protocol');
  return length;
}

/** The text of a packet without its line feed. */
export function line(packet: Packet): string {
  return typeof packet === 'string' ? '' : packet.toString('utf8').replace(/\n$/, '');
}
