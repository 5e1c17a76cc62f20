import { describe, expect, it } from 'vitest';
import { createLogger, ManualClock, silentLogger } from '../runtime/index.ts';
import { openSettings, SETTINGS } from './index.ts';

function fakeStore(initial: Record<string, string> = {}) {
  const map = new Map(Object.entries(initial));
  return {
    map,
    settings: () => map,
    setSetting: (key: string, text: string | undefined) =>
      void (text === undefined ? map.delete(key) : map.set(key, text)),
  };
}

describe('settings', () => {
  it('begin with their defaults, then what is stored, then the environment', () => {
    expect(openSettings(SETTINGS, fakeStore(), {}, silentLogger).get('sync.wave-delay')).toBe(0);
    const store = fakeStore({ 'sync.wave-delay': '5s' });
    expect(openSettings(SETTINGS, store, {}, silentLogger).get('sync.wave-delay')).toBe(5_000);
    const settings = openSettings(SETTINGS, store, { ARGOSY_SYNC_WAVE_DELAY: '2s' }, silentLogger);
    expect(settings.get('sync.wave-delay')).toBe(2_000);
    expect(settings.list().find(({ key }) => key === 'sync.wave-delay')).toMatchObject({
      text: '2s',
      origin: 'environment',
    });
  });

  it('are set as texts and keep their form', () => {
    const store = fakeStore();
    const settings = openSettings(SETTINGS, store, {}, silentLogger);
    settings.set('render.pause', '90');
    expect(settings.get('render.pause')).toBe(90 * 60_000);
    expect(store.map.get('render.pause')).toBe('1h30m0s');
    settings.unset('render.pause');
    expect(settings.get('render.pause')).toBe(3_600_000);
    expect(store.map.size).toBe(0);
  });

  it.each([
    ['sync.wave-delay', 'soon', 'sync.wave-delay: expected a duration from 0s to 1h0m0s, got "soon"'],
    ['sync.wave-delay', '2h', 'sync.wave-delay: expected a duration'],
    ['cache.megabytes', '1', 'cache.megabytes: expected a whole number from 16 to 65536, got "1"'],
    ['git.backend', 'svn', 'git.backend: expected one of auto, system, embedded, got "svn"'],
    ['protect.deletions', 'yes', 'protect.deletions: expected true or false'],
    ['no.such', 'x', "there is no setting 'no.such'"],
    ['__proto__', 'x', "there is no setting '__proto__'"],
  ])('%s = %s is refused with the key', (key, text, message) => {
    const store = fakeStore();
    const settings = openSettings(SETTINGS, store, {}, silentLogger);
    expect(() => settings.check(key, text)).toThrow(message);
    expect(() => settings.set(key, text)).toThrow(message);
    expect(store.map.size).toBe(0);
  });

  it('tell listeners when the value in force changed, and only then', () => {
    const settings = openSettings(SETTINGS, fakeStore(), { ARGOSY_LOG_LEVEL: 'warn' }, silentLogger);
    const told: (readonly string[])[] = [];
    const stop = settings.onChange((keys) => told.push(keys));
    settings.set('cache.megabytes', '64');
    settings.set('cache.megabytes', '64');
    settings.set('log.level', 'debug');
    stop();
    settings.set('cache.megabytes', '65');
    expect(told).toEqual([['cache.megabytes']]);
    expect(settings.get('log.level')).toBe('warn');
  });

  it('warn about a stored or given text that cannot be read, and go on with the next origin', () => {
    const lines: string[] = [];
    const logger = createLogger({ sink: (line) => lines.push(line), clock: new ManualClock() });
    const settings = openSettings(SETTINGS, fakeStore({ 'git.backend': 'svn' }), { ARGOSY_GIT_BACKEND: 'cvs' }, logger);
    expect(settings.get('git.backend')).toBe('auto');
    expect(lines.map((line) => (JSON.parse(line) as { setting: string }).setting)).toEqual([
      'ARGOSY_GIT_BACKEND',
      'git.backend',
    ]);
  });

  it('take over a stored value from an earlier key once', () => {
    const definitions = { fresh: { ...SETTINGS['cache.megabytes'], formerly: ['old', 'older'] } };
    const store = fakeStore({ old: '100', older: '200' });
    expect(openSettings(definitions, store, {}, silentLogger).get('fresh')).toBe(100);
    expect([...store.map]).toEqual([['fresh', '100']]);
  });
});
