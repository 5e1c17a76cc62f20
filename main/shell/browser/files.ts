import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface StaticFile {
  readonly body: Buffer;
  /** Absent where compressing gains nothing. */
  readonly gzip: Buffer | undefined;
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
 * The built renderer, read once into memory: a request names a key of this map and never a path, so no request can name a file
 * outside of it. Only types that are known are served.
 */
export function readFiles(folder: string): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const type = TYPES[extname(entry.name)];
    if (type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const body = readFileSync(path);
    const small = type.startsWith('image/png') || type.startsWith('font/') || entry.name.endsWith('.map');
    files.set(`/${relative(folder, path).split(sep).join('/')}`, {
      body,
      gzip: small ? undefined : gzipSync(body, { level: 6 }),
      type,
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
      immutable: HASHED.test(entry.name),
    });
  }
  return files;
}
