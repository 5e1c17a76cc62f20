import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { ArgosyError } from '../model/index.ts';
import { type Clock, createLimiter, type Limiter, Lru } from '../runtime/index.ts';
import { parseAddress, type RepoAddress } from './address.ts';
import { ASKPASS_SCRIPT, answerFor, parseProxy } from './askpass.ts';
import type { RepoAccess } from './backend.ts';
import { type CommandResult, runGit } from './command.ts';
import { FIXED_CONFIG, gitEnvironment, remoteConfig } from './environment.ts';
import { failureOf } from './failure.ts';
import { type OneShot, oneShot } from './one-shot.ts';
import { environmentProxies } from './proxies.ts';
import { SSH_SCRIPT, sshEnvironment } from './ssh.ts';

export interface TransportOptions {
  readonly program: string;
  readonly folder: string;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds for a command, and without a sign of progress. */
  readonly command: number;
  readonly stall: number;
  readonly parallel: number;
  readonly onSpawn: () => void;
}

/** Runs Git against remotes with one repository's credentials, and against our own caches with none. */
export interface Transport {
  /** Environment and fixed arguments for commands that stay on this machine. */
  readonly env: NodeJS.ProcessEnv;
  readonly fixed: readonly string[];
  /** A command on a cache of ours. */
  local(folder: string, args: readonly string[], signal?: AbortSignal): Promise<CommandResult>;
  /**
   * A command that reaches the remote. `args` is given the address to use.
   * @returns what the command printed; a failure is an ArgosyError with the remote's words.
   */
  remote(
    url: RepoAddress,
    access: RepoAccess,
    args: (address: string) => readonly string[],
    signal?: AbortSignal,
  ): Promise<string>;
  close(): Promise<void>;
}

const MOST_OUTPUT = 64 * 2 ** 20;

export async function createTransport(options: TransportOptions): Promise<Transport> {
  const { folder } = options;
  await mkdir(join(folder, 'home'), { recursive: true, mode: 0o700 });
  await writeFile(join(folder, 'gitconfig'), '', { mode: 0o600 });
  const run = runFolder(options.env, folder);
  // What a killed process left behind.
  await rm(run, { recursive: true, force: true });
  await mkdir(run, { recursive: true, mode: 0o700 });
  const askpass = await script(join(folder, 'askpass.sh'), ASKPASS_SCRIPT);
  const ssh = await script(join(folder, 'ssh.sh'), SSH_SCRIPT);
  const env = gitEnvironment(options.env, folder);
  const limiter = createLimiter(options.parallel);
  return new GitTransport(options, { run, askpass, ssh }, env, limiter);
}

class GitTransport implements Transport {
  readonly env: NodeJS.ProcessEnv;
  readonly fixed = FIXED_CONFIG;
  readonly #options: TransportOptions;
  readonly #paths: { readonly run: string; readonly askpass: string; readonly ssh: string };
  readonly #limiter: Limiter;
  /** Where repositories were found that have another address by now. */
  readonly #moved = new Lru<string, RepoAddress>({ maxEntries: 1000 });

  constructor(
    options: TransportOptions,
    paths: { run: string; askpass: string; ssh: string },
    env: NodeJS.ProcessEnv,
    limiter: Limiter,
  ) {
    this.#options = options;
    this.#paths = paths;
    this.env = env;
    this.#limiter = limiter;
  }

  local(folder: string, args: readonly string[], signal?: AbortSignal): Promise<CommandResult> {
    return this.#run([...FIXED_CONFIG, '--git-dir', folder, ...args], this.env, undefined, signal);
  }

  async remote(
    url: RepoAddress,
    access: RepoAccess,
    args: (address: string) => readonly string[],
    signal?: AbortSignal,
  ): Promise<string> {
    const address = this.#moved.get(url.key) ?? url;
    const result = await this.#reach(address, access, args, signal);
    if (result.ended === 'exit' && result.code === 0) return result.stdout;
    // A server that renamed a repository sends us on; Git itself would follow to any host, so it may not follow at all.
    if (address.kind === 'http' && /returned error: 30[1278]/.test(result.stderr)) {
      const moved = await this.#followed(address, access, signal);
      this.#moved.set(url.key, moved);
      const again = await this.#reach(moved, access, args, signal);
      if (again.ended === 'exit' && again.code === 0) return again.stdout;
      throw failureOf(again, access.url);
    }
    throw failureOf(result, access.url);
  }

  close(): Promise<void> {
    return rm(this.#paths.run, { recursive: true, force: true });
  }

  async #followed(url: RepoAddress & { kind: 'http' }, access: RepoAccess, signal?: AbortSignal): Promise<RepoAddress> {
    // Loaded here only: most repositories never redirect, and an HTTP client is not small.
    const [{ HttpSession }, { discover }] = await Promise.all([import('./http.ts'), import('./smart-http.ts')]);
    const { env } = this.#options;
    const http = new HttpSession(access, url, environmentProxies(env), this.#options.stall);
    try {
      const moved = parseAddress((await discover(http, url.address, signal)).base);
      return moved.kind === 'http' && url.user !== undefined ? { ...moved, user: url.user } : moved;
    } finally {
      await http.close();
    }
  }

  async #reach(
    url: RepoAddress,
    access: RepoAccess,
    args: (address: string) => readonly string[],
    signal?: AbortSignal,
  ): Promise<CommandResult> {
    const files = oneShot(this.#paths.run);
    try {
      const proxy = parseProxy(access.proxy);
      const env = await this.#environment(url, access, files);
      const config = [
        ...FIXED_CONFIG,
        ...remoteConfig(url, {
          insecure: access.insecure === true,
          proxy: proxy?.address,
          caFile: await this.#caFile(access),
        }),
        ...(await bearerConfig(url, access, files)),
      ];
      const answer = url.kind === 'http' ? answerFor(url, access, proxy) : undefined;
      const address = url.kind === 'local' ? url.path : url.address;
      return await this.#run([...config, ...args(address)], env, answer, signal);
    } finally {
      await files.remove();
    }
  }

  async #run(
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    answer: ((question: string) => string | undefined) | undefined,
    signal: AbortSignal | undefined,
  ): Promise<CommandResult> {
    return this.#limiter.run(async () => {
      this.#options.onSpawn();
      const { program, clock, command, stall } = this.#options;
      const limits = { deadline: command, stall, maxOutput: MOST_OUTPUT };
      return runGit({ program, args, env, ...limits, ...(answer === undefined ? {} : { answer }) }, clock, signal);
    }, signal);
  }

  async #environment(url: RepoAddress, access: RepoAccess, files: OneShot): Promise<NodeJS.ProcessEnv> {
    if (url.kind === 'ssh') return { ...this.env, ...(await sshEnvironment(access, this.#paths.ssh, files)) };
    return { ...this.env, GIT_ASKPASS: this.#paths.askpass };
  }

  /** curl takes one bundle instead of the system's, so ours holds both. Certificates are public: the file stays. */
  async #caFile(access: RepoAccess): Promise<string | undefined> {
    if (access.caBundle === undefined) return undefined;
    const name = createHash('sha256').update(access.caBundle).digest('hex').slice(0, 16);
    const path = join(this.#options.folder, `ca-${name}.pem`);
    if (!existsSync(path)) {
      const certificates = [access.caBundle, ...getCACertificates('default'), ...getCACertificates('system')];
      await writeFile(path, `${certificates.join('\n')}\n`, { mode: 0o600 });
    }
    return path;
  }
}

/** Git before 2.46 has no other way to send a token than a header in its configuration. */
async function bearerConfig(url: RepoAddress, access: RepoAccess, files: OneShot): Promise<string[]> {
  if (access.credentials?.kind !== 'bearer' || url.kind !== 'http') return [];
  const { token } = access.credentials;
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new ArgosyError('Unauthenticated', 'the token has characters that a header cannot carry', {
      subject: access.url,
    });
  }
  const origin = new URL(url.address).origin;
  const text = `[http "${origin}/"]\n\textraHeader = "Authorization: Bearer ${token.replace(/["\\]/g, '\\$&')}"\n`;
  return ['-c', `include.path=${await files.file('config', text)}`];
}

async function script(path: string, text: string): Promise<string> {
  await writeFile(path, text);
  await chmod(path, 0o700);
  return path;
}

/** Short-lived secrets of ours stay in memory where the system has a place for that, never on the disk. */
function runFolder(env: NodeJS.ProcessEnv, folder: string): string {
  const name = `argosy-git-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  const runtime = env['XDG_RUNTIME_DIR'];
  if (runtime !== undefined && existsSync(runtime)) return join(runtime, name);
  if (process.platform === 'linux' && existsSync('/dev/shm')) return join('/dev/shm', name);
  return join(folder, 'run');
}
