import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'undici';
import { ArgosyError } from '../model/index.ts';
import { type Clock, SingleFlight } from '../runtime/index.ts';
import { type ExecCredential, runCommand, runExecPlugin } from './exec-plugin.ts';
import type { AuthProvider, ClusterAccess, ExecPlugin, Material } from './kubeconfig.ts';
import { accessOf, type KubeconfigSource, sourceStamp } from './kubeconfig-source.ts';
import { providerCommand, storedToken, tokenFromOutput } from './legacy-provider.ts';
import { type OidcTokens, oidcOver, refreshOidc, tokenExpiry } from './oidc.ts';

/** What a connection and each request on it need. */
export interface Credentials {
  readonly access: ClusterAccess;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly tls: {
    readonly ca?: Buffer;
    readonly cert?: Buffer;
    readonly key?: Buffer;
    readonly servername?: string;
    readonly rejectUnauthorized: boolean;
  };
  /** Of server, proxy and tls: a connection made with another stamp must not be used any more. */
  readonly connectionStamp: string;
  /** Clock.now() from which they must be read again. */
  readonly expiresAt: number;
}

export interface CredentialOptions {
  readonly source: KubeconfigSource;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Asked before a program that a kubeconfig names is run, each time: a kubeconfig is code (security §5.3). The engine
   * remembers a person's answer by file and command.
   */
  readonly allowExec: (plugin: ExecPlugin, access: ClusterAccess) => boolean | Promise<boolean>;
  /** Milliseconds. */
  readonly execDeadline: number;
  /** Called with renewed OIDC tokens: a provider may make the old refresh token worthless. */
  readonly saveTokens?: (access: ClusterAccess, tokens: OidcTokens) => void | Promise<void>;
}

/** client-go reads token files again each minute; the kubelet renews them long before they end. */
const TOKEN_FILE_AGE = 60_000;
/** Renewed this long before the end, so that no request is sent with a token that ends on its way. */
const EARLY = 10_000;

/** Reads what the kubeconfig names, keeps it while it is good, and reads it again when told that it was refused. */
export class CredentialReader {
  readonly #options: CredentialOptions;
  readonly #flight = new SingleFlight<'read', Credentials>();
  #access: ClusterAccess;
  #stamp: string;
  #current: Credentials | undefined;
  #last: Credentials | undefined;
  #renewed: (OidcTokens & { readonly of: string }) | undefined;

  constructor(options: CredentialOptions) {
    this.#options = options;
    this.#access = accessOf(options.source);
    this.#stamp = sourceStamp(options.source);
  }

  get access(): ClusterAccess {
    return this.#access;
  }

  /** The credentials of now without waiting, when they are good. */
  peek(): Credentials | undefined {
    const current = this.#current;
    return current !== undefined && this.#options.clock.now() < current.expiresAt ? current : undefined;
  }

  /** The credentials as they were read last, good or not. */
  get last(): Credentials | undefined {
    return this.#last;
  }

  read(signal?: AbortSignal): Promise<Credentials> {
    const current = this.peek();
    return current === undefined
      ? this.#flight.run('read', (own) => this.#read(own), signal)
      : Promise.resolve(current);
  }

  /** Forgets these credentials (if they are still the current ones): the server refused them. */
  invalidate(refused?: Credentials): void {
    if (refused === undefined || this.#current === refused) this.#current = undefined;
  }

  /** True when the kubeconfig's files changed since they were read. */
  sourceChanged(): boolean {
    return sourceStamp(this.#options.source) !== this.#stamp;
  }

  async #read(signal: AbortSignal): Promise<Credentials> {
    if (this.sourceChanged()) {
      this.#stamp = sourceStamp(this.#options.source);
      this.#access = accessOf(this.#options.source);
    }
    const access = this.#access;
    const { user } = access;
    const ca = await bytesOf(access.ca, 'certificate-authority');
    let cert = await bytesOf(user.certificate, 'client-certificate');
    let key = await bytesOf(user.key, 'client-key');
    const headers: Record<string, string | string[]> = {};
    let expiresAt = Number.POSITIVE_INFINITY;
    // The order of client-go: token, basic, then what a program or provider says.
    if (user.token !== undefined && user.tokenFile === undefined) {
      headers['authorization'] = `Bearer ${headerText(user.token)}`;
    } else if (user.tokenFile !== undefined) {
      const token = (await bytesOf({ file: user.tokenFile }, 'token file'))!.toString('utf8').trim();
      headers['authorization'] = `Bearer ${headerText(token)}`;
      expiresAt = this.#options.clock.now() + TOKEN_FILE_AGE;
    } else if (user.username !== undefined) {
      const pair = Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64');
      headers['authorization'] = `Basic ${pair}`;
    } else if (user.exec !== undefined) {
      const said = await this.#exec(user.exec, access, ca, signal);
      if (said.token !== undefined) headers['authorization'] = `Bearer ${headerText(said.token)}`;
      if (said.certificate !== undefined) {
        cert = Buffer.from(said.certificate);
        key = Buffer.from(said.key!);
      }
      expiresAt = (said.expiresAt ?? Number.POSITIVE_INFINITY) - EARLY;
    } else if (user.authProvider !== undefined) {
      const said = await this.#provider(user.authProvider, access, ca, signal);
      if (said !== undefined) {
        headers['authorization'] = `Bearer ${headerText(said.token)}`;
        expiresAt = (said.expiresAt ?? Number.POSITIVE_INFINITY) - EARLY;
      }
    }
    impersonate(user.impersonate, headers);
    const credentials = assemble(access, headers, { ca, cert, key }, expiresAt);
    this.#current = credentials;
    this.#last = credentials;
    return credentials;
  }

  async #exec(
    plugin: ExecPlugin,
    access: ClusterAccess,
    ca: Buffer | undefined,
    signal: AbortSignal,
  ): Promise<ExecCredential> {
    await this.#allow(plugin, access);
    return runExecPlugin(plugin, access, this.#execOptions(ca, signal));
  }

  async #provider(provider: AuthProvider, access: ClusterAccess, ca: Buffer | undefined, signal: AbortSignal) {
    const now = this.#options.clock.now();
    if (provider.name === 'oidc') return this.#oidc(provider, access, now);
    const stored = storedToken(provider, now);
    if (stored !== undefined) return stored;
    const command = providerCommand(provider);
    if (command === undefined) {
      throw new Error(
        `the auth-provider ${provider.name} holds no token that is still valid and no program to get one`,
      );
    }
    await this.#allow(command, access);
    return tokenFromOutput(provider, await runCommand(command, access, this.#execOptions(ca, signal)));
  }

  async #oidc(provider: AuthProvider, access: ClusterAccess, now: number) {
    const configured = provider.config['id-token'];
    const of = configured ?? '';
    // What was renewed here counts until the kubeconfig itself holds another token.
    const renewed = this.#renewed?.of === of ? this.#renewed : undefined;
    const token = renewed?.idToken ?? configured;
    const expiry = token === undefined ? undefined : tokenExpiry(token);
    if (token !== undefined && expiry !== undefined && expiry - EARLY > now) return { token, expiresAt: expiry };
    const authority = provider.config['idp-certificate-authority-data'];
    const file = provider.config['idp-certificate-authority'];
    const idpCa = await bytesOf(
      authority !== undefined ? { data: Buffer.from(authority, 'base64') } : file === undefined ? undefined : { file },
      'idp-certificate-authority',
    );
    const agent = idpCa === undefined ? undefined : new Agent({ connect: { ca: idpCa } });
    try {
      const ports = oidcOver(request, agent, this.#options.execDeadline);
      const config =
        renewed === undefined ? provider.config : { ...provider.config, 'refresh-token': renewed.refreshToken };
      const tokens = await refreshOidc(config, ports);
      this.#renewed = { ...tokens, of };
      await this.#options.saveTokens?.(access, tokens);
      return { token: tokens.idToken, expiresAt: tokenExpiry(tokens.idToken) ?? now + TOKEN_FILE_AGE };
    } finally {
      await agent?.close();
    }
  }

  async #allow(plugin: ExecPlugin, access: ClusterAccess): Promise<void> {
    if (await this.#options.allowExec(plugin, access)) return;
    throw new ArgosyError(
      'PermissionDenied',
      `context ${access.context} signs in by running ${[plugin.command, ...plugin.args].join(' ')}, which nobody allowed yet`,
      { subject: access.context, advice: 'allow this program for this kubeconfig, or use credentials that need none' },
    );
  }

  #execOptions(ca: Buffer | undefined, signal: AbortSignal) {
    const { clock, env, execDeadline } = this.#options;
    return { clock, env, deadline: execDeadline, ca, signal };
  }
}

function assemble(
  access: ClusterAccess,
  headers: Record<string, string | string[]>,
  { ca, cert, key }: { ca: Buffer | undefined; cert: Buffer | undefined; key: Buffer | undefined },
  expiresAt: number,
): Credentials {
  const url = new URL(access.server);
  if (url.protocol === 'http:' && headers['authorization'] !== undefined && !access.insecure && !isLoopback(url)) {
    throw new ArgosyError('FailedPrecondition', `${access.server} is not https: credentials would travel in clear`, {
      subject: access.context,
      advice: 'use https, or set insecure-skip-tls-verify to say that this is meant',
    });
  }
  const hash = createHash('sha256').update(
    JSON.stringify([access.server, access.proxyUrl, access.tlsServerName, access.insecure]),
  );
  for (const part of [ca, cert, key]) hash.update('\0').update(part ?? '-');
  return {
    access,
    headers,
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(access.tlsServerName === undefined ? {} : { servername: access.tlsServerName }),
      rejectUnauthorized: !access.insecure,
    },
    connectionStamp: hash.digest('hex'),
    expiresAt,
  };
}

function impersonate(as: ClusterAccess['user']['impersonate'], headers: Record<string, string | string[]>): void {
  if (as === undefined) return;
  if (as.user !== undefined) headers['impersonate-user'] = headerText(as.user);
  if (as.uid !== undefined) headers['impersonate-uid'] = headerText(as.uid);
  if (as.groups.length > 0) headers['impersonate-group'] = as.groups.map(headerText);
  for (const [name, values] of as.extra) {
    headers[`impersonate-extra-${encodeURIComponent(name.toLowerCase())}`] = values.map(headerText);
  }
}

/** A line break in a token would be a second header. */
function headerText(text: string): string {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) throw new Error('a token or name of the kubeconfig holds control characters');
  }
  return text;
}

function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || url.hostname.startsWith('127.');
}

async function bytesOf(material: Material | undefined, what: string): Promise<Buffer | undefined> {
  if (material === undefined) return undefined;
  if ('data' in material) return material.data;
  try {
    return await readFile(material.file);
  } catch (error) {
    throw new Error(`${what} ${material.file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`, {
      cause: error,
    });
  }
}
