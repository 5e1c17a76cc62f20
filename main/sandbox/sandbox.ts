import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArgosyError } from '../model/index.ts';
import type { Clock, Logger } from '../runtime/index.ts';
import { type BreakRequest, type Broken, breakApplication } from './break.ts';
import { type RunningCluster, startCluster } from './cluster.ts';
import { seedDrift } from './drift.ts';
import { type CommitRequest, type Committed, commitChange } from './git/commit.ts';
import { follow, readContent, seedRepository } from './git/content.ts';
import { SandboxRepository } from './git/repository.ts';
import { type GitServer, serveRepository } from './git/server.ts';
import { HeadWatch } from './git/watch-head.ts';
import { isRunning, readRecord, sandboxHome, writePrivately, writeRecord } from './home.ts';
import { readBuiltIn } from './kinds/built-in.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { makeFolder } from './make-folder.ts';

export const CLUSTERS = ['staging', 'production'] as const;

export interface SandboxOptions {
  /** ARGOSY_HOME; the sandbox lives in its folder `sandbox`. */
  readonly home: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Of the first cluster; the second and the Git server take the next ones. Default: any that is free, the same at every start. */
  readonly port?: number | undefined;
  /** Where assets/sandbox is. Default: of this package, seen from this source file; a bundle must say it. */
  readonly assetsDir?: string | undefined;
}

export interface SandboxCluster {
  readonly name: string;
  readonly server: string;
  readonly kubeconfigContext: string;
}

export interface Sandbox {
  readonly clusters: readonly SandboxCluster[];
  readonly kubeconfigPath: string;
  readonly repositoryUrl: string;
  readonly repositoryFolder: string;
  /** The Application that brings all others: an App of Apps over the repository's folder `fleet`. */
  readonly rootApplication: Readonly<Record<string, unknown>>;
  commit(request: CommitRequest): Promise<Committed>;
  break(request: BreakRequest): Promise<Broken>;
  /** Told after each commit and push, also of other processes; ends with the sandbox or when the returned function is called. */
  onMoved(listener: () => void): () => void;
  stop(): Promise<void>;
}

/** Seen from the sources, or from a bundle in `dist`. */
function defaultAssets(): string {
  const places = ['../../assets/sandbox', '../assets/sandbox'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  const found = places.find((place) => existsSync(path.join(place, 'content.json')));
  if (found === undefined) throw new Error(`the sandbox's data is not at ${places.join(' or ')}: give assetsDir`);
  return found;
}

/** Starts both clusters and the Git server. What they held when they were stopped is there again. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock, logger, assetsDir: assets = defaultAssets() } = options;
  const home = sandboxHome(options.home);
  const record = readRecord(home);
  if (isRunning(record) && record!.pid !== process.pid) {
    throw new ArgosyError('FailedPrecondition', `a sandbox is running already (process ${record!.pid})`, {
      subject: home.folder,
      advice: 'Use it, or stop it first.',
    });
  }
  makeFolder(home.folder);
  const builtIn = readBuiltIn(assets);
  const content = readContent(assets);
  const clusters: RunningCluster[] = [];
  let git: GitServer | undefined;
  let head: HeadWatch | undefined;
  const stop = async () => {
    head?.close();
    await Promise.all([...clusters.map((cluster) => cluster.stop()), git?.close()]);
  };
  try {
    for (const [index, name] of CLUSTERS.entries()) {
      const port = options.port === undefined || options.port === 0 ? 0 : options.port + index;
      clusters.push(
        await startCluster({
          name,
          folder: home.clusters,
          builtIn,
          clock,
          logger: logger.child({ sandbox: name }),
          port,
        }),
      );
    }
    const repository = new SandboxRepository(home.repository, () => clock.now());
    const fixed = options.port !== undefined && options.port !== 0;
    const port = fixed ? options.port! + CLUSTERS.length : (record?.gitPort ?? 0);
    git = await serveRepository(repository, path.basename(home.repository), { port, fixed }, logger);
    const repositoryUrl = git.url;
    if (!repository.exists) await seedRepository(repository, assets, repositoryUrl);
    else if (record !== undefined && record.repositoryUrl !== repositoryUrl)
      await follow(repository, record.repositoryUrl, repositoryUrl);
    const drifting = clusters.find(({ state }) => state.name === content.drifted.cluster)!;
    if (drifting.isNew) seedDrift(drifting.state, content, await repository.read(content.drifted.file));
    writePrivately(home.kubeconfig, kubeconfigText(clusters.map(({ access }) => access)));
    const shown = clusters.map(({ state, access }) => ({
      name: state.name,
      server: access.server,
      kubeconfigContext: access.context,
    }));
    head = await HeadWatch.over(repository);
    const moved = head;
    const running = { pid: process.pid, repositoryUrl, gitPort: git.port, clusters: shown };
    writeRecord(home, running);
    return {
      clusters: shown,
      kubeconfigPath: home.kubeconfig,
      repositoryUrl,
      repositoryFolder: home.repository,
      rootApplication: rootApplication(repositoryUrl),
      commit: (request) => commitChange(repository, content, request),
      break: (request) => breakApplication(home, content, request),
      onMoved: (listener) => moved.on(listener),
      async stop() {
        await stop();
        writeRecord(home, { ...running, pid: 0 });
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A commit from another process: the repository is a folder, so the sandbox need not run. */
export async function commitToSandbox(
  options: { readonly home: string; readonly clock: Clock; readonly assetsDir?: string | undefined },
  request: CommitRequest,
): Promise<Committed> {
  const home = sandboxHome(options.home);
  const repository = new SandboxRepository(home.repository, () => options.clock.now());
  if (!repository.exists) throw notThere(home.folder);
  return commitChange(repository, readContent(options.assetsDir ?? defaultAssets()), request);
}

/** Drift from another process, through the clusters' own API. */
export async function breakSandbox(
  options: { readonly home: string; readonly assetsDir?: string | undefined },
  request: BreakRequest,
): Promise<Broken> {
  const home = sandboxHome(options.home);
  if (!isRunning(readRecord(home))) throw notThere(home.folder);
  return breakApplication(home, readContent(options.assetsDir ?? defaultAssets()), request);
}

function notThere(folder: string): ArgosyError {
  return new ArgosyError('Unavailable', 'no sandbox is running', {
    subject: folder,
    advice: 'Start one: argosy sandbox up',
  });
}

function rootApplication(repositoryUrl: string): Readonly<Record<string, unknown>> {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'fleet', namespace: 'argocd' },
    spec: {
      project: 'default',
      source: { repoURL: repositoryUrl, targetRevision: 'main', path: 'fleet' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
      syncPolicy: { automated: { prune: true, selfHeal: true } },
    },
  };
}
