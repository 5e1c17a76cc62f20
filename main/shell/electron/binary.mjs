// Whether the desktop application can be opened here. Plain JavaScript, because `npm start` asks before it has chosen a Node.
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';

/** Where Electron's program is in a distribution, by platform. */
const PROGRAM = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };

/**
 * Electron's program, or undefined. Looks where the package `electron` would put it, and never asks the package itself: that downloads it.
 * ELECTRON_OVERRIDE_DIST_PATH names another distribution, as it does for the package.
 */
export function electronBinary(root, { env = process.env, platform = process.platform } = {}) {
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  const packaged = join(root, 'node_modules', 'electron');
  const folder = override ? override : join(packaged, 'dist');
  const program = join(folder, pathIn(packaged) ?? PROGRAM[platform] ?? 'electron');
  return existsSync(program) ? program : undefined;
}

/** Which shell `npm start` opens, and why it is not the desktop application. */
export function chooseShell({ binary, platform, env, uid }) {
  if (binary === undefined) {
    return { shell: 'browser', because: "Electron's program is not installed (`npx install-electron` fetches it)" };
  }
  if (platform === 'linux') {
    if (!env.DISPLAY && !env.WAYLAND_DISPLAY)
      return { shell: 'browser', because: 'there is no screen (DISPLAY and WAYLAND_DISPLAY are not set)' };
    if (uid === 0)
      return {
        shell: 'browser',
        because: "Electron's sandbox does not start for root, and Argosy does not start without it",
      };
  }
  return { shell: 'electron', binary };
}

/** The file path.txt of the package, which its download writes. */
function pathIn(packaged) {
  try {
    const path = normalize(readFileSync(join(packaged, 'path.txt'), 'utf8').trim());
    return path === '.' || isAbsolute(path) || path.startsWith('..') ? undefined : path;
  } catch {
    return undefined;
  }
}
