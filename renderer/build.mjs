// Builds the pages into dist/renderer: index.html, and assets whose names carry a hash of their content. Every dynamic import is a
// chunk of its own; what the first page loads must stay within its budget.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { licencesPlugin } from './licences.mjs';

/** Gzipped bytes of all that is loaded before the first page can be used. */
const FIRST_PAGE_BUDGET = 350 * 1024;

export async function buildRenderer(out, { development = false } = {}) {
  const source = import.meta.dirname;
  const assets = join(out, 'assets');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(assets, { recursive: true });
  const { metafile } = await build({
    entryPoints: { argosy: join(source, 'main.tsx'), styles: join(source, 'styles.css') },
    outdir: assets,
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[hash]',
    assetNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome140', 'firefox140', 'safari18'],
    jsx: 'automatic',
    minify: !development,
    sourcemap: 'linked',
    metafile: true,
    define: { 'process.env.NODE_ENV': development ? '"development"' : '"production"' },
    // What it would keep is in the list of licences.
    legalComments: 'none',
    plugins: [licencesPlugin(join(source, '..'))],
    logLevel: 'warning',
  });
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
  const entryOf = (name) => [...outputs.keys()].find((file) => file.startsWith(`${name}-`) && !file.endsWith('.map'));
  const script = entryOf('argosy');
  const style = entryOf('styles');
  const first = staticImports(script, outputs);
  const size = [...first, style].reduce((sum, file) => sum + gzipSync(readFileSync(join(assets, file))).length, 0);
  if (!development && size > FIRST_PAGE_BUDGET)
    throw new Error(`the first page weighs ${size} bytes gzipped, more than ${FIRST_PAGE_BUDGET}`);
  const tags = [
    `<link rel="stylesheet" href="/assets/${style}">`,
    ...first.filter((file) => file !== script).map((file) => `<link rel="modulepreload" href="/assets/${file}">`),
    `<script type="module" src="/assets/${script}"></script>`,
  ];
  const page = readFileSync(join(source, 'index.html'), 'utf8').replace('__ARGOSY_ASSETS__', tags.join('\n    '));
  writeFileSync(join(out, 'index.html'), page);
  copyFileSync(join(source, 'argosy.svg'), join(assets, 'argosy.svg'));
  return { firstPageBytes: size };
}

/** The files that a script needs before it runs, itself included. */
function staticImports(script, outputs) {
  const found = new Set([script]);
  for (const file of found) {
    for (const one of outputs.get(file)?.imports ?? []) {
      if (one.kind === 'import-statement' && !one.external) found.add(basename(one.path));
    }
  }
  return [...found];
}
