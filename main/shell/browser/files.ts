import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join, relative, sep } from 'node:path';

export interface StaticFile {
  /** Undefined when it is no longer there. Sent as it is: loopback is faster than any compression. */
  readonly body: () => Buffer | undefined;
  readonly type: string;
  readonly etag: string;
  /** Its name carries a hash of its content. */
  readonly immutable: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

const HASHED = /-[A-Z0-9]{8}\.(?:js|css|woff2|png|svg)(?:\.map)?$/;

/**
 * The built renderer: a request names a key of this map and never a path, so no request can name a file outside of it. Only types that are known are
 * served. Read into memory, so that a build under a running server changes nothing for its windows; but not the source maps, which are four times as
 * much and only for who opens the developer tools.
 */
export function readFiles(folder: string): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const type = TYPES[extname(entry.name)];
    if (type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const kept = entry.name.endsWith('.map') ? undefined : readFileSync(path);
    const immutable = HASHED.test(entry.name);
    files.set(`/${relative(folder, path).split(sep).join('/')}`, {
      body: () => kept ?? readIfThere(path),
      type,
      // A name with a hash of the content in it says as much as another hash would.
      etag: immutable || kept === undefined ? `"${basename(path)}"` : `"${digest(kept)}"`,
      immutable,
    });
  }
  return files;
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function digest(body: Buffer): string {
  return createHash('sha256').update(body).digest('base64url').slice(0, 22);
}
