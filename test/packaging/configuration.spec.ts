import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { icns, ico } from '../../assets/icons/containers.mjs';
import { checkKeychain } from '../../main/shell/electron/packaging/after-pack.mjs';
import { debugLogger, scheme, validateConfiguration } from './stand-in.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

interface Target {
  readonly target: string;
  readonly arch: readonly string[];
}
interface Configuration {
  readonly electronFuses: Readonly<Record<string, boolean>>;
  readonly asar: unknown;
  readonly disableAsarIntegrity?: boolean;
  readonly publish: null;
  readonly mac: { readonly target: readonly Target[]; readonly hardenedRuntime: boolean };
  readonly win: { readonly target: readonly Target[] };
  readonly linux: { readonly target: readonly Target[]; readonly mimeTypes: readonly string[] };
}
const configuration = parse(read('electron-builder.yml')) as Configuration;

describe('electron-builder.yml', () => {
  it('is valid for the packager that is installed', async () => {
    await expect(validateConfiguration(configuration, debugLogger())).resolves.toBeUndefined();
    await expect(validateConfiguration({ ...configuration, bogusKey: 1 }, debugLogger())).rejects.toThrow('bogusKey');
  });

  it('names every fuse there is', () => {
    // The other one re-signs a macOS program for development; it is no fuse.
    const known = Object.keys(scheme.definitions.FuseOptionsV1.properties).filter(
      (name) => name !== 'resetAdHocDarwinSignature',
    );
    expect(Object.keys(configuration.electronFuses).sort()).toEqual(known.sort());
  });

  it('makes the packages that are promised', () => {
    const targets = (list: readonly Target[]) => list.map(({ target, arch }) => `${target} ${arch.join(' ')}`);
    expect(targets(configuration.mac.target)).toEqual(['dmg x64 arm64', 'zip x64 arm64']);
    expect(targets(configuration.win.target)).toEqual(['nsis x64 arm64', 'portable x64']);
    expect(targets(configuration.linux.target)).toEqual(['AppImage x64 arm64', 'deb x64 arm64', 'rpm x64 arm64']);
  });

  it('keeps the archive whole, and asks no server', () => {
    expect(configuration.asar).toEqual({ smartUnpack: false });
    expect(configuration.disableAsarIntegrity).toBeUndefined();
    expect(configuration.publish).toBeNull();
    expect(configuration.mac.hardenedRuntime).toBe(true);
    expect(configuration.linux.mimeTypes).toEqual(['x-scheme-handler/argosy']);
  });

  it('goes with exact versions', () => {
    const { devDependencies, main } = JSON.parse(read('package.json')) as {
      devDependencies: Record<string, string>;
      main: string;
    };
    expect(devDependencies).toMatchObject({ electron: '45.4.1', 'electron-builder': '26.17.0' });
    expect(main).toBe('dist/electron-main.mjs');
  });
});

describe('icons', () => {
  const png = (name: string): { readonly size: number; readonly png: Buffer } => {
    const bytes = readFileSync(join(root, 'assets/icons', name));
    expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    expect(bytes.readUInt32BE(16)).toBe(bytes.readUInt32BE(20));
    return { size: bytes.readUInt32BE(16), png: bytes };
  };

  it('are there in the sizes that systems ask for', () => {
    for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) expect(png(`linux/${size}x${size}.png`).size).toBe(size);
    expect(png('icon.png').size).toBe(512);
    for (const mark of ['good', 'drift', 'failing', 'progress', 'unknown', 'held', 'grey']) {
      expect(png(`tray/${mark}.png`).size).toBe(22);
      expect(png(`tray/${mark}@2x.png`).size).toBe(44);
    }
  });

  it('are the same pictures in the containers of Windows and macOS', () => {
    const sizes = [16, 24, 32, 48, 64, 128, 256];
    expect(readFileSync(join(root, 'assets/icons/icon.ico'))).toEqual(
      ico(sizes.map((size) => png(`linux/${size}x${size}.png`))),
    );
    const bytes = readFileSync(join(root, 'assets/icons/icon.icns'));
    expect(bytes.toString('ascii', 0, 4)).toBe('icns');
    expect(bytes.readUInt32BE(4)).toBe(bytes.length);
    const small = icns([16, 32, 64, 128, 256, 512].map((size) => png(`linux/${size}x${size}.png`))).subarray(8);
    expect(bytes.subarray(8, 8 + small.length)).toEqual(small);
  });
});

describe('the check of the keychain', () => {
  const folder = join(root, 'node_modules', '@napi-rs');

  it('takes what was installed for this machine', () => {
    expect(() => checkKeychain(folder, process.platform, process.arch)).not.toThrow();
  });

  it('refuses another system’s, and none', () => {
    const [other] = ['win32', 'darwin', 'linux'].filter((platform) => platform !== process.platform);
    expect(() => checkKeychain(folder, other, 'x64')).toThrow(/not in the package/);
    expect(() => checkKeychain(join(folder, 'nowhere'), process.platform, process.arch)).toThrow(/found: none/);
  });
});
