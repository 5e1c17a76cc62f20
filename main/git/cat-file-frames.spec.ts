import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frame, FrameParser } from './cat-file-frames.ts';

const ID = 'c'.repeat(40);

function parse(bytes: Buffer, cuts: readonly number[], expected: readonly (number | undefined)[]) {
  const frames: (Frame | undefined)[] = [];
  const parser = new FrameParser((frame) => frames.push(frame));
  for (const one of expected) parser.expect(one);
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  for (let n = 1; n < at.length; n++) parser.push(bytes.subarray(at[n - 1], at[n]));
  return frames;
}

describe('FrameParser', () => {
  it('gives every object whole, however the output is cut', () => {
    const question = fc.record({
      body: fc.uint8Array({ maxLength: 50 }),
      how: fc.constantFrom('contents', 'info', 'missing', 'too large'),
    });
    fc.assert(
      fc.property(fc.array(question, { maxLength: 10 }), fc.array(fc.nat(), { maxLength: 30 }), (questions, cuts) => {
        const parts: Buffer[] = [];
        const limits: (number | undefined)[] = [];
        const wanted: unknown[] = [];
        for (const { body, how } of questions) {
          const size = body.length;
          const header = `${ID} blob ${size}\n`;
          if (how === 'missing') parts.push(Buffer.from(`${ID} missing\n`));
          else if (how === 'info') parts.push(Buffer.from(header));
          else parts.push(Buffer.from(header), Buffer.from(body), Buffer.from('\n'));
          limits.push(how === 'info' ? undefined : how === 'too large' ? size - 1 : size);
          const frame = { id: ID, type: 'blob', size };
          wanted.push(
            how === 'missing' ? undefined : how === 'contents' ? { ...frame, bytes: Buffer.from(body) } : frame,
          );
        }
        expect(parse(Buffer.concat(parts), cuts, limits)).toEqual(wanted);
      }),
    );
  });

  it('refuses what it did not ask for', () => {
    expect(() => parse(Buffer.from(`${ID} blob 1\n`), [], [])).toThrow(/without a question/);
    expect(() => parse(Buffer.from(`${ID} blob -1\n`), [], [1])).toThrow(/unknown header/);
    expect(() => parse(Buffer.from(`${ID} blob 1\nxy`), [], [1])).toThrow(/line feed/);
    expect(() => parse(Buffer.alloc(5000, 65), [], [1])).toThrow(/endless/);
  });
});
