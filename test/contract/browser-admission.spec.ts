import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { LINK_LIFE_MS } from '../../main/shell/browser/admission.ts';
import { linkToEngine } from '../../main/shell/browser/engine-link.ts';
import { readFiles } from '../../main/shell/browser/files.ts';
import { announce, announcementPath, askForLink } from '../../main/shell/browser/owner.ts';
import { type BrowserServer, serveBrowser } from '../../main/shell/browser/server.ts';
import { CLOSED, MAX_CLIENT_FRAME } from '../../main/shell/browser/socket.ts';
import { ask, enter, plainSocket } from './contract/browser.ts';
import { parts } from './contract/parts.ts';
import { until } from './contract/transports.ts';

/** What must not be served: a secret beside the folder of the pages. */
const SECRET = 'a secret beside the pages';

let folder: string;
let served: ReturnType<typeof parts>;
let server: BrowserServer;
const sockets: WebSocket[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'argosy-browser-'));
  const pages = join(folder, 'renderer');
  mkdirSync(join(pages, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.js'), SECRET);
  writeFileSync(join(pages, 'index.html'), '<meta name="csp-nonce" content="__ARGOSY_NONCE__">the page');
  writeFileSync(join(pages, 'assets', 'argosy-ABCDEFGH.js'), 'the script');
  served = parts();
  const { clock, logger, context, topics } = served;
  server = await serveBrowser({
    port: 0,
    files: readFiles(pages),
    clock,
    logger,
    open: async (client) => linkToEngine({ context, topics, logger }, client),
  });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const origin = (): string => `http://127.0.0.1:${server.port}`;

/** Resolves with `open`, or with the status of the refusal. */
async function connect(headers: Readonly<Record<string, string>>): Promise<'open' | number> {
  const socket = plainSocket(server.port, headers);
  sockets.push(socket);
  return new Promise((resolve) => {
    socket.on('open', () => resolve('open'));
    socket.on('unexpected-response', (_request, answer) => resolve(answer.statusCode ?? 0));
    socket.on('error', () => undefined);
  });
}

describe('a one-time link', () => {
  it('gives a cookie that no script reads and no other site sends, and leads on without the token', async () => {
    const { pathname, search } = new URL(server.link());
    const { status, headers, body } = await ask(server.port, pathname + search);
    expect(status).toBe(200);
    expect(headers['set-cookie']).toEqual([expect.stringMatching(/; Path=\/; HttpOnly; SameSite=Strict$/)]);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(body).not.toContain(search.slice('?token='.length));
  });

  it('works once', async () => {
    const link = server.link();
    await enter(link);
    const { pathname, search } = new URL(link);
    expect((await ask(server.port, pathname + search)).status).toBe(401);
  });

  it('is too old after a while', async () => {
    const { pathname, search } = new URL(server.link());
    served.clock.advance(LINK_LIFE_MS + 1);
    expect((await ask(server.port, pathname + search)).status).toBe(401);
  });

  it.each(['', '?token=', '?token=guess', `?token=${'a'.repeat(7000)}`])('is not guessed: %.20s', async (search) => {
    const { status, headers } = await ask(server.port, `/enter${search}`);
    expect(status).toBe(401);
    expect(headers['set-cookie']).toBeUndefined();
  });
});

describe('pages and files', () => {
  it('are for whoever followed a link', async () => {
    const cookie = await enter(server.link());
    const page = await ask(server.port, '/apps/argocd/web', { headers: { cookie } });
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining('the page') });
    expect(await ask(server.port, '/assets/argosy-ABCDEFGH.js', { headers: { cookie } })).toMatchObject({
      status: 200,
      body: 'the script',
    });
  });

  it('carry a policy without inline scripts, with a nonce that is new each time', async () => {
    const cookie = await enter(server.link());
    const [a, b] = [
      await ask(server.port, '/', { headers: { cookie } }),
      await ask(server.port, '/', { headers: { cookie } }),
    ];
    const policy = String(a.headers['content-security-policy']);
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    const nonceOf = (text: string): string => /content="([^"]+)"/.exec(text)![1]!;
    expect(policy).toContain(`'nonce-${nonceOf(a.body)}'`);
    expect(nonceOf(a.body)).not.toBe(nonceOf(b.body));
  });

  it.each([
    ['no cookie', {}],
    ['a cookie of another value', { cookie: 'argosy-PORT=guess' }],
    ['a cookie of another name', { cookie: 'session=1' }],
  ])('are refused with %s', async (_what, headers) => {
    const withPort = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', String(server.port))]),
    );
    for (const target of ['/', '/assets/argosy-ABCDEFGH.js']) {
      expect((await ask(server.port, target, { headers: withPort })).status).toBe(401);
    }
  });

  it.each([
    ['another host, as a name that resolves to this machine has', { host: 'evil.example' }],
    ['another port', { host: '127.0.0.1:1' }],
    ['no port', { host: '127.0.0.1' }],
    ['another origin', { origin: 'http://evil.example' }],
    ['an origin of another port', { origin: 'http://127.0.0.1:1' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another port', { 'sec-fetch-site': 'same-site' }],
  ])('are refused to %s', async (_what, headers) => {
    const cookie = await enter(server.link());
    expect((await ask(server.port, '/', { headers: { cookie, ...headers } })).status).toBe(403);
  });

  it.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/assets/..%2f..%2fsecret.js',
    '/%2e%2e/secret.js',
    '/assets/%2e%2e/%2e%2e/secret.js',
    '/assets\\..\\..\\secret.js',
    '/assets/....//....//secret.js',
    '/assets/argosy-ABCDEFGH.js/../../../secret.js',
    '//etc/passwd',
    'http://evil.example/secret.js',
    '/assets/%00',
    '/assets/',
    '/assets',
    '/index.html',
  ])('answer %s with no file from elsewhere', async (target) => {
    const cookie = await enter(server.link());
    const { status, body } = await ask(server.port, target, { headers: { cookie } });
    expect([200, 400, 404]).toContain(status);
    expect(body).not.toContain(SECRET);
    expect(body).not.toContain('root:');
    expect(body).not.toContain('__ARGOSY_NONCE__');
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('answer no %s', async (method) => {
    const cookie = await enter(server.link());
    const { status, headers } = await ask(server.port, '/', { method, headers: { cookie } });
    expect(status).toBe(405);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('the WebSocket', () => {
  it('opens for a page of this server', async () => {
    expect(await connect({ origin: origin(), cookie: await enter(server.link()) })).toBe('open');
  });

  it.each([
    ['another origin', { origin: 'http://evil.example' }, 403],
    ['the origin of a file', { origin: 'null' }, 403],
    ['another host', { host: 'evil.example' }, 403],
  ])('is refused to %s', async (_what, headers, status) => {
    expect(await connect({ origin: origin(), cookie: await enter(server.link()), ...headers })).toBe(status);
    expect(served.fake.listeners).toBe(0);
  });

  it('is refused without an origin, which every browser names', async () => {
    expect(await connect({ cookie: await enter(server.link()) })).toBe(403);
  });

  it('is refused without a cookie, and with the token in its place', async () => {
    expect(await connect({ origin: origin() })).toBe(401);
    const token = new URL(server.link()).searchParams.get('token')!;
    expect(await connect({ origin: origin(), cookie: `argosy-${server.port}=${token}` })).toBe(401);
  });

  async function opened(): Promise<WebSocket> {
    const socket = plainSocket(server.port, { origin: origin(), cookie: await enter(server.link()) });
    sockets.push(socket);
    await once(socket, 'open');
    return socket;
  }

  it.each([
    ['what is no JSON', 'hello', CLOSED.notAFrame],
    ['bytes', Buffer.from([1, 2, 3]), CLOSED.notAFrame],
    ['two lines, the second a frame of its own', '{}\n{"type":"request"', CLOSED.notAFrame],
    ['a frame that is too large', `"${'x'.repeat(MAX_CLIENT_FRAME)}"`, 1009],
  ])('is closed after %s', async (_what, data, code) => {
    const socket = await opened();
    socket.send(data);
    const [closed] = (await once(socket, 'close')) as [number];
    expect(closed).toBe(code);
    // And the server serves others.
    expect(await connect({ origin: origin(), cookie: await enter(server.link()) })).toBe('open');
  });

  it('answers a JSON value that is no frame with a typed refusal', async () => {
    const socket = await opened();
    socket.send('[1]');
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(String(data))).toMatchObject({ type: 'error', error: { code: 'InvalidArgument' } });
  });

  it('ends what the engine did for it when it closes', async () => {
    const socket = await opened();
    socket.send(JSON.stringify({ type: 'subscribe', id: 1, topic: 'applications' }));
    await once(socket, 'message');
    expect(served.fake.listeners).toBeGreaterThan(0);
    socket.terminate();
    await until(() => served.fake.listeners === 0, 'the subscription ended');
  });
});

describe('another link', () => {
  it('is given to a process of the owner, who alone may read the key', async () => {
    const withdraw = await announce(folder, server.port, server.ownerKey);
    if (process.platform !== 'win32') expect(statSync(announcementPath(folder)).mode & 0o777).toBe(0o600);
    const link = await askForLink(folder);
    expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${server.port}/enter\\?token=`));
    await enter(link!);
    await withdraw();
    expect(await askForLink(folder)).toBeUndefined();
  });

  it('is not given with another key, to a page, or by a server that is gone', async () => {
    const headers = { authorization: `Bearer ${server.ownerKey}` };
    expect((await ask(server.port, '/link', { method: 'POST', headers: { authorization: 'Bearer x' } })).status).toBe(
      405,
    );
    expect((await ask(server.port, '/link', { method: 'POST' })).status).toBe(405);
    expect(
      (await ask(server.port, '/link', { method: 'POST', headers: { ...headers, origin: 'http://evil.example' } }))
        .status,
    ).toBe(405);
    await announce(folder, 1, server.ownerKey);
    expect(await askForLink(folder)).toBeUndefined();
  });
});
