import { fileURLToPath } from 'node:url';

/** Seen from the bundle in dist/, or from this source file. */
const fromSource = import.meta.url.endsWith('.ts');

/** Pages run in a sandbox and can take one bundled script only: from source, that of the last build. */
export function preloadScript(): string {
  return fileURLToPath(new URL(fromSource ? '../../../dist/preload.cjs' : './preload.cjs', import.meta.url));
}

export function iconsFolder(): string {
  return fileURLToPath(new URL(fromSource ? '../../../assets/icons' : '../assets/icons', import.meta.url));
}

/** What the thread of the engine begins with. */
export function engineThread(): URL {
  return new URL(fromSource ? './engine-thread.ts' : './engine-thread.mjs', import.meta.url);
}
