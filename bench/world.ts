import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BareLoop } from './bare-loop.ts';
import { type EngineProcess, startEngine } from './engine-process.ts';
import { Fleet } from './fleet.ts';
import type { Row } from './rows.ts';

const root = join(import.meta.dirname, '..');

/** One API server, one data folder, one engine process: where a row is measured. */
export class World {
  readonly dir: string;
  readonly kubeconfig: string;
  readonly home: string;
  readonly namespace = 'bench';
  engine: EngineProcess;

  static async open(dir: string, kubeconfig: string): Promise<World> {
    mkdirSync(dir, { recursive: true });
    execFileSync('kubectl', ['--kubeconfig', kubeconfig, 'create', 'namespace', 'bench'], { stdio: 'pipe' });
    const home = join(dir, 'home');
    const engine = await startEngine(home);
    const { items } = await engine.client.call('cluster.contexts', { kubeconfig });
    await engine.client.call('cluster.add', { context: items[0]!.name, kubeconfig, name: 'bench' });
    return new World(dir, kubeconfig, home, engine);
  }

  private constructor(dir: string, kubeconfig: string, home: string, engine: EngineProcess) {
    this.dir = dir;
    this.kubeconfig = kubeconfig;
    this.home = home;
    this.engine = engine;
  }

  fleet(kind: 'directory' | 'helm', count: number): Fleet {
    return new Fleet(join(this.dir, 'repository'), this.namespace, kind, count);
  }

  /** After the engine was stopped. */
  async start(): Promise<void> {
    this.engine = await startEngine(this.home);
  }

  kubectl(...args: readonly string[]): string {
    return execFileSync('kubectl', ['--kubeconfig', this.kubeconfig, '-n', this.namespace, ...args], {
      encoding: 'utf8',
      maxBuffer: 256 << 20,
    });
  }

  /** The same writes from a plain client in a process of its own. */
  async bareLoop(name: string, count: number, kinds: string, how?: BareLoop): Promise<Row> {
    const { stdout } = await promisify(execFile)(join(root, 'node_modules/.bin/node'), [
      join(import.meta.dirname, 'bare-loop.ts'),
      this.kubeconfig,
      this.namespace,
      String(count),
      kinds,
      ...(how === undefined ? [] : [JSON.stringify(how)]),
    ]);
    const { wallMs, cpuMs, requests } = JSON.parse(stdout) as { wallMs: number; cpuMs: number; requests: number };
    return {
      name,
      wallMs,
      cpuMs,
      requests,
      note: `${how?.tries === false ? 'apply' : 'dry run and apply'} of each object, 50 in flight`,
    };
  }

  async close(): Promise<void> {
    await this.engine.stop();
  }
}
