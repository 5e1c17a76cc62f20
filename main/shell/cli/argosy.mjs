#!/usr/bin/env node
// The `argosy` command: the bundle when it was built, the sources otherwise, always on the Node that this package brings.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire, enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OLDEST = 24;
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

if (Number(process.versions.node.split('.')[0]) < OLDEST) {
  const node = ownNode();
  if (node === undefined) {
    process.stderr.write(
      `argosy needs Node ${OLDEST} or newer (this is ${process.version}). Run \`npm ci\` in ${root} first.\n`,
    );
    process.exit(1);
  }
  const { status, signal } = spawnSync(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exit(status ?? (signal === 'SIGINT' ? 130 : 1));
}

enableCompileCache?.();
const bundle = join(root, 'dist', 'argosy.mjs');
const entry =
  existsSync(bundle) && !process.env.ARGOSY_FROM_SOURCE ? bundle : join(root, 'main', 'shell', 'cli', 'start.ts');
await import(pathToFileURL(entry).href);

function ownNode() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const file = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}
