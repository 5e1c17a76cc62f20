#!/usr/bin/env node
// The `argosy` command: the bundle when it was built, the sources otherwise, always on the Node that this package brings.
import { existsSync } from 'node:fs';
// Not by name: an old Node, which only starts the right one, does not have it.
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onOwnNode } from '../own-node.mjs';

await onOwnNode(import.meta.url);
module.enableCompileCache?.();
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const bundle = join(root, 'dist', 'argosy.mjs');
const entry =
  existsSync(bundle) && !process.env.ARGOSY_FROM_SOURCE ? bundle : join(root, 'main', 'shell', 'cli', 'start.ts');
await import(pathToFileURL(entry).href);
