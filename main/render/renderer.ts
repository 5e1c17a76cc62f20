import { type ApplicationSource, type ContentHash, contentHash, isSecret } from '../model/index.ts';
import { type Clock, createLimiter, type Logger, Lru, SingleFlight } from '../runtime/index.ts';
import { Contents } from './contents.ts';
import { decodeResult, encodeResult, LazyResource, type StoredResult } from './encoded-result.ts';
import type { EnginesPort } from './engines-port.ts';
import { BuildEnvironment } from './environment.ts';
import { failure } from './failure.ts';
import { Failures } from './failures.ts';
import { DEFAULT_LIMITS, type RenderLimits } from './limits.ts';
import { createParser } from './parser.ts';
import type { Plan } from './plan.ts';
import { planSource } from './plan-source.ts';
import type { Prepared } from './prepared.ts';
import { type References, usedReferences, withReferences } from './referenced-tree.ts';
import type { RenderRequest } from './request.ts';
import type { RenderCache, RenderedResource, Renderer, RenderResult } from './result.ts';
import { openSource, type Source } from './source.ts';
import { addTrace, decodeTraces, encodeTraces, findTrace, type Trace } from './trace.ts';
import { Worktree } from './worktree.ts';

export interface RendererPorts {
  readonly engines: EnginesPort;
  /** Keeps results across restarts. */
  readonly cache?: RenderCache;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<RenderLimits>;
  /** Where a bundle put parse-thread.ts. */
  readonly parseThread?: URL;
}

/** Increased when the same request must not find what an older version remembered. */
const VERSION = 1;

export function createRenderer(ports: RendererPorts): Renderer {
  const limits = { ...DEFAULT_LIMITS, ...ports.limits };
  const { engines, cache, logger } = ports;
  const parser = createParser({ clock: ports.clock, deadlineMs: limits.deadlineMs, thread: ports.parseThread });
  const contents = new Contents(limits.contentBytes);
  const links = new Lru<string, string>({ maxEntries: 2_000 });
  const results = new Lru<ContentHash, StoredResult>({ maxCost: limits.resultBytes, cost: costOf });
  const traces = new Lru<ContentHash, readonly Trace[]>({ maxEntries: 10_000 });
  const failures = new Failures(ports.clock, limits.failureMs);
  const requests = new SingleFlight<string, RenderResult>();
  const runs = new SingleFlight<ContentHash, StoredResult>();
  const reads = createLimiter(limits.parallelReads);
  const tools = createLimiter(limits.parallelTools);
  const closed = new AbortController();
  let renders = 0;
  let hits = 0;

  async function render(request: RenderRequest, caller?: AbortSignal): Promise<RenderResult> {
    closed.signal.throwIfAborted();
    const signal = caller === undefined ? closed.signal : AbortSignal.any([caller, closed.signal]);
    signal.throwIfAborted();
    const { source, context, force = false } = request;
    const references = usedReferences(source, request.references ?? NO_REFERENCES);
    const tree = withReferences(request.tree, references);
    if (source.path === undefined && source.ref !== undefined && source.chart === undefined) return NOTHING;
    // The source's own folder lies in its own repository, whatever it is called.
    const opened = await openSource(source, new Worktree(request.tree, links, signal));
    const worktree = new Worktree(tree, links, signal, references);
    const key = requestKey(request, opened, engines);
    const environment = new BuildEnvironment(source, context, tree.commit);
    if (!force) {
      const known = await recall(key, worktree, environment);
      if (known !== undefined) {
        hits++;
        return answer(known, true);
      }
    }
    // Equal requests of one commit share the work; what lies beside the tree may differ in another commit.
    const flight = `${key} ${tree.commit} ${force}`;
    const others = [...references].map(([ref, { commit }]) => `${ref}=${commit}`).join();
    const whole = { ...request, tree, references };
    return requests.run(`${flight} ${others}`, (own) => reads.run(() => work(whole, opened, key, own), own), signal);
  }

  async function work(
    request: RenderRequest,
    opened: Source,
    key: ContentHash,
    signal: AbortSignal,
  ): Promise<RenderResult> {
    const { source, tree, context, force = false, references = NO_REFERENCES } = request;
    const environment = new BuildEnvironment(source, context, tree.commit);
    const worktree = new Worktree(tree, links, signal, references);
    worktree.cover(opened.folder);
    const planned = await planSource({
      source,
      context,
      environment,
      folder: opened.folder,
      tree: opened.tree,
      entries: await worktree.entries(opened.tree),
      worktree,
      references,
      sourceTree: tree,
      engines,
      contents,
      parser,
      limits,
    });
    const result = resultKey(planned);
    const remember = () => {
      const depends = [...planned.depends, ...environment.used()];
      rememberTrace(key, { observations: worktree.observations(), depends, result });
    };
    const known = force ? undefined : recallResult(result);
    if (known !== undefined) {
      hits++;
      remember();
      return answer(known, true);
    }
    const replayed = force ? undefined : failures.replay(result);
    if (replayed !== undefined) {
      hits++;
      throw replayed;
    }
    const stored = await runs.run(result, (own) => execute(planned, result, own), signal);
    remember();
    return answer(stored, false);
  }

  async function execute(plan: Plan, key: ContentHash, signal: AbortSignal): Promise<StoredResult> {
    const run = async () => {
      renders++;
      const before = ports.clock.monotonic();
      const stored = keep(plan, key, await plan.run(signal));
      logger.debug('rendered', {
        type: plan.sourceType,
        objects: stored.resources.length,
        ms: Math.round(ports.clock.monotonic() - before),
      });
      return stored;
    };
    try {
      const stored = await (plan.tool ? tools.run(run, signal) : run());
      failures.forget(key);
      return stored;
    } catch (error) {
      if (!signal.aborted) failures.remember(key, error);
      throw error;
    }
  }

  /** Hands the same objects on when a forced render gave what was known already. */
  function keep(plan: Plan, key: ContentHash, objects: readonly Prepared[]): StoredResult {
    if (objects.length > limits.resources) {
      throw failure('ResourceExhausted', `more than ${limits.resources} objects`);
    }
    const resources = objects.map(({ hash, json, object, origin }): RenderedResource => {
      if (object === undefined) return new LazyResource(hash, origin, json);
      return origin === undefined ? { object, hash } : { object, hash, origin };
    });
    const bodies = objects.map(({ json }) => json);
    const size = bodies.reduce((sum, { length }) => sum + length, 0);
    const before = recallResult(key);
    const same =
      before !== undefined &&
      before.resources.length === resources.length &&
      before.resources.every(({ hash }, index) => hash === resources[index]!.hash);
    if (same) return before;
    // Templates with random functions: other objects for the same inputs need another name, or equal keys would lie.
    const name = before === undefined ? key : contentHash([key, resources.map(({ hash }) => hash)]);
    const stored: StoredResult = { key: name, sourceType: plan.sourceType, resources, warnings: [], size };
    results.set(key, stored);
    cache?.put(
      key,
      encodeResult(stored, bodies),
      resources.some(({ object }) => isSecret(object)),
    );
    return stored;
  }

  async function recall(key: ContentHash, worktree: Worktree, environment: BuildEnvironment) {
    const trace = await findTrace(tracesOf(key), worktree, environment);
    return trace === undefined ? undefined : recallResult(trace.result);
  }

  function recallResult(key: ContentHash): StoredResult | undefined {
    const kept = results.get(key);
    if (kept !== undefined) return kept;
    const bytes = cache?.get(key);
    const stored = bytes === undefined ? undefined : decodeResult(bytes);
    if (stored !== undefined) results.set(key, stored);
    return stored;
  }

  function tracesOf(key: ContentHash): readonly Trace[] {
    const kept = traces.get(key);
    if (kept !== undefined) return kept;
    const stored = decodeTraces(cache?.get(key));
    if (stored.length > 0) traces.set(key, stored);
    return stored;
  }

  function rememberTrace(key: ContentHash, trace: Trace): void {
    const next = addTrace(tracesOf(key), trace);
    traces.set(key, next);
    cache?.put(key, encodeTraces(next));
  }

  return {
    render,
    counters: () => ({ renders, hits }),
    async close() {
      closed.abort(new DOMException('the renderer was closed', 'AbortError'));
      await parser.close();
    },
  };
}

const NO_REFERENCES: References = new Map();

const NOTHING: RenderResult = {
  key: contentHash(['nothing', VERSION]),
  sourceType: 'Directory',
  resources: [],
  warnings: [],
  cached: true,
};

function answer({ key, sourceType, resources, warnings }: StoredResult, cached: boolean): RenderResult {
  return { key, sourceType, resources, warnings, cached };
}

function costOf({ size, resources }: StoredResult): number {
  // Objects in memory take about three times their JSON.
  return 3 * size + 200 * resources.length + 500;
}

/** What can be known before anything is planned: where the source lies, its tree, and all parameters but those of the commit. */
function requestKey({ source, context }: RenderRequest, { folder, tree }: Source, engines: EnginesPort): ContentHash {
  const { appName, appNamespace, project, destinationNamespace, settings } = context;
  return contentHash([
    'request',
    VERSION,
    folder,
    tree,
    parametersOf(source),
    [appName, appNamespace, project, destinationNamespace],
    settings,
    [engines.digest('helm'), engines.digest('kustomize'), engines.digest('tools')],
  ]);
}

/** A source without what only says which commit is meant, or what it is called. */
function parametersOf(source: ApplicationSource): unknown {
  const { targetRevision: _revision, tagPrefix: _prefix, name: _name, ...parameters } = source;
  return parameters;
}

function resultKey(plan: Plan): ContentHash {
  return contentHash(['result', VERSION, plan.sourceType, plan.inputs, plan.depends]);
}
