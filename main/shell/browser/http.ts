import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Admission, Asked } from './admission.ts';
import type { StaticFile } from './files.ts';
import { contentSecurityPolicy, SECURITY_HEADERS } from './headers.ts';

/** The place of the nonce in index.html. */
const NONCE = '__ARGOSY_NONCE__';

export function askedOf(request: IncomingMessage): Asked {
  const { headers } = request;
  const site = headers['sec-fetch-site'];
  return {
    host: headers.host,
    origin: headers.origin,
    fetchSite: typeof site === 'string' ? site : undefined,
    cookie: headers.cookie,
    authorization: headers.authorization,
  };
}

/** Answers pages and files. Every address without a file is the page, whose own routes decide. */
export function answer(
  request: IncomingMessage,
  response: ServerResponse,
  admission: Admission,
  files: ReadonlyMap<string, StaticFile>,
): void {
  const asked = askedOf(request);
  if (request.method === 'POST' && request.url === '/link' && admission.addressed(asked) && admission.isOwner(asked)) {
    response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': 'text/plain', 'cache-control': 'no-store' });
    response.end(`${admission.link()}\n`);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, 405, 'Only GET is answered here.');
    return;
  }
  if (!admission.addressed(asked)) {
    refuse(response, 403, 'This server answers to its own address only.');
    return;
  }
  const url = parseTarget(request.url);
  if (!url) {
    refuse(response, 400, 'That is no address of this server.');
    return;
  }
  if (url.pathname === '/enter') {
    enter(url, response, admission);
    return;
  }
  const verdict = admission.mayRead(asked);
  if (!verdict.admitted) {
    const text =
      verdict.status === 401
        ? 'Open Argosy with the link that `argosy serve` printed. A link works once; run `argosy serve` again for another.'
        : 'Only pages of this server may ask it.';
    refuse(response, verdict.status, text);
    return;
  }
  const file = files.get(url.pathname);
  const body = file?.body();
  if (file && body && url.pathname !== '/index.html') sendFile(request, response, file, body);
  else if (url.pathname.startsWith('/assets/')) refuse(response, 404, 'There is no such file.');
  else sendPage(request, response, files.get('/index.html')?.body());
}

/**
 * The page that a link opens goes on by itself, not by a redirect: a cookie that is strictly same-site is not sent along a
 * redirect when another site's page led here.
 */
function enter(url: URL, response: ServerResponse, admission: Admission): void {
  const session = admission.enter(url.searchParams.get('token') ?? '');
  if (session === undefined) {
    refuse(response, 401, 'This link has been used or is too old. Run `argosy serve` again for another.');
    return;
  }
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    'set-cookie': `${admission.cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict`,
  });
  response.end(
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>Argosy</title><p><a href="/">Open Argosy</a></p></html>',
  );
}

function sendPage(request: IncomingMessage, response: ServerResponse, page: Buffer | undefined): void {
  if (!page) {
    refuse(response, 404, 'The pages have not been built: run `npm run build`.');
    return;
  }
  const nonce = randomBytes(16).toString('base64');
  const socket = `ws://${request.headers.host}`;
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': contentSecurityPolicy(nonce, socket),
  });
  response.end(request.method === 'HEAD' ? undefined : page.toString().replaceAll(NONCE, nonce));
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: StaticFile, body: Buffer): void {
  const headers: Record<string, string> = {
    ...SECURITY_HEADERS,
    etag: file.etag,
    'cache-control': file.immutable ? 'private, max-age=31536000, immutable' : 'private, no-cache',
  };
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'content-type': file.type, 'content-length': String(body.length) });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  response.end(`${text}\n`);
}

function parseTarget(target: string | undefined): URL | undefined {
  // Only the origin form: an absolute address would be a proxy's request.
  if (target === undefined || !target.startsWith('/') || target.startsWith('//') || target.length > 8192)
    return undefined;
  try {
    return new URL(target, 'http://127.0.0.1');
  } catch {
    return undefined;
  }
}
