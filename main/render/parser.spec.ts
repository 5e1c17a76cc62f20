import { afterAll, describe, expect, it } from 'vitest';
import { contentHash } from '../model/index.ts';
import { ManualClock } from '../runtime/index.ts';
import type { ParseTask } from './parse-text.ts';
import { createParser } from './parser.ts';
import { configMap } from './testing/fixture.ts';

const clock = new ManualClock();
const parser = createParser({ clock, deadlineMs: 1_000 });
afterAll(() => parser.close());
const { signal } = new AbortController();

const task = (text: string, more: Partial<ParseTask> = {}): ParseTask => ({
  kind: 'yaml',
  text,
  path: 'app/a.yaml',
  maxBytes: 10 << 20,
  maxObjects: 10_000,
  ...more,
});
const many = (count: number) =>
  Array.from({ length: count }, (_, n) => configMap(`c${n}`, 'ü'.repeat(20))).join('---\n');

describe('reading manifests', () => {
  it('gives the same objects here and in the thread', async () => {
    const small = await parser.parse(task(many(3)), signal);
    const large = await parser.parse(task(many(2_000)), signal);
    expect(large).toHaveLength(2_000);
    expect(small.every(({ object }) => object !== undefined)).toBe(true);
    expect(large.every(({ object }) => object === undefined)).toBe(true);
    const plain = (each: (typeof small)[number]) => [each.hash, each.origin, Buffer.from(each.json).toString()];
    expect(large.slice(0, 3).map(plain)).toEqual(small.map(plain));
    expect(contentHash(JSON.parse(Buffer.from(large[7]!.json).toString()))).toBe(large[7]!.hash);
  });

  it('brings failures back with their words', async () => {
    await expect(parser.parse(task(`${many(2_000)}---\nfoo: bar\n`), signal)).rejects.toMatchObject({
      name: 'ArgosyError',
      code: 'InvalidArgument',
      message: expect.stringMatching(
        /^Failed to unmarshal "app\/a\.yaml": line \d+: Object 'Kind' is missing$/,
      ) as unknown,
    });
    await expect(parser.parse(task(many(2_000), { maxObjects: 5 }), signal)).rejects.toThrow(
      'app/a.yaml: more than 5 objects',
    );
    await expect(parser.parse(task(many(2_000), { maxBytes: 200_000 }), signal)).rejects.toThrow(
      /longer than 200000|more than 200000 bytes/,
    );
  });

  it('counts what aliases stand for', async () => {
    const shared = `apiVersion: v1\nkind: A\nmetadata: {name: a}\nx: &x ${'y'.repeat(10_000)}\nz: [${Array(90).fill('*x').join(', ')}]\n`;
    const text = Array(20).fill(shared).join('---\n');
    await expect(parser.parse(task(text), signal)).rejects.toThrow('app/a.yaml: more than 10485760 bytes of objects');
  });

  it('ends the thread at the deadline or when nobody waits any more, and starts another', async () => {
    const late = parser.parse(task(many(20_000)), signal);
    await Promise.resolve();
    clock.advance(1_000);
    await expect(late).rejects.toThrow('app/a.yaml: the text is not read after 1000 ms');
    const controller = new AbortController();
    const left = parser.parse(task(many(20_000)), controller.signal);
    await Promise.resolve();
    controller.abort(new Error('gave up'));
    await expect(left).rejects.toThrow('gave up');
    expect(await parser.parse(task(many(2_000)), signal)).toHaveLength(2_000);
    expect(clock.timers).toBe(1);
    clock.advance(10_000);
    expect(clock.timers).toBe(0);
    expect(await parser.parse(task(many(2_000)), signal)).toHaveLength(2_000);
  });
});
