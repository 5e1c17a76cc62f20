import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseShell, electronBinary } from './binary.mjs';

describe('the program of Electron', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'argosy-binary-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const put = (...path: readonly string[]): string => {
    const file = join(root, ...path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    return file;
  };

  it.each([
    ['linux', 'electron'],
    ['win32', 'electron.exe'],
    ['darwin', 'Electron.app/Contents/MacOS/Electron'],
  ] as const)('is found on %s', (platform, name) => {
    expect(electronBinary(root, { env: {}, platform })).toBeUndefined();
    const file = put('node_modules', 'electron', 'dist', name);
    expect(electronBinary(root, { env: {}, platform })).toBe(file);
  });

  it('is where the package says', () => {
    const file = put('node_modules/electron/dist/other/program');
    put('node_modules/electron/path.txt');
    for (const [text, found] of [
      ['other/program\n', file],
      ['../../../x', undefined],
      ['/bin/sh', undefined],
      ['', undefined],
    ] as const) {
      writeFileSync(join(root, 'node_modules/electron/path.txt'), text);
      expect(electronBinary(root, { env: {}, platform: 'linux' }), text).toBe(found);
    }
  });

  it('is where ELECTRON_OVERRIDE_DIST_PATH says, and only there', () => {
    put('node_modules/electron/dist/electron');
    const env = { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'mine') };
    expect(electronBinary(root, { env, platform: 'linux' })).toBeUndefined();
    const file = put('mine', 'electron');
    expect(electronBinary(root, { env, platform: 'linux' })).toBe(file);
  });
});

describe('npm start', () => {
  const facts = { binary: '/e/electron', platform: 'linux', env: { DISPLAY: ':0' }, uid: 1000 } as const;

  it('opens the desktop application where it can', () => {
    expect(chooseShell(facts)).toEqual({ shell: 'electron', binary: '/e/electron' });
    expect(chooseShell({ ...facts, env: { WAYLAND_DISPLAY: 'wayland-0' } }).shell).toBe('electron');
    expect(chooseShell({ ...facts, platform: 'darwin', env: {}, uid: 0 }).shell).toBe('electron');
    expect(chooseShell({ ...facts, platform: 'win32', env: {}, uid: undefined }).shell).toBe('electron');
  });

  it.each([
    [{ binary: undefined }, 'not installed'],
    [{ env: {} }, 'no screen'],
    [{ uid: 0 }, 'root'],
  ] as const)('opens the browser shell with %j and says why', (change, because) => {
    expect(chooseShell({ ...facts, ...change })).toEqual({
      shell: 'browser',
      because: expect.stringContaining(because),
    });
  });
});
