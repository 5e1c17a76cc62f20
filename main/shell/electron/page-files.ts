import { randomBytes } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { contentSecurityPolicy, SECURITY_HEADERS } from '../browser/headers.ts';
import { targetOf } from './page-target.ts';

/** The place of the nonce in index.html. */
const NONCE = '__ARGOSY_NONCE__';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface PageRequest {
  readonly method: string;
  readonly url: string;
}

/** Serves the built pages to the `app:` scheme, with the same headers as the browser shell. */
export function pageServer(folder: string): (request: PageRequest) => Promise<Response> {
  return async ({ method, url }) => {
    const target = targetOf(method, url);
    switch (target.kind) {
      case 'refused':
        return refuse(target.status);
      case 'page': {
        const page = await read(folder, ['index.html']);
        if (!page) return refuse(404);
        const nonce = randomBytes(16).toString('base64');
        return reply(method, page.toString().replaceAll(NONCE, nonce), {
          'content-type': 'text/html; charset=utf-8',
          'cache-control': 'no-store',
          'content-security-policy': pagePolicy(nonce),
        });
      }
      case 'file': {
        const type = TYPES[extname(target.parts.at(-1)!)];
        const body = type === undefined ? undefined : await read(folder, target.parts);
        if (!body) return refuse(404);
        return reply(method, new Uint8Array(body), { 'content-type': type!, 'cache-control': 'no-cache' });
      }
    }
  };
}

/** As in a browser, without any server to talk to: frames go over the bridge. */
export function pagePolicy(nonce: string): string {
  return contentSecurityPolicy(nonce, '')
    .split('; ')
    .map((directive) => (directive.startsWith('connect-src') ? "connect-src 'none'" : directive))
    .join('; ');
}

/** A file below the folder, links resolved; undefined when there is none. */
async function read(folder: string, parts: readonly string[]): Promise<Buffer | undefined> {
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, ...parts));
    return path.startsWith(root + sep) ? await readFile(path) : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}

function reply(method: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>): Response {
  return new Response(method === 'HEAD' ? null : body, { headers: { ...SECURITY_HEADERS, ...headers } });
}

function refuse(status: number): Response {
  return new Response(`${status}\n`, {
    status,
    headers: {
      ...SECURITY_HEADERS,
      'content-type': 'text/plain; charset=utf-8',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    },
  });
}
