// `npm start`: builds what is missing or older than its sources, then opens the desktop: as an application where Electron is installed, in the
// browser otherwise, and says which and why.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
// Not by name: an old Node, which only starts the right one, does not have it.
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chooseShell, electronBinary } from './electron/binary.mjs';
import { onOwnNode } from './own-node.mjs';

await onOwnNode(import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const bundle = join(root, 'dist', 'argosy.mjs');

if (isStale()) {
  process.stdout.write('Building…\n');
  const { status } = spawnSync(process.execPath, [join(root, 'build.mjs')], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
const { platform, env } = process;
const chosen = chooseShell({ binary: electronBinary(root), platform, env, uid: process.getuid?.() });
if (chosen.shell === 'electron') await openDesktop(chosen.binary);
else {
  process.stdout.write(`Argosy opens in the browser: ${chosen.because}.\n`);
  module.enableCompileCache?.();
  // `npm start -- --port 0`: what follows is for `argosy serve`.
  process.argv.splice(2, 0, 'serve');
  await import(pathToFileURL(bundle).href);
}

/** Runs until its last window was closed; ends as it does. */
async function openDesktop(binary) {
  process.stdout.write('Argosy opens as an application.\n');
  const child = spawn(binary, [root], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Whether the bundle is missing, or a source is newer. */
function isStale() {
  if (!existsSync(bundle)) return true;
  const built = statSync(bundle).mtimeMs;
  if (statSync(join(root, 'build.mjs')).mtimeMs > built) return true;
  return ['main', 'preload', 'renderer'].some((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).some(
      (entry) =>
        entry.isFile() &&
        /(?<!\.spec)\.(?:tsx?|mjs|json|html|css|svg)$/.test(entry.name) &&
        statSync(join(entry.parentPath, entry.name)).mtimeMs > built,
    ),
  );
}
