import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent, ProxyAgent, request } from 'undici';
import { ArgosyError } from '../model/index.ts';
import { Lru } from '../runtime/index.ts';
import type { RepoAddress } from './address.ts';
import { basicCredentials, parseProxy } from './askpass.ts';
import type { RepoAccess } from './backend.ts';
import { failureFrom } from './failure.ts';
import type { EnvironmentProxies } from './proxies.ts';

export interface HttpAnswer {
  readonly body: AsyncIterable<Uint8Array>;
  /** Where the answer came from, after a redirect. */
  readonly url: string;
}

/** HTTP to one repository with its credentials, certificates and proxy; one connection is kept for what follows. */
export class HttpSession {
  readonly #access: RepoAccess;
  readonly #url: RepoAddress & { readonly kind: 'http' };
  readonly #dispatcher: Dispatcher;
  readonly #stall: number;

  /** @param stall milliseconds without a byte after which the remote counts as gone. */
  constructor(
    access: RepoAccess,
    url: RepoAddress & { readonly kind: 'http' },
    proxies: EnvironmentProxies,
    stall: number,
  ) {
    this.#access = access;
    this.#url = url;
    this.#stall = stall;
    this.#dispatcher = dispatcherFor(access, url.address.startsWith('https:'), proxies, stall);
  }

  async get(url: string, headers: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<HttpAnswer> {
    return this.#follow(url, { method: 'GET', headers }, signal, 0);
  }

  async post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
    signal?: AbortSignal,
  ): Promise<HttpAnswer> {
    return this.#follow(url, { method: 'POST', headers, body }, signal, 1);
  }

  close(): Promise<void> {
    return this.#dispatcher.destroy();
  }

  async #follow(
    url: string,
    what: { method: 'GET' | 'POST'; headers: Readonly<Record<string, string>>; body?: Uint8Array },
    signal: AbortSignal | undefined,
    redirects: number,
  ): Promise<HttpAnswer> {
    const { statusCode, headers, body } = await this.#send(url, what, signal);
    if (statusCode >= 200 && statusCode < 300) return { body: this.#told(body), url };
    const said = await spoken(body, headers['content-type']);
    const { location } = headers;
    // Git follows a redirect of its first request; ours must stay on the host that the credentials are for.
    if (statusCode >= 300 && statusCode < 400 && typeof location === 'string' && redirects === 0) {
      return this.#follow(this.#sameHost(url, location), what, signal, redirects + 1);
    }
    throw this.#refused(url, statusCode, said);
  }

  async #send(
    url: string,
    what: { method: 'GET' | 'POST'; headers: Readonly<Record<string, string>>; body?: Uint8Array },
    signal: AbortSignal | undefined,
  ): Promise<Dispatcher.ResponseData> {
    try {
      return await request(url, {
        method: what.method,
        dispatcher: this.#dispatcher,
        headers: { 'user-agent': 'git/2.45 (argosy)', ...this.#authorization(), ...what.headers },
        body: what.body ?? null,
        headersTimeout: this.#stall,
        bodyTimeout: this.#stall,
        signal: signal ?? null,
      });
    } catch (error) {
      throw this.#unreachable(error, signal);
    }
  }

  async *#told(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* body;
    } catch (error) {
      throw this.#unreachable(error, undefined);
    }
  }

  #authorization(): Record<string, string> {
    if (this.#access.credentials?.kind === 'bearer')
      return { authorization: `Bearer ${this.#access.credentials.token}` };
    const basic = basicCredentials(this.#url, this.#access);
    if (basic === undefined) return {};
    return { authorization: `Basic ${Buffer.from(`${basic.name}:${basic.password}`).toString('base64')}` };
  }

  #sameHost(from: string, location: string): string {
    const [before, after] = [new URL(from), new URL(location, from)];
    const safer = before.protocol === 'http:' && after.protocol === 'https:' && before.hostname === after.hostname;
    if ((before.host === after.host && before.protocol === after.protocol) || safer) return after.href;
    throw new ArgosyError('FailedPrecondition', `the server redirects to another host: ${after.origin}`, {
      subject: this.#access.url,
      advice: 'Use the address that the server redirects to, if you trust it.',
    });
  }

  /** In the words of Git, which people know and search for. */
  #refused(url: string, status: number, said: string): ArgosyError {
    const shown = new URL(url).origin + new URL(this.#url.address).pathname;
    const words = (): string => {
      if (status === 404) return `repository '${shown}' not found`;
      if (status !== 401) return `unable to access '${shown}': The requested URL returned error: ${status}`;
      const anonymous = this.#access.credentials === undefined && this.#url.user === undefined;
      return anonymous
        ? `could not read Username for '${new URL(url).origin}': authentication required`
        : `Authentication failed for '${shown}'`;
    };
    return failureFrom(`${said}fatal: ${words()}`, this.#access.url);
  }

  #unreachable(error: unknown, signal: AbortSignal | undefined): unknown {
    if (error instanceof ArgosyError || signal?.aborted) return error;
    const { code, message } = error as Error & { code?: string };
    const words = `unable to access '${this.#url.address}': ${code ?? ''} ${message}`;
    if (/CERT|certificate|SELF_SIGNED|ERR_TLS|SSL/i.test(`${code} ${message}`)) {
      return failureFrom(`unable to access '${this.#url.address}': certificate problem: ${message}`, this.#access.url);
    }
    if (/proxy.*\(\d{3}\)/i.test(words)) return failureFrom(words, this.#access.url, error);
    return new ArgosyError('Unavailable', words, {
      subject: this.#access.url,
      retry: true,
      advice: 'Check the network and the address; it will be tried again.',
      cause: error,
    });
  }
}

/** Servers explain a refusal in plain text (which token, which setting); Git shows it so. */
async function spoken(body: Dispatcher.ResponseData['body'], type: string | string[] | undefined): Promise<string> {
  let text = '';
  for await (const chunk of body as AsyncIterable<Buffer>) {
    if (text.length < MOST_WORDS) text += chunk.toString('utf8');
    else break;
  }
  if (typeof type !== 'string' || !type.startsWith('text/plain')) return '';
  const lines = text.slice(0, MOST_WORDS).split('\n');
  return lines.map((one) => (one.trim() === '' ? '' : `remote: ${one.trim()}\n`)).join('');
}

const MOST_WORDS = 2048;

function dispatcherFor(access: RepoAccess, secure: boolean, proxies: EnvironmentProxies, stall: number): Dispatcher {
  const tls = {
    ...(secure ? { secureContext: trusted(access.caBundle) } : {}),
    ...(access.insecure === true ? { rejectUnauthorized: false } : {}),
  };
  const common = { connect: { ...tls, timeout: stall }, keepAliveTimeout: 10_000, pipelining: 1 };
  if (parseProxy(access.proxy)?.address.startsWith('socks')) {
    throw new ArgosyError('FailedPrecondition', 'a SOCKS proxy needs Git on this machine, and there is none', {
      subject: access.url,
      advice: 'Install Git, or use an http proxy.',
    });
  }
  if (access.proxy !== undefined) return new ProxyAgent({ uri: access.proxy, requestTls: tls, ...common });
  const { http, https, none } = proxies;
  if (http === undefined && https === undefined) return new Agent(common);
  return new EnvHttpProxyAgent({
    ...common,
    requestTls: tls,
    ...(http === undefined ? {} : { httpProxy: http }),
    ...(https === undefined ? {} : { httpsProxy: https }),
    ...(none === undefined ? {} : { noProxy: none }),
  });
}

/**
 * What Node trusts and what the system trusts: companies add their authority to the latter. Parsing 300 certificates takes
 * tens of milliseconds, so it is done once for each bundle.
 */
function trusted(bundle: string | undefined): SecureContext {
  const known = contexts.get(bundle ?? '');
  if (known !== undefined) return known;
  const all = [...getCACertificates('default'), ...getCACertificates('system')];
  const context = createSecureContext({ ca: [...new Set(bundle === undefined ? all : [...all, bundle])] });
  contexts.set(bundle ?? '', context);
  return context;
}

const contexts = new Lru<string, SecureContext>({ maxEntries: 20 });
