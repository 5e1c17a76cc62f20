import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };

export const VERSION = `v${manifest.version}`;

/** Where a bundle finds what is not code in it; from source every room finds its own. */
export function assetPaths(): { assetsDir?: string; engineEntry?: string; parseThread?: URL; gitThread?: URL } {
  const engineEntry = fileURLToPath(new URL('./engine-host.mjs', import.meta.url));
  if (!existsSync(engineEntry)) return {};
  const beside = (name: string): URL => new URL(name, import.meta.url);
  return {
    engineEntry,
    parseThread: beside('./parse-thread.mjs'),
    gitThread: beside('./git-thread.mjs'),
    assetsDir: fileURLToPath(new URL('../assets/engines', import.meta.url)),
  };
}

/** The built pages, beside the bundle; from source where `npm run build` puts them. */
export function rendererFolder(): string {
  const beside = fileURLToPath(new URL('./renderer', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../dist/renderer', import.meta.url));
}
