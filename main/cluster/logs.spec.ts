import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LogLines } from './logs.ts';

it('gives the same lines however the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary' }).filter((line) => !/[\n\r]/.test(line))),
      fc.integer({ min: 1, max: 7 }),
      (lines, step) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const found: string[] = [];
        const splitter = new LogLines();
        for (let at = 0; at < bytes.length; at += step)
          splitter.push(bytes.subarray(at, at + step), (line) => found.push(line));
        splitter.end((line) => found.push(line));
        expect(found).toEqual(lines.map((line) => Buffer.from(line).toString()));
      },
    ),
  );
});

it('cuts a line without end and says how much is missing', () => {
  const found: string[] = [];
  const splitter = new LogLines();
  for (let count = 0; count < 100; count++) splitter.push(Buffer.from('x'.repeat(1_000)), (line) => found.push(line));
  splitter.push(Buffer.from('\r\nnext'), (line) => found.push(line));
  splitter.end((line) => found.push(line));
  expect(found).toHaveLength(2);
  expect(found[0]).toMatch(/^x{65536} \[…\d+ bytes more\]$/);
  expect(found[1]).toBe('next');
});
