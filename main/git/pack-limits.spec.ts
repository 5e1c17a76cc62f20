import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checkPack } from './pack-limits.ts';

function pack(objects: readonly { declared: number; bytes: Buffer; delta?: true }[]): Buffer {
  const head = Buffer.alloc(12);
  head.write('PACK');
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(objects.length, 8);
  const parts = objects.flatMap(({ declared, bytes, delta }) => {
    const header: number[] = [];
    let rest = Math.floor(declared / 16);
    header.push(((delta ? 7 : 3) << 4) | (declared & 15) | (rest > 0 ? 0x80 : 0));
    while (rest > 0) {
      header.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
      rest = Math.floor(rest / 128);
    }
    return [Buffer.from(header), Buffer.alloc(delta ? 20 : 0), deflateSync(bytes)];
  });
  return Buffer.concat([head, ...parts, Buffer.alloc(20)]);
}

const object = (size: number) => ({ declared: size, bytes: Buffer.alloc(size, 1) });

describe('checkPack', () => {
  it('lets an honest pack pass', () => {
    expect(() => checkPack(pack([object(0), object(15), object(16), object(5000)]), 5000, 6000)).not.toThrow();
  });

  it('refuses an object that says it is too large, and too much in all', () => {
    expect(() => checkPack(pack([object(5001)]), 5000, 9000)).toThrow(/more than 5000/);
    expect(() => checkPack(pack([object(5000), object(5000)]), 5000, 9000)).toThrow(/more than 9000/);
  });

  it('refuses an object that inflates to more or less than it says', () => {
    expect(() => checkPack(pack([{ declared: 10, bytes: Buffer.alloc(1_000_000) }]), 5000, 9000)).toThrow(
      /broken pack/,
    );
    expect(() => checkPack(pack([{ declared: 10, bytes: Buffer.alloc(9) }]), 5000, 9000)).toThrow(/not as large/);
  });

  it('refuses a delta whose result is too large', () => {
    // Base of 5 bytes, result of 5,000 (0x88 0x27): one byte more than allowed.
    const bytes = Buffer.from([5, 0x88, 0x27, 0x90, 5]);
    expect(() => checkPack(pack([{ declared: 5, bytes, delta: true }]), 5000, 9000)).not.toThrow();
    expect(() => checkPack(pack([{ declared: 5, bytes, delta: true }]), 4999, 9000)).toThrow(/more than 4999/);
  });

  it('refuses what is no pack or ends early', () => {
    expect(() => checkPack(Buffer.from('nonsense'), 1, 1)).toThrow(/no pack/);
    const whole = pack([object(100), object(100)]);
    whole.writeUInt32BE(9, 8);
    expect(() => checkPack(whole, 5000, 9000)).toThrow(/broken pack/);
  });
});
