import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ClusterOptions,
  createCluster,
  type KubeconfigSource,
  type LiveResource,
  readKubeconfig,
} from '../cluster/index.ts';
import { createEngine, type Engine, openConfig, repositoryAccess, type SecretPort } from '../engine/index.ts';
import { createEngines, type Engines, type SpawnHost } from '../engines/index.ts';
import {
  createEmbeddedBackend,
  createRepositories,
  createSystemBackend,
  findGit,
  type GitBackend,
} from '../git/index.ts';
import { luaHealthScripts } from '../health/index.ts';
import { ArgosyError } from '../model/index.ts';
import { createRenderer } from '../render/index.ts';
import type { Clock, Logger } from '../runtime/index.ts';
import { type ClusterRecord, openSettings, openStore, SETTINGS, type Store } from '../store/index.ts';
import { homeLayout } from './home.ts';
import { personName } from './person.ts';

export interface AssembleOptions {
  /** Folder of all data. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Written into the store's lock, for whoever finds it taken. */
  readonly holder: { readonly pid: number; readonly host: string; readonly shell: string };
  readonly secrets: SecretPort;
  /** Seals what the store caches. */
  readonly cacheKey?: Uint8Array;
  /** Where the engines' modules are, and the files that their processes and threads start from; a bundle must say it. */
  readonly assetsDir?: string;
  readonly engineEntry?: string;
  readonly parseThread?: URL;
  readonly gitThread?: URL;
  /** How engine processes are started; Electron has its own way. */
  readonly spawnEngine?: SpawnHost;
}

export interface Assembled {
  readonly engine: Engine;
  readonly store: Store;
  readonly engines: Engines;
  readonly close: () => Promise<void>;
}

/** Puts an engine together from its rooms: read it and you know what depends on what. Nothing connects before `engine.start()`. */
export async function assemble(options: AssembleOptions): Promise<Assembled> {
  const { clock, logger, env, platform } = options;
  const layout = homeLayout(options.home, platform);
  await mkdir(options.home, { recursive: true, mode: 0o700 });
  const store = openStore({
    path: layout.store,
    clock,
    logger: logger.child({ room: 'store' }),
    holder: options.holder,
    ...(options.cacheKey === undefined ? {} : { cacheKey: options.cacheKey }),
  });
  try {
    return await assembleOver(store, layout.repositories);
  } catch (error) {
    store.close();
    throw error;
  }

  async function assembleOver(open: Store, repositoriesFolder: string): Promise<Assembled> {
    const own = openSettings(SETTINGS, open, env, logger);
    const config = openConfig(open, own, logger);
    const engines = createEngines({
      ...(options.assetsDir === undefined ? {} : { assetsDir: options.assetsDir }),
      ...(options.engineEntry === undefined ? {} : { hostEntry: options.engineEntry }),
      ...(options.spawnEngine === undefined ? {} : { spawnHost: options.spawnEngine }),
    });
    const backend = await gitBackend(own.get('git.backend'), repositoriesFolder);
    const repositories = createRepositories({
      backend,
      accessFor: (url) => repositoryAccess(open, options.secrets, url),
      clock,
      log: logger.child({ room: 'git' }),
      random: Math.random,
    });
    const renderer = createRenderer({
      engines,
      cache: {
        get: (key) => open.cacheGet('render', key),
        // Without a key nothing can be sealed, and Secrets are rendered again at each start instead.
        put: (key, value, secret) => {
          if (!secret || options.cacheKey !== undefined) open.cachePut('render', key, value);
        },
      },
      clock,
      logger: logger.child({ room: 'render' }),
      ...(options.parseThread === undefined ? {} : { parseThread: options.parseThread }),
    });
    const health = luaHealthScripts(
      () => config.argocd().customizations,
      (request, signal) => engines.lua(request, signal === undefined ? {} : { signal }),
    );
    const engine = createEngine({
      clock,
      logger: logger.child({ room: 'engine' }),
      store: open,
      repositories,
      renderer,
      secrets: options.secrets,
      jq: (query, input, signal) =>
        engines.jq({ query, input, limits: { timeoutMs: 1000 } }, signal === undefined ? {} : { signal }),
      health,
      openCluster: (record) => createCluster(clusterOptions(record, config.current().tracking)),
      contexts: async (path) => contextsOf(path),
      config,
      person: () => personName(env),
      random: Math.random,
    });
    return {
      engine,
      store: open,
      engines,
      close: async () => {
        await engine.stop();
        await engines.close();
        open.close();
      },
    };
  }

  async function gitBackend(choice: 'auto' | 'system' | 'embedded', folder: string): Promise<GitBackend> {
    const program = choice === 'embedded' ? undefined : await findGit(env);
    if (program) {
      return createSystemBackend({
        program,
        folder: join(folder, 'system'),
        clock,
        log: logger.child({ room: 'git' }),
        env,
      });
    }
    if (choice === 'system') {
      throw new ArgosyError(
        'FailedPrecondition',
        'git was not found on PATH, and the setting git.backend asks for it',
        {
          advice: 'Install git, or set git.backend to auto.',
        },
      );
    }
    return createEmbeddedBackend({
      folder: join(folder, 'embedded'),
      clock,
      env,
      ...(options.gitThread === undefined ? {} : { threadEntry: options.gitThread }),
    });
  }

  function clusterOptions(record: ClusterRecord, tracking: ClusterOptions['tracking']): ClusterOptions {
    if (!record.kubeconfig) {
      throw new ArgosyError('FailedPrecondition', `cluster ${record.name} has no kubeconfig`, {
        subject: record.server,
        advice: 'Add it again with `argosy cluster add CONTEXT --upsert`.',
      });
    }
    return {
      name: record.name,
      kubeconfig: { kind: 'files', paths: [record.kubeconfig.path], context: record.kubeconfig.context },
      clock,
      logger: logger.child({ room: 'cluster', cluster: record.name }),
      env,
      random: Math.random,
      allowExec: () => record.allowExec === true,
      ...(tracking === undefined ? {} : { tracking }),
      // By label nothing in the metadata says which application it is: what carries the label is held whole.
      ...(tracking?.method === 'label' ? { wants: (resource: LiveResource) => resource.instance !== '' } : {}),
      ...(record.namespaces === undefined ? {} : { namespaces: record.namespaces }),
    };
  }

  /** The contexts of a kubeconfig: the one given, `KUBECONFIG`, or the person's own. */
  function contextsOf(path: string | undefined) {
    const userHome = env['HOME'] ?? env['USERPROFILE'] ?? '';
    const paths =
      path !== undefined
        ? [path]
        : (env['KUBECONFIG']?.split(platform === 'win32' ? ';' : ':') ?? [join(userHome, '.kube', 'config')]);
    const source: KubeconfigSource = { kind: 'files', paths: paths.filter((one) => one !== '') };
    const kubeconfig = readKubeconfig(source);
    return {
      path: source.paths.join(platform === 'win32' ? ';' : ':'),
      contexts: kubeconfig.contexts.map(({ name, server }) => ({
        name,
        server,
        exec: kubeconfig.access(name).user.exec?.command,
      })),
    };
  }
}
