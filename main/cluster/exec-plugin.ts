import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '../runtime/index.ts';
import type { ClusterAccess, ExecPlugin } from './kubeconfig.ts';

/** What a sign-in program printed. */
export interface ExecCredential {
  readonly token?: string;
  readonly certificate?: string;
  readonly key?: string;
  /** Milliseconds since the epoch; undefined = until the server refuses it. */
  readonly expiresAt?: number;
}

export interface ExecOptions {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds until the program is ended. */
  readonly deadline: number;
  /** Bytes of the cluster's CA for programs that asked for cluster information. */
  readonly ca: Buffer | undefined;
  readonly signal?: AbortSignal | undefined;
}

const LARGEST_OUTPUT = 1 << 20;
const LONGEST_COMPLAINT = 2_000;

/**
 * Runs a sign-in program as client-go does: argument array, no shell, no terminal, KUBERNETES_EXEC_INFO in the
 * environment, an ExecCredential on standard output. What it says on standard error is the reason that a person sees.
 */
export async function runExecPlugin(
  plugin: ExecPlugin,
  access: ClusterAccess,
  options: ExecOptions,
): Promise<ExecCredential> {
  if (plugin.interactiveMode === 'Always') {
    throw new Error(`${plugin.command} wants a terminal (interactiveMode: Always): sign in with it by hand first`);
  }
  const { stdout, stderr } = await runToEnd(plugin, access, options);
  return parseExecCredential(stdout, plugin, stderr.trim().slice(-LONGEST_COMPLAINT));
}

/** Standard output of a program that ended with 0. */
export async function runCommand(plugin: ExecPlugin, access: ClusterAccess, options: ExecOptions): Promise<string> {
  return (await runToEnd(plugin, access, options)).stdout;
}

async function runToEnd(plugin: ExecPlugin, access: ClusterAccess, options: ExecOptions): Promise<Outcome> {
  const outcome = await run(plugin, access, options);
  if (outcome.code === 0) return outcome;
  const end = outcome.code === null ? `was ended (${outcome.signal ?? 'signal'})` : `ended with ${outcome.code}`;
  const complaint = outcome.stderr.trim().slice(-LONGEST_COMPLAINT);
  throw new Error(`${plugin.command} ${end}${complaint === '' ? '' : `: ${complaint}`}`);
}

export function parseExecCredential(stdout: string, plugin: ExecPlugin, complaint: string): ExecCredential {
  const said = complaint === '' ? '' : ` (it said: ${complaint})`;
  let parsed: { kind?: unknown; apiVersion?: unknown; status?: Record<string, unknown> | null };
  try {
    parsed = JSON.parse(stdout) as typeof parsed;
  } catch {
    throw new Error(`${plugin.command} printed no ExecCredential${said}`); // never what it printed: that may be a token
  }
  const status = parsed.status;
  if (parsed.kind !== 'ExecCredential' || typeof status !== 'object' || status === null) {
    throw new Error(`${plugin.command} printed no ExecCredential${said}`);
  }
  if (parsed.apiVersion !== plugin.apiVersion) {
    throw new Error(`${plugin.command} answered with ${String(parsed.apiVersion)}, asked for ${plugin.apiVersion}`);
  }
  const token = status['token'];
  const certificate = status['clientCertificateData'];
  const key = status['clientKeyData'];
  const expires = status['expirationTimestamp'];
  if (typeof token !== 'string' && (typeof certificate !== 'string' || typeof key !== 'string')) {
    throw new Error(`${plugin.command} gave neither a token nor a certificate with its key${said}`);
  }
  const expiresAt = typeof expires === 'string' ? Date.parse(expires) : Number.NaN;
  return {
    ...(typeof token === 'string' ? { token } : {}),
    ...(typeof certificate === 'string' && typeof key === 'string' ? { certificate, key } : {}),
    ...(Number.isNaN(expiresAt) ? {} : { expiresAt }),
  };
}

function execInfo(plugin: ExecPlugin, access: ClusterAccess, ca: Buffer | undefined): string {
  const cluster = {
    server: access.server,
    ...(access.tlsServerName === undefined ? {} : { 'tls-server-name': access.tlsServerName }),
    ...(access.insecure ? { 'insecure-skip-tls-verify': true } : {}),
    ...(ca === undefined ? {} : { 'certificate-authority-data': ca.toString('base64') }),
    ...(access.proxyUrl === undefined ? {} : { 'proxy-url': access.proxyUrl }),
  };
  const spec = { interactive: false, ...(plugin.provideClusterInfo ? { cluster } : {}) };
  return JSON.stringify({ kind: 'ExecCredential', apiVersion: plugin.apiVersion, spec });
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function run(plugin: ExecPlugin, access: ClusterAccess, options: ExecOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const env: Record<string, string | undefined> = { ...options.env };
    for (const { name, value } of plugin.env) env[name] = value;
    env['KUBERNETES_EXEC_INFO'] = execInfo(plugin, access, options.ca);
    let child: ChildProcess;
    try {
      child = spawn(plugin.command, [...plugin.args], { env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    } catch (error) {
      return reject(error as Error);
    }
    const out = collect(child, 'stdout');
    const err = collect(child, 'stderr');
    const stop = (why: Error) => {
      child.kill('SIGKILL');
      finish(() => reject(why));
    };
    const aborted = () => stop(options.signal!.reason as Error);
    const timer = options.clock.after(options.deadline, () => {
      const said = err.text().trim().slice(-LONGEST_COMPLAINT);
      const seconds = Math.round(options.deadline / 1000);
      stop(new Error(`${plugin.command} did not answer within ${seconds} s${said === '' ? '' : `: ${said}`}`));
    });
    const finish = (settle: () => void) => {
      timer.cancel();
      options.signal?.removeEventListener('abort', aborted);
      settle();
    };
    if (options.signal?.aborted === true) return aborted();
    options.signal?.addEventListener('abort', aborted, { once: true });
    child.once('error', (error: NodeJS.ErrnoException) => {
      const hint = plugin.installHint === '' ? '' : `\n${plugin.installHint}`;
      const text = error.code === 'ENOENT' ? `${plugin.command} was not found${hint}` : error.message;
      finish(() => reject(new Error(text, { cause: error })));
    });
    child.once('close', (code, signal) =>
      finish(() => resolve({ stdout: out.text(), stderr: err.text(), code, signal })),
    );
  });
}

function collect(child: ChildProcess, name: 'stdout' | 'stderr'): { text(): string } {
  const chunks: Buffer[] = [];
  let bytes = 0;
  child[name]!.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= LARGEST_OUTPUT) chunks.push(chunk);
    else child.kill('SIGKILL');
  });
  return { text: () => Buffer.concat(chunks).toString('utf8') };
}
