import type { ApplyArgs, ApplyResult, UpdateArgs, UpdateResult } from './apply.ts';
import type { CallOptions } from './call.ts';
import type { HelmCapabilities, HelmTemplateArgs } from './helm.ts';
import type { KustomizeBuildArgs } from './kustomize.ts';
import type { ExprArgs, GlobArgs, GoTemplateArgs, JqArgs, JsonnetArgs, LuaArgs, SemverArgs } from './languages.ts';
import { type EngineCounters, EnginePool } from './pool.ts';
import type { PoolOptions } from './pool-options.ts';

export const ENGINE_NAMES = ['helm', 'kustomize', 'tools', 'apply'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

export type EnginesOptions = Readonly<Record<EngineName, PoolOptions>>;

const decoder = new TextDecoder();

/** Typed calls over one pool per engine. One object serves an application; `createEngines` builds it. */
export class Engines {
  readonly #pools: Readonly<Record<EngineName, EnginePool>>;
  readonly #digests: Readonly<Record<EngineName, string>>;

  constructor(options: EnginesOptions) {
    this.#pools = {
      helm: new EnginePool(options.helm),
      kustomize: new EnginePool(options.kustomize),
      tools: new EnginePool(options.tools),
      apply: new EnginePool(options.apply),
    };
    this.#digests = {
      helm: options.helm.artifact.sha256,
      kustomize: options.kustomize.artifact.sha256,
      tools: options.tools.artifact.sha256,
      apply: options.apply.artifact.sha256,
    };
  }

  /** SHA-256 of the uncompressed module: equal digests give equal results, so it belongs to every key of a result. */
  digest(engine: EngineName): string {
    return this.#digests[engine];
  }

  counters(): Readonly<Record<EngineName, EngineCounters>> {
    const { helm, kustomize, tools, apply } = this.#pools;
    return { helm: helm.counters(), kustomize: kustomize.counters(), tools: tools.counters(), apply: apply.counters() };
  }

  /** Prints what `helm template` prints. */
  helmTemplate(args: HelmTemplateArgs, options: CallOptions): Promise<string> {
    return text(this.#pools.helm, 'template', args, options);
  }

  helmCapabilities(options?: CallOptions): Promise<HelmCapabilities> {
    return value(this.#pools.helm, 'capabilities', {}, options);
  }

  /** Prints what `kustomize build` prints. */
  kustomizeBuild(args: KustomizeBuildArgs, options: CallOptions): Promise<string> {
    return text(this.#pools.kustomize, 'build', args, options);
  }

  jsonnet(args: JsonnetArgs, options: CallOptions = {}): Promise<string> {
    return text(this.#pools.tools, 'jsonnet', args, options);
  }

  jsonnetStream(args: Omit<JsonnetArgs, 'manifest'>, options: CallOptions = {}): Promise<unknown[]> {
    return value(this.#pools.tools, 'jsonnet', { ...args, manifest: 'yamlStream' }, options);
  }

  /** All results of the query. */
  jq(args: JqArgs, options?: CallOptions): Promise<unknown[]> {
    return value(this.#pools.tools, 'jq', args, options);
  }

  /** The last value that the script returned. */
  lua(args: LuaArgs, options?: CallOptions): Promise<unknown> {
    return value(this.#pools.tools, 'lua', args, options);
  }

  goTemplate(args: GoTemplateArgs, options?: CallOptions): Promise<string[]> {
    return value(this.#pools.tools, 'gotemplate', args, options);
  }

  expr(args: ExprArgs, options?: CallOptions): Promise<unknown> {
    return value(this.#pools.tools, 'expr', args, options);
  }

  semverCheck(args: SemverArgs, options?: CallOptions): Promise<boolean[]> {
    return value(this.#pools.tools, 'semver.check', args, options);
  }

  /** Ascending; what is not a version is left out. */
  semverSort(args: { readonly versions: readonly string[] }, options?: CallOptions): Promise<string[]> {
    return value(this.#pools.tools, 'semver.sort', args, options);
  }

  /** Versions that meet the constraint, best first. */
  semverSelect(args: SemverArgs, options?: CallOptions): Promise<string[]> {
    return value(this.#pools.tools, 'semver.select', args, options);
  }

  glob(args: GlobArgs, options?: CallOptions): Promise<boolean[]> {
    return value(this.#pools.tools, 'glob', args, options);
  }

  /** What server-side apply would store: the API server's own merge over the cluster's own schemas. Changes nothing anywhere. */
  apply(args: ApplyArgs, options: Omit<CallOptions, 'files' | 'treeKey'> = {}): Promise<ApplyResult> {
    const { openapi, ...rest } = args;
    return value(this.#pools.apply, 'apply', rest, { ...options, files: openapi.documents, treeKey: openapi.hash });
  }

  /** Who owns what after a plain update or patch. */
  update(args: UpdateArgs, options: Omit<CallOptions, 'files' | 'treeKey'> = {}): Promise<UpdateResult> {
    const { openapi, ...rest } = args;
    return value(this.#pools.apply, 'update', rest, { ...options, files: openapi.documents, treeKey: openapi.hash });
  }

  async close(): Promise<void> {
    for (const pool of Object.values(this.#pools)) pool.close();
  }
}

async function text(pool: EnginePool, op: string, args: unknown, options?: CallOptions): Promise<string> {
  return decoder.decode((await pool.call(op, args, options)).text);
}

async function value<T>(pool: EnginePool, op: string, args: unknown, options?: CallOptions): Promise<T> {
  return (await pool.call<T>(op, args, options)).ok;
}
