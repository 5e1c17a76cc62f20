import type { ApplicationSource } from '../../model/index.ts';
import { ManualClock, silentLogger } from '../../runtime/index.ts';
import type { EnginesPort, HelmArgs, JsonnetArgs, KustomizeArgs, ToolOptions } from '../engines-port.ts';
import type { RenderLimits } from '../limits.ts';
import { createRenderer } from '../renderer.ts';
import type { RenderContext, RenderSettings, SourceTree } from '../request.ts';
import type { RenderCache, Renderer } from '../result.ts';

export interface ToolCall<A = unknown> {
  readonly args: A;
  readonly treeKey: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Engines that note what they were given; `answer` says what they print. */
export class FakeEngines implements EnginesPort {
  readonly helm: ToolCall<HelmArgs>[] = [];
  readonly kustomize: ToolCall<KustomizeArgs>[] = [];
  readonly jsonnets: ToolCall<JsonnetArgs>[] = [];
  version = '1';
  answer: (args: unknown, call: number) => string | Promise<string> = () => '';

  digest(engine: string): string {
    return `${engine}-${this.version}`;
  }
  helmTemplate(args: HelmArgs, options: ToolOptions): Promise<string> {
    return this.#call(this.helm, args, options);
  }
  kustomizeBuild(args: KustomizeArgs, options: ToolOptions): Promise<string> {
    return this.#call(this.kustomize, args, options);
  }
  jsonnet(args: JsonnetArgs, options: ToolOptions): Promise<string> {
    return this.#call(this.jsonnets, args, options);
  }

  async #call<A>(calls: ToolCall<A>[], args: A, { treeKey, files, signal }: ToolOptions): Promise<string> {
    const texts = Object.entries(await files()).map(([path, bytes]) => [path, Buffer.from(bytes).toString()]);
    signal?.throwIfAborted();
    calls.push({ args, treeKey, files: Object.fromEntries(texts) as Record<string, string> });
    return this.answer(args, calls.length);
  }
}

export class MemoryCache implements RenderCache {
  readonly entries = new Map<string, Uint8Array>();
  get(key: string): Uint8Array | undefined {
    return this.entries.get(key);
  }
  put(key: string, value: Uint8Array): void {
    this.entries.set(key, value);
  }
}

export interface Fixture {
  readonly renderer: Renderer;
  readonly engines: FakeEngines;
  readonly clock: ManualClock;
  readonly cache: MemoryCache;
}

export function fixture(options: { cache?: MemoryCache; limits?: Partial<RenderLimits> } = {}): Fixture {
  const { cache = new MemoryCache(), limits = {} } = options;
  const engines = new FakeEngines();
  const clock = new ManualClock();
  return { renderer: createRenderer({ engines, cache, clock, logger: silentLogger, limits }), engines, clock, cache };
}

export const SETTINGS: RenderSettings = {
  helmEnabled: true,
  kustomizeEnabled: true,
  jsonnetEnabled: true,
  kustomizeBuildOptions: '',
  maxDirectoryBytes: 10 << 20,
};

export const CONTEXT: RenderContext = {
  appName: 'guestbook',
  appNamespace: 'argocd',
  project: 'default',
  destinationNamespace: 'web',
  kubeVersion: '1.35.0',
  apiVersions: ['v1', 'apps/v1'],
  capabilitiesDigest: 'capabilities-1',
  settings: SETTINGS,
};

export function request(
  tree: SourceTree,
  source: Partial<ApplicationSource> = {},
  context: Partial<RenderContext> = {},
) {
  const whole: ApplicationSource = {
    repoURL: 'https://git.example/repo.git',
    path: 'app',
    targetRevision: 'main',
    ...source,
  };
  return { source: whole, tree, context: { ...CONTEXT, ...context } };
}

export function configMap(name: string, data = 'v'): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  k: ${data}\n`;
}
