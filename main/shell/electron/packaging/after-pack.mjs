// Called by electron-builder after a folder was packed, before it is signed: an application without its keychain would only be found out by
// whoever installs it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of electron-builder's architectures by their number. */
const ARCHITECTURES = ['ia32', 'x64', 'armv7l', 'arm64', 'universal'];

export default function afterPack({ appOutDir, electronPlatformName, arch, packager }) {
  const { productFilename } = packager.appInfo;
  const resources =
    electronPlatformName === 'darwin'
      ? join(appOutDir, `${productFilename}.app`, 'Contents', 'Resources')
      : join(appOutDir, 'resources');
  checkKeychain(
    join(resources, 'app.asar.unpacked', 'node_modules', '@napi-rs'),
    electronPlatformName,
    ARCHITECTURES[arch],
  );
}

/** Throws when the native part of the keychain for the target is not there, or is another system's. */
export function checkKeychain(folder, platform, arch) {
  const wanted = `keyring-${platform}-${arch}`;
  const found = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('keyring-')) : [];
  const right = found.filter((name) => name === wanted || name.startsWith(`${wanted}-`));
  const native = right.flatMap((name) =>
    readdirSync(join(folder, name))
      .filter((file) => file.endsWith('.node'))
      .map((file) => join(folder, name, file)),
  );
  if (native.length === 0) {
    throw new Error(
      `The keychain's native part for ${platform} ${arch} is not in the package (found: ${found.join(', ') || 'none'}). ` +
        `Install it first: npm install --no-save --force @napi-rs/${wanted}${{ linux: '-gnu', win32: '-msvc' }[platform] ?? ''}`,
    );
  }
  const foreign = found.filter((name) => !right.includes(name));
  if (foreign.length > 0) throw new Error(`The package holds native parts of other systems: ${foreign.join(', ')}`);
  for (const file of native) {
    const kind = kindOf(readFileSync(file).subarray(0, 4));
    if (kind !== platform) throw new Error(`${file} is no native module of ${platform}`);
  }
}

/** By the first bytes: ELF, Mach-O of 64 bits (little endian), PE. */
function kindOf(bytes) {
  const magic = bytes.toString('latin1');
  if (magic === '\x7fELF') return 'linux';
  if (magic === '\xcf\xfa\xed\xfe') return 'darwin';
  return magic.startsWith('MZ') ? 'win32' : 'unknown';
}
