// `npm start`: builds what is missing or older than its sources, then runs the engine and says what to do next.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
// Not by name: an old Node, which only starts the right one, does not have it.
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onOwnNode } from './own-node.mjs';

await onOwnNode(import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const bundle = join(root, 'dist', 'argosy.mjs');

if (isStale()) {
  process.stdout.write('Building…\n');
  const { status } = spawnSync(process.execPath, [join(root, 'build.mjs')], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
module.enableCompileCache?.();
process.argv.splice(2, process.argv.length, 'engine', '--guide');
await import(pathToFileURL(bundle).href);

/** Whether the bundle is missing, or a source is newer. */
function isStale() {
  if (!existsSync(bundle)) return true;
  const built = statSync(bundle).mtimeMs;
  if (statSync(join(root, 'build.mjs')).mtimeMs > built) return true;
  return ['main', 'preload'].some((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).some(
      (entry) =>
        entry.isFile() &&
        /(?<!\.spec)\.(?:ts|mjs|json)$/.test(entry.name) &&
        statSync(join(entry.parentPath, entry.name)).mtimeMs > built,
    ),
  );
}
