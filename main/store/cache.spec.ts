import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock, silentLogger } from '../runtime/index.ts';
import { type Cache, type CacheOptions, openCache } from './cache.ts';
import { pack, unpack } from './packing.ts';

let folder: string;
let clock: ManualClock;
const opened: Cache[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'argosy-cache-'));
  clock = new ManualClock();
});
afterEach(() => {
  for (const cache of opened.splice(0)) cache.close();
  rmSync(folder, { recursive: true, force: true });
});

const file = () => path.join(folder, 'c.db');
function open(options: Partial<CacheOptions> = {}): Cache {
  const cache = openCache({ path: file(), clock, logger: silentLogger, maxBytes: 1_000_000, ...options });
  opened.push(cache);
  return cache;
}
function reopen(options: Partial<CacheOptions> = {}): Cache {
  opened.pop()?.close();
  return open(options);
}
const text = (value: Uint8Array | undefined) => (value === undefined ? undefined : Buffer.from(value).toString());
const minutes = (count: number) => clock.advance(count * 60_000);

describe('the cache', () => {
  it('gives back what was put in, at once and after a restart; kinds are apart', () => {
    const cache = open();
    cache.put('render', 'k', Buffer.from('one'));
    cache.put('verdict', 'k', Buffer.from('two'));
    cache.put('render', 'empty', new Uint8Array(0));
    expect(text(cache.get('render', 'k'))).toBe('one');
    const again = reopen();
    expect(text(again.get('render', 'k'))).toBe('one');
    expect(text(again.get('verdict', 'k'))).toBe('two');
    expect(text(again.get('render', 'empty'))).toBe('');
    expect(again.get('render', 'other')).toBeUndefined();
    expect(again.counters()).toMatchObject({ hits: 3, misses: 1, damaged: 0 });
  });

  it('replaces a value and counts its bytes once', () => {
    const cache = open();
    cache.put('r', 'k', randomBytes(1_000));
    cache.flush();
    const { bytes } = cache.counters();
    cache.put('r', 'k', randomBytes(1_000));
    cache.flush();
    expect(cache.counters().bytes).toBe(bytes);
    expect(reopen().counters().bytes).toBe(bytes);
  });

  it('stays within its bytes; what was not read for longest goes first', () => {
    const cache = open({ maxBytes: 10_500 });
    for (let n = 0; n < 10; n++) {
      cache.put('r', `k${n}`, randomBytes(1_000));
      cache.flush();
      minutes(1);
    }
    for (const n of [0, 1]) expect(cache.get('r', `k${n}`)).toBeDefined();
    cache.flush();
    minutes(1);
    cache.put('r', 'new', randomBytes(1_000));
    cache.flush();
    const left = Array.from({ length: 10 }, (_, n) => n).filter((n) => cache.get('r', `k${n}`) !== undefined);
    expect(left).toEqual([0, 1, 4, 5, 6, 7, 8, 9]);
    expect(cache.get('r', 'new')).toBeDefined();
    expect(cache.counters().evicted).toBe(2);
    expect(cache.counters().bytes).toBeLessThanOrEqual(10_500);
  });

  it('takes nothing that would push everything else out', () => {
    const cache = open({ maxBytes: 10_000 });
    cache.put('r', 'huge', randomBytes(5_000));
    expect(cache.get('r', 'huge')).toBeUndefined();
  });

  it('is smaller on disk than what repeats itself', () => {
    const cache = open();
    cache.put('r', 'k', Buffer.from('kind: ConfigMap\n'.repeat(1_000)));
    cache.flush();
    expect(cache.counters().bytes).toBeLessThan(500);
    expect(cache.get('r', 'k')).toHaveLength(16_000);
  });

  it.each([
    ['body = zeroblob(length(body))'],
    ["body = x'00'"],
    ["body = x''"],
    ['body = substr(body, 1, length(body) - 1)'],
  ])('takes an entry that was damaged (%s) for one that is not there, and forgets it', (damage) => {
    const cache = open();
    cache.put('r', 'k', Buffer.from('kind: Secret\n'.repeat(100)));
    cache.flush();
    const raw = new DatabaseSync(file());
    raw.exec(`UPDATE bodies SET ${damage}`);
    raw.close();
    expect(cache.get('r', 'k')).toBeUndefined();
    expect(cache.counters()).toMatchObject({ damaged: 1, bytes: 0 });
    cache.put('r', 'k', Buffer.from('x'));
    expect(text(cache.get('r', 'k'))).toBe('x');
  });

  it('does not take the entry of another key', () => {
    const cache = open();
    cache.put('r', 'a', Buffer.from('of a'));
    cache.put('r', 'b', Buffer.from('of b'));
    cache.flush();
    const raw = new DatabaseSync(file());
    raw.exec('UPDATE bodies SET body = (SELECT body FROM bodies WHERE id = (SELECT min(id) FROM bodies))');
    raw.close();
    expect(text(cache.get('r', 'a'))).toBe('of a');
    expect(cache.get('r', 'b')).toBeUndefined();
  });

  it('begins anew when its file is damaged, closed or open', () => {
    const cache = open();
    for (let n = 0; n < 50; n++) cache.put('r', `k${n}`, randomBytes(2_000));
    opened.pop()?.close();
    const bytes = readFileSync(file());
    bytes.fill(0x5a, 0, bytes.length);
    writeFileSync(file(), bytes);
    const again = open();
    expect(again.get('r', 'k1')).toBeUndefined();
    again.put('r', 'k1', Buffer.from('fresh'));
    again.flush();
    expect(text(again.get('r', 'k1'))).toBe('fresh');
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('holds nothing in clear when it has a key, and nothing readable with another', () => {
    const key = randomBytes(32);
    const cache = open({ key });
    cache.put('r', 'k', Buffer.from('canary-value '.repeat(3)));
    cache.put('r', 'long', Buffer.from('canary-value '.repeat(300)));
    cache.flush();
    for (const name of readdirSync(folder))
      expect(readFileSync(path.join(folder, name), 'latin1')).not.toContain('canary');
    expect(text(reopen({ key }).get('r', 'k'))).toBe('canary-value '.repeat(3));
    expect(reopen({ key: randomBytes(32) }).get('r', 'long')).toBeUndefined();
    expect(reopen().get('r', 'k')).toBeUndefined();
  });
});

describe('packing', () => {
  it('is undone exactly, and a changed byte is noticed', () => {
    const keys = fc.option(fc.constant(new Uint8Array(32).fill(7)), { nil: undefined });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 2_000 }),
      fc.nat(5_000).map((size) => new Uint8Array(size)),
    );
    fc.assert(
      fc.property(fc.string(), bytes, keys, fc.nat(), (name, value, key, at) => {
        const packed = pack(name, value, key);
        expect(unpack(name, packed, value.length, key)).toEqual(Buffer.from(value));
        const changed = Uint8Array.from(packed);
        const place = at % changed.length;
        changed[place] = changed[place]! ^ 0x41;
        const read = unpack(name, changed, value.length, key);
        if (read !== undefined) expect(Buffer.from(read).equals(Buffer.from(value))).toBe(true);
        expect(unpack(`${name}x`, packed, value.length, key)).toBeUndefined();
      }),
    );
  });
});
