import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../engine/index.ts';
import { appKeyOf, effectiveSources, parseApplication } from '../model/index.ts';
import { type Logger, systemClock } from '../runtime/index.ts';
import type { Sandbox } from '../sandbox/index.ts';

/** Loaded when it is asked for: it costs as much as all commands together. */
const room = () => import('../sandbox/index.ts');

export interface SandboxStarted {
  readonly clusters: string[];
  /** The application that brings all others. */
  readonly application: string;
}

/** The simulated fleet of first runs (ux.md §2), inside the process of an engine: started, connected, and its applications brought. */
export class SandboxFleet {
  readonly #home: string;
  readonly #engine: Engine;
  readonly #logger: Logger;
  #running: Promise<Sandbox> | undefined;

  constructor(home: string, engine: Engine, logger: Logger) {
    this.#home = home;
    this.#engine = engine;
    this.#logger = logger;
  }

  readonly start = async (): Promise<SandboxStarted> => {
    const { clusters, kubeconfigPath, rootApplication } = await this.#run();
    for (const { name, kubeconfigContext } of clusters) {
      await this.#engine.clusters.add({ context: kubeconfigContext, name, kubeconfigPath, upsert: true });
    }
    const application = parseApplication(rootApplication);
    await this.#engine.applications.create(application, { upsert: true, validate: false });
    return { clusters: clusters.map(({ name }) => name), application: application.metadata.name };
  };

  /** The clusters of an earlier start are there again with the engine that knows them. */
  async resume(): Promise<void> {
    const paths = this.#engine.clusters.list().map(({ kubeconfig }) => kubeconfig?.path);
    // Its kubeconfig is within our own folder: without one from there the room need not be loaded to know.
    if (!paths.some((path) => path?.startsWith(join(this.#home, sep)))) return;
    const { sandboxHome } = await room();
    if (!paths.includes(sandboxHome(this.#home).kubeconfig)) return;
    try {
      await this.#run();
    } catch (error) {
      this.#logger.warn('the sandbox could not be started again', { error: (error as Error).message });
    }
  }

  async stop(): Promise<void> {
    const running = await this.#running?.catch(() => undefined);
    this.#running = undefined;
    await running?.stop();
  }

  #run(): Promise<Sandbox> {
    this.#running ??= room()
      .then(async ({ startSandbox }) => {
        // Of a bundle, which stands beside the assets; source files know their own place.
        const beside = fileURLToPath(new URL('../assets/sandbox', import.meta.url));
        const sandbox = await startSandbox({
          home: this.#home,
          clock: systemClock,
          logger: this.#logger.child({ room: 'sandbox' }),
          ...(existsSync(beside) ? { assetsDir: beside } : {}),
        });
        sandbox.onMoved(() => this.#compare(sandbox.repositoryUrl));
        return sandbox;
      })
      .catch((error: unknown) => {
        this.#running = undefined;
        throw error;
      });
    return this.#running;
  }

  /** A hosted repository would call a web hook; this one is in the house. Nobody waits minutes for a commit of a tour to be seen. */
  #compare(repositoryUrl: string): void {
    for (const application of this.#engine.applications.list()) {
      if (!effectiveSources(application.spec).some(({ repoURL }) => repoURL === repositoryUrl)) continue;
      this.#engine.applications.refresh(appKeyOf(application), 'normal').catch((error: unknown) => {
        this.#logger.debug('an application was not compared after a commit', {
          application: application.metadata.name,
          error: (error as Error).message,
        });
      });
    }
  }
}
