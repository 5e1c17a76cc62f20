import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Distributions of Electron that are none: just enough for electron-builder to put the application around them. The fuses are real: they are
 * bytes behind a sentinel in the program (@electron/fuses), and electron-builder writes them there.
 */
const FUSE_WIRE = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  // Version 1, nine fuses, as Electron ships them: '0' off, '1' on.
  Buffer.from([1, 9]),
  Buffer.from('101101001'),
]);

const root = join(import.meta.dirname, '..', '..');

/** Linux: a program that starts the packaged main process on Node with a stand-in for the module `electron`. */
export function linuxDistribution(folder: string): string {
  mkdirSync(join(folder, 'locales'), { recursive: true });
  for (const language of ['en-US', 'de', 'ja']) writeFileSync(join(folder, 'locales', `${language}.pak`), language);
  const launch = join(import.meta.dirname, 'launch.ts');
  const script = `#!/bin/sh\nexec "$ARGOSY_TEST_NODE" "${launch}" "$(dirname "$0")/resources" "$@"\nexit 0\n`;
  const program = join(folder, 'electron');
  writeFileSync(program, Buffer.concat([Buffer.from(script), FUSE_WIRE]));
  chmodSync(program, 0o755);
  return folder;
}

/** Windows: any program of Windows; electron-builder writes icon, names and the digest of the archive into it. */
export function windowsDistribution(folder: string): string {
  mkdirSync(join(folder, 'locales'), { recursive: true });
  writeFileSync(join(folder, 'locales', 'en-US.pak'), 'en-US');
  const program = join(folder, 'electron.exe');
  copyFileSync(join(root, 'node_modules/electron-winstaller/vendor/7z-x64.exe'), program);
  writeFileSync(program, FUSE_WIRE, { flag: 'a' });
  return folder;
}

/** macOS: the bundle and its helpers, empty. */
export function macDistribution(folder: string): string {
  const contents = join(folder, 'Electron.app', 'Contents');
  bundle(contents, 'Electron');
  writeFileSync(join(contents, 'MacOS', 'Electron'), FUSE_WIRE, { flag: 'a' });
  const frameworks = join(contents, 'Frameworks');
  const framework = join(frameworks, 'Electron Framework.framework');
  for (const language of ['en', 'de']) {
    const pak = join(framework, 'Versions', 'A', 'Resources', `${language}.lproj`);
    mkdirSync(pak, { recursive: true });
    writeFileSync(join(pak, 'locale.pak'), language);
  }
  // On macOS the fuses are in the framework.
  writeFileSync(join(framework, 'Electron Framework'), FUSE_WIRE);
  for (const kind of ['', ' (Renderer)', ' (GPU)', ' (Plugin)']) {
    const name = `Electron Helper${kind}`;
    bundle(join(frameworks, `${name}.app`, 'Contents'), name);
  }
  return folder;
}

function bundle(contents: string, name: string): void {
  mkdirSync(join(contents, 'MacOS'), { recursive: true });
  mkdirSync(join(contents, 'Resources'), { recursive: true });
  writeFileSync(join(contents, 'MacOS', name), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  writeFileSync(
    join(contents, 'Info.plist'),
    `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>CFBundleExecutable</key><string>${name}</string><key>CFBundleIdentifier</key><string>org.electron.${name.replaceAll(/\W/g, '')}</string></dict></plist>
`,
  );
}

// What electron-builder brings is used to read what it has made.
const builder = createRequire(createRequire(join(root, 'package.json')).resolve('electron-builder'));
const library = createRequire(builder.resolve('app-builder-lib'));

export interface Fuses {
  readonly getCurrentFuseWire: (program: string) => Promise<Record<string, number | string>>;
  readonly FuseV1Options: Readonly<Record<string, number | string>>;
}
export const fuses = library('@electron/fuses') as Fuses;

export interface ArchiveEntry {
  readonly files?: Readonly<Record<string, ArchiveEntry>>;
  readonly size?: number;
  readonly unpacked?: boolean;
  readonly link?: string;
  readonly integrity?: { readonly algorithm: string; readonly hash: string };
}
export interface Asar {
  readonly getRawHeader: (archive: string) => { readonly header: ArchiveEntry; readonly headerString: string };
  readonly extractAll: (archive: string, folder: string) => void;
  readonly extractFile: (archive: string, name: string) => Buffer;
}
export const asar = library('@electron/asar') as Asar;

export interface Validation {
  readonly validateConfiguration: (configuration: unknown, logger: unknown) => Promise<void>;
}
export const { validateConfiguration } = library('app-builder-lib/out/util/config/config') as Validation;
export const debugLogger = (): unknown => {
  const { DebugLogger } = library('builder-util') as { readonly DebugLogger: new (on: boolean) => unknown };
  return new DebugLogger(false);
};
export const scheme = library('app-builder-lib/scheme.json') as {
  readonly definitions: { readonly FuseOptionsV1: { readonly properties: Readonly<Record<string, unknown>> } };
};
