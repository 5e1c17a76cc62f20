import { describe, expect, it } from 'vitest';
import { decideAfterCrash, decideAfterSleep, FORGIVEN_AFTER_MS, SHORT_SLEEP_MS } from './restart-policy.ts';
import { completePath } from './search-path.ts';
import { decideUpdates } from './update-policy.ts';

describe('after a crash', () => {
  it('the engine is started again once, and again when that was long ago', () => {
    expect(decideAfterCrash(undefined, 5)).toBe('restart');
    expect(decideAfterCrash(5, 6)).toBe('give-up');
    expect(decideAfterCrash(5, 4 + FORGIVEN_AFTER_MS)).toBe('give-up');
    expect(decideAfterCrash(5, 5 + FORGIVEN_AFTER_MS)).toBe('restart');
  });
});

describe('after a sleep', () => {
  it('a nap keeps the watches, anything longer or unknown does not', () => {
    expect(decideAfterSleep(0)).toBe('compare');
    expect(decideAfterSleep(SHORT_SLEEP_MS - 1)).toBe('compare');
    expect(decideAfterSleep(SHORT_SLEEP_MS)).toBe('reopen');
    expect(decideAfterSleep(undefined)).toBe('reopen');
  });
});

describe('updates', () => {
  const facts = { feed: 'https://updates.example.org/argosy', platform: 'darwin', packaged: true } as const;

  it('are off until a person says where', () => {
    expect(decideUpdates({ ...facts, feed: '' })).toEqual({ check: false, because: 'updates are off' });
    expect(decideUpdates(facts)).toEqual({ check: true, url: facts.feed });
  });

  it.each([
    { feed: 'http://updates.example.org/' },
    { feed: 'file:///updates' },
    { feed: 'https://user@updates.example.org/' },
    { platform: 'win32' },
    { platform: 'linux' },
    { packaged: false },
  ] as const)('are not looked for with %j', (change) => {
    expect(decideUpdates({ ...facts, ...change }).check).toBe(false);
  });
});

describe('the search path', () => {
  it('is completed on a Mac, after what is there', () => {
    expect(completePath({ PATH: '/usr/bin:/usr/local/bin' }, 'darwin', '/Users/a')).toBe(
      '/usr/bin:/usr/local/bin:/opt/homebrew/bin:/opt/local/bin:/Users/a/.local/bin',
    );
    expect(completePath({}, 'darwin', '/Users/a')).toMatch(/^\/usr\/bin:\/bin:/);
  });

  it('stays as it is elsewhere', () => {
    expect(completePath({ PATH: '/usr/bin' }, 'linux', '/home/a')).toBe('/usr/bin');
    expect(completePath({}, 'win32', 'C:\\Users\\a')).toBeUndefined();
  });
});
