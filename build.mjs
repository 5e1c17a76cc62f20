// Bundles the command line, the engine and the engines' host into dist/, and the pages into dist/renderer. Fast enough to run at every install and start.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildRenderer } from './renderer/build.mjs';

const root = import.meta.dirname;
const out = join(root, 'dist');
rmSync(out, { recursive: true, force: true });

await build({
  entryPoints: {
    argosy: join(root, 'main/shell/cli/start.ts'),
    'electron-main': join(root, 'main/shell/electron/entry.ts'),
    'engine-thread': join(root, 'main/shell/electron/engine-thread.ts'),
    'engine-host': join(root, 'main/engines/host-entry.ts'),
    'parse-thread': join(root, 'main/render/parse-thread.ts'),
    'git-thread': join(root, 'main/git/embedded-thread.ts'),
  },
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  sourcemap: 'linked',
  logLevel: 'warning',
  // Native, found in node_modules at run time; and what Electron itself brings.
  external: ['@napi-rs/keyring', 'electron'],
  // CommonJS dependencies inside an ES module bundle ask for `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
});

// A sandboxed preload script is one file and CommonJS.
await build({
  entryPoints: [join(root, 'main/shell/electron/preload.ts')],
  outfile: join(out, 'preload.cjs'),
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'chrome150',
  minify: true,
  logLevel: 'warning',
  external: ['electron'],
});

await buildRenderer(join(out, 'renderer'));
