import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTestCluster, type TestCluster } from '../../cluster/index.ts';
import { PlainClient } from '../../conformance/world/index.ts';
import { TestRepository } from '../../contract/git/repository.ts';

export const ARGOSY = fileURLToPath(new URL('../../../main/shell/cli/argosy.mjs', import.meta.url));
export const BUNDLE = fileURLToPath(new URL('../../../dist/argosy.mjs', import.meta.url));

export interface Result {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Called with the process, to send it signals. */
  readonly started?: (child: ChildProcess) => void;
}

/** A person at a terminal of their own: a data folder, a kubeconfig, Git repositories, and the real command. */
export class Shell {
  readonly id = randomBytes(3).toString('hex');
  // Short, because the path of a socket is.
  readonly folder = mkdtempSync(join(tmpdir(), 'argosy-cli-'));
  readonly home = join(this.folder, 'home');
  readonly #source: boolean;
  readonly #namespaces = new Set<string>();
  #engine: ChildProcess | undefined;
  #cluster: TestCluster | undefined;
  #api: PlainClient | undefined;
  #repositories = 0;
  /** What the engine has written. */
  engineLog = '';

  constructor(from: 'source' | 'bundle' = 'source') {
    this.#source = from === 'source';
  }

  get env(): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: this.folder,
      USER: 'ada',
      ARGOSY_HOME: this.home,
      ARGOSY_SECRETS: 'memory',
      ...(this.#cluster === undefined ? {} : { KUBECONFIG: this.#cluster.kubeconfigPath }),
      ...(this.#source ? { ARGOSY_FROM_SOURCE: '1' } : {}),
    };
  }

  /** The cluster that the person's kubeconfig names. */
  async startCluster(): Promise<void> {
    this.#cluster = await startTestCluster({ dir: join(this.folder, 'cluster') });
    this.#api = new PlainClient(this.#cluster.kubeconfigPath);
  }

  get cluster(): TestCluster {
    return this.#cluster!;
  }

  get context(): string {
    return /^current-context: (\S+)$/m.exec(readFileSync(this.cluster.kubeconfigPath, 'utf8'))![1]!;
  }

  /** The cluster as it is. */
  get api(): PlainClient {
    return this.#api!;
  }

  start(argv: readonly string[], options: RunOptions = {}): ChildProcess {
    return spawn(process.execPath, [ARGOSY, ...argv], {
      cwd: options.cwd ?? this.folder,
      env: { ...this.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  }

  run(argv: readonly string[], options: RunOptions = {}): Promise<Result> {
    const child = this.start(argv, options);
    let out = '';
    let err = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.stdin!.on('error', () => undefined);
    child.stdin!.end(options.stdin ?? '');
    options.started?.(child);
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal, out, err }));
    });
  }

  /** A command that must end well; its output. */
  async ok(...argv: string[]): Promise<string> {
    const { code, out, err } = await this.run(argv);
    if (code !== 0) throw new Error(`argosy ${argv.join(' ')} ended with ${code}: ${err}${out}`);
    return out;
  }

  /** A command that must end with a code other than 0. */
  async fails(code: number, ...argv: string[]): Promise<string> {
    const result = await this.run(argv);
    if (result.code !== code) {
      throw new Error(`argosy ${argv.join(' ')} ended with ${result.code}, not ${code}: ${result.err}${result.out}`);
    }
    return result.err;
  }

  async json<T = Record<string, never>>(...argv: string[]): Promise<T> {
    return JSON.parse(await this.ok(...argv, '-o', 'json')) as T;
  }

  /** `argosy engine` until its ready line. */
  async startEngine(env: Readonly<Record<string, string>> = {}): Promise<string> {
    const child = this.start(['engine'], { env });
    this.#engine = child;
    let out = '';
    child.stderr!.on('data', (text) => {
      this.engineLog += String(text);
    });
    return new Promise((resolve, reject) => {
      child.stdout!.on('data', (text) => {
        this.engineLog += String(text);
        out += String(text);
        if (out.includes('\n')) resolve(out.split('\n', 1)[0]!);
      });
      child.once('close', (code) => reject(new Error(`the engine ended with ${code}: ${this.engineLog}`)));
    });
  }

  get engine(): ChildProcess {
    return this.#engine!;
  }

  /** Ends it, or waits for the end that something else has begun. */
  async stopEngine(
    signal: NodeJS.Signals | undefined = 'SIGTERM',
  ): Promise<{ code: number | null; signal: string | null }> {
    const child = this.#engine!;
    this.#engine = undefined;
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null)
        resolve({ code: child.exitCode, signal: child.signalCode });
      else child.once('close', (code, by) => resolve({ code, signal: by }));
    });
    if (signal !== undefined) child.kill(signal);
    return ended;
  }

  async stop(): Promise<void> {
    if (this.#engine) await this.stopEngine();
    for (const name of this.#namespaces) await this.#api?.delete(`/api/v1/namespaces/${name}`);
    this.#api?.close();
    await this.#cluster?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async namespace(): Promise<string> {
    const name = `cli-${this.id}-${this.#namespaces.size + 1}`;
    this.#namespaces.add(name);
    await this.api.create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    return name;
  }

  repository(files: Readonly<Record<string, string>>): TestRepository {
    this.#repositories += 1;
    const repository = new TestRepository(join(this.folder, `repository-${this.#repositories}`));
    repository.commit('begin', files);
    return repository;
  }

  file(name: string, text: string): string {
    const path = join(this.folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  /** Files of the data folder in which a text stands. */
  filesWith(text: string, folder = this.home): readonly string[] {
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile() && readFileSync(path).includes(text));
  }
}

/** Rows of a printed table as cells by column; columns stand where the header says. */
export function rowsOf(text: string): readonly Readonly<Record<string, string>>[] {
  const [header = '', ...lines] = text.replace(/^\n+/, '').trimEnd().split('\n');
  const columns = [...header.matchAll(/\S+(?: \S+)*/g)].map((match) => ({ name: match[0], at: match.index }));
  return lines.map((line) =>
    Object.fromEntries(columns.map(({ name, at }, index) => [name, line.slice(at, columns[index + 1]?.at).trim()])),
  );
}

/** Repeats a question until its answer is right. */
export async function eventually<T>(ask: () => Promise<T>, right: (answer: T) => boolean, what: string): Promise<T> {
  const patience = performance.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (right(answer)) return answer;
    if (performance.now() > patience) throw new Error(`never happened: ${what}; last: ${JSON.stringify(answer)}`);
  }
}
