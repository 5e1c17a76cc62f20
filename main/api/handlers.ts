import type { Output, RequestName, Requests } from '../../preload/contract/index.ts';
import type { CaptureChoice, Engine, RevertChoice } from '../engine/index.ts';
import {
  type AppKey,
  type Application,
  ArgosyError,
  appKey,
  applyJsonPatch,
  CONTROL_PLANE_NAMESPACE,
  type CommitSha,
  matchesSelector,
  mergePatch,
  type Operation,
  parseApplication,
  parseJsonPatch,
  parseProject,
} from '../model/index.ts';
import {
  clusterRow,
  deletionResult,
  diffRow,
  gitChangeResult,
  hiddenRow,
  hitRow,
  planResult,
  reasonRow,
  repositoryRow,
  resourceRow,
  treeChangeRow,
  treeRow,
} from './rows.ts';

const MOST_HITS = 20;

/** What a handler may use besides its input. */
export interface HandlerContext {
  readonly engine: Engine;
  readonly version: () => Output<'engine.version'>;
  /** How the process of the engine is. */
  readonly diagnostics: () => Output<'engine.diagnostics'>;
  /** The simulated fleet, where the shell has one. */
  readonly sandbox?: { readonly start: () => Promise<Output<'sandbox.start'>> };
  /** Asks the shell to end. */
  readonly stop: () => void;
}

export type Handler<N extends RequestName> = (
  input: ParsedInput<N>,
  context: HandlerContext,
  signal: AbortSignal,
) => Requests[N]['kind'] extends 'stream' ? AsyncIterable<Output<N>> : Promise<Output<N>> | Output<N>;

/** The parsed input. */
type ParsedInput<N extends RequestName> = import('zod').output<Requests[N]['input']>;

export type Handlers = { readonly [N in RequestName]: Handler<N> };

/** One line of work for each request: translate, call the engine, translate back. No logic of its own lives here. */
export const handlers: Handlers = {
  'engine.version': (_input, { version }) => version(),
  'engine.counters': (_input, { engine }) => ({ ...engine.counters() }),
  'engine.diagnostics': (_input, { diagnostics }) => diagnostics(),
  'engine.stop': (_input, { stop }) => {
    stop();
    return {};
  },

  'app.list': (input, { engine }) => {
    const clusters = input.cluster === undefined ? undefined : spellings(input.cluster, engine);
    return {
      items: engine.applications
        .list()
        .filter((app) => selects(input, clusters, app))
        .sort(byName),
    };
  },
  'app.get': async (input, { engine }, signal) => {
    const key = keyOf(input.name);
    return input.refresh ? engine.applications.refresh(key, input.refresh, signal) : engine.applications.get(key);
  },
  'app.create': async (input, { engine }, signal) => {
    const wanted = parseApplication(input.application);
    const before = find(engine, keyOf(qualifiedName(wanted)));
    const application = await engine.applications.create(wanted, input, signal);
    const change = before === undefined ? 'created' : sameSpec(before, application) ? 'unchanged' : 'updated';
    return { application, change };
  },
  'app.update': (input, { engine }, signal) =>
    engine.applications.update(parseApplication(input.application), input, signal),
  'app.patch': (input, { engine }, signal) => {
    const existing = engine.applications.get(keyOf(input.name));
    const patch = parsePatch(input.patch);
    const patched =
      input.type === 'json' ? applyJsonPatch(existing, parseJsonPatch(patch)) : mergePatch(existing, patch);
    return engine.applications.update(parseApplication(patched), { validate: true }, signal);
  },
  'app.delete': async (input, { engine }, signal) => {
    await engine.applications.remove(keyOf(input.name), input, signal);
    return {};
  },
  'app.sync': (input, { engine }, signal) =>
    engine.applications.sync(keyOf(input.name), input.operation as Operation, signal),
  'app.terminate': async (input, { engine }) => {
    await engine.applications.terminate(keyOf(input.name));
    return {};
  },
  'app.rollbackPlan': async (input, { engine }, signal) => {
    const { entry, ...plan } = await engine.applications.rollbackPlan(
      keyOf(input.name),
      { id: input.id, prune: input.prune, hooks: input.hooks },
      signal,
    );
    return { ...planResult(plan), entry };
  },
  'app.rollback': ({ name, id, hold, planHash, ...input }, { engine }, signal) =>
    engine.applications.rollback(keyOf(name), { ...input, id, hold, planHash }, signal),
  'app.pause': (input, { engine }) =>
    engine.applications.pause(keyOf(input.name), { reason: input.reason, until: input.until }),
  'app.release': (input, { engine }) => engine.applications.release(keyOf(input.name), { allow: input.allow }),
  'app.deletionPlan': async (input, { engine }, signal) =>
    deletionResult(await engine.applications.deletionPlan(keyOf(input.name), input, signal)),
  'app.confirmDeletion': (input, { engine }) => engine.applications.confirmDeletion(keyOf(input.name)),
  'app.deleteResource': async ({ name, ...request }, { engine }, signal) => {
    await engine.applications.deleteResource(keyOf(name), request, signal);
    return {};
  },
  'app.revertPlan': async ({ name, ...choice }, { engine }, signal) =>
    gitChangeResult(await engine.applications.revertPlan(keyOf(name), revertOf(choice), signal)),
  'app.revert': async ({ name, hash, ...choice }, { engine }, signal) => ({
    ...(await engine.applications.revert(keyOf(name), { ...revertOf(choice), hash }, signal)),
  }),
  'app.capturePlan': async ({ name, ...choice }, { engine }, signal) =>
    gitChangeResult(await engine.applications.capturePlan(keyOf(name), captureOf(choice), signal)),
  'app.capture': async ({ name, hash, ...choice }, { engine }, signal) => ({
    ...(await engine.applications.capture(keyOf(name), { ...captureOf(choice), hash }, signal)),
  }),
  'app.resources': (input, { engine }) => ({
    items: engine.applications.resources(keyOf(input.name)).map(resourceRow),
  }),
  'app.diff': async (input, { engine }, signal) => {
    const key = keyOf(input.name);
    if (input.refresh) await engine.applications.refresh(key, input.refresh, signal);
    return { items: (await engine.applications.diff(key, input.target, signal)).map(diffRow) };
  },
  'app.objectDiff': async (input, { engine }, signal) =>
    diffRow(await engine.applications.objectDiff(keyOf(input.name), input.ref, signal)),
  'app.ignorePreview': async (input, { engine }, signal) => {
    const { hides } = await engine.applications.ignorePreview(keyOf(input.name), input.ref, input.jsonPointer, signal);
    return { hides: hides.map(hiddenRow) };
  },
  'app.manifests': async (input, { engine }, signal) => {
    const key = keyOf(input.name);
    if (input.source === 'git')
      return { manifests: [...(await engine.applications.manifests(key, input.target, signal))] };
    const diffs = await engine.applications.diff(key, undefined, signal);
    return { manifests: diffs.flatMap(({ live }) => (live === undefined ? [] : [live])) };
  },
  'app.plan': async (input, { engine }, signal) => {
    const planned = await engine.applications.plan(keyOf(input.name), input.operation as Operation, signal);
    return planResult(planned);
  },
  'app.validate': (input, { engine }) => ({
    problems: engine.applications.validate(input.application).map((problem) => ({ ...problem })),
  }),
  'app.preview': async (input, { engine }, signal) => {
    const preview = await engine.applications.preview(parseApplication(input.application), signal);
    return { ...planResult(preview), applications: [...preview.applications] };
  },
  'app.tree': async (input, { engine }) => ({
    nodes: (await engine.applications.tree(keyOf(input.name))).map(treeRow),
  }),
  'resource.search': async (input, { engine }, signal) => {
    const { hits, more } = await engine.applications.search(input.text, input.limit ?? MOST_HITS, signal);
    return { items: hits.map(hitRow), more };
  },
  'app.followTree': async function* (input, { engine }, signal) {
    for await (const change of engine.applications.followTree(keyOf(input.name), signal)) yield treeChangeRow(change);
  },
  'app.reasons': (input, { engine }) => ({ items: engine.applications.reasons(keyOf(input.name)).map(reasonRow) }),
  'app.resource': (input, { engine }, signal) => engine.applications.liveResource(keyOf(input.name), input.ref, signal),
  'app.events': async (input, { engine }, signal) => ({
    items: [...(await engine.applications.events(keyOf(input.name), input.ref, signal))],
  }),
  'app.revision': async (input, { engine }, signal) => {
    const { sha, author, email, date, message } = await engine.applications.commit(
      keyOf(input.name),
      input.revision as CommitSha,
      input.source ?? 0,
      signal,
    );
    return { revision: sha, author, email, date, message };
  },
  'app.logs': ({ name, resource, ...input }, { engine }, signal) =>
    engine.applications.logs(keyOf(name), { ...input, ...(resource === undefined ? {} : { name: resource }) }, signal),

  'sandbox.start': (_input, { sandbox }) => {
    if (sandbox) return sandbox.start();
    throw new ArgosyError('FailedPrecondition', 'this engine has no sandbox', {
      advice: 'Start one with `argosy sandbox up` and connect its contexts.',
    });
  },

  'project.list': (_input, { engine }) => ({ items: [...engine.projects.list()].sort(byName) }),
  'project.get': (input, { engine }) => engine.projects.get(input.name),
  'project.create': (input, { engine }) => engine.projects.put(parseProject(input.project), input),
  'project.delete': (input, { engine }) => {
    engine.projects.remove(input.name);
    return {};
  },

  'repository.list': (_input, { engine }) => ({ items: engine.repositories.list().map(repositoryRow) }),
  'repository.add': async ({ upsert, ...input }, { engine }, signal) =>
    repositoryRow(await engine.repositories.add(input, { upsert }, signal)),
  'repository.remove': async (input, { engine }) => {
    await engine.repositories.remove(input.url);
    return {};
  },

  'cluster.list': (_input, { engine }) => ({ items: engine.clusters.list().map(clusterRow) }),
  'cluster.get': (input, { engine }) => clusterRow(engine.clusters.get(input.cluster)),
  'cluster.contexts': async (input, { engine }) => ({
    items: (await engine.clusters.contexts(input.kubeconfig)).map((context) => ({ ...context })),
  }),
  'cluster.add': async ({ kubeconfig, ...input }, { engine }, signal) =>
    clusterRow(
      await engine.clusters.add(
        { ...input, ...(kubeconfig === undefined ? {} : { kubeconfigPath: kubeconfig }) },
        signal,
      ),
    ),
  'cluster.reconnect': (input, { engine }) => clusterRow(engine.clusters.reconnect(input.cluster)),
  'cluster.remove': async (input, { engine }) => {
    await engine.clusters.remove(input.cluster);
    return {};
  },

  'task.cancel': (input, { engine }) => ({ cancelled: engine.tasks.cancel(input.id) }),

  'config.get': (_input, { engine }) => ({ values: Object.fromEntries(engine.config.get()) }),
  'config.set': (input, { engine }) => {
    const changes = Object.entries(input.values).map(([key, value]) => [key, value ?? undefined] as const);
    return { notes: [...engine.config.set(new Map(changes))] };
  },
};

function revertOf(choice: Omit<ParsedInput<'app.revertPlan'>, 'name'>): RevertChoice {
  return { id: choice.id, source: choice.source ?? 0, branch: choice.branch, prune: choice.prune ?? false };
}

function captureOf(choice: Omit<ParsedInput<'app.capturePlan'>, 'name'>): CaptureChoice {
  return { refs: choice.refs, branch: choice.branch, message: choice.message };
}

/** `name` or `namespace/name` (reference §12.1). */
function keyOf(name: string): AppKey {
  const slash = name.indexOf('/');
  return slash < 0 ? appKey(name) : appKey(name.slice(slash + 1), name.slice(0, slash));
}

function qualifiedName(app: Application): string {
  const { name, namespace } = app.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function find(engine: Engine, key: AppKey): Application | undefined {
  return engine.applications.list().find((app) => keyOf(qualifiedName(app)) === key);
}

/** Status flows while a create is under way: only what a person declares counts as a change. */
function sameSpec(a: Application, b: Application): boolean {
  return JSON.stringify([a.spec, a.metadata]) === JSON.stringify([b.spec, b.metadata]);
}

/** A cluster by name and by server: applications may say either. */
function spellings(cluster: string, engine: Engine): ReadonlySet<string | undefined> {
  const view = engine.clusters.list().find(({ name, server }) => name === cluster || server === cluster);
  return new Set(view === undefined ? [cluster] : [view.name, view.server]);
}

function selects(
  input: ParsedInput<'app.list'>,
  clusters: ReadonlySet<string | undefined> | undefined,
  app: Application,
): boolean {
  const sources = app.spec.sources ?? (app.spec.source ? [app.spec.source] : []);
  const { destination } = app.spec;
  return (
    (input.projects === undefined || input.projects.includes(app.spec.project)) &&
    (input.repo === undefined || sources.some((source) => source.repoURL === input.repo)) &&
    (clusters === undefined || clusters.has(destination.server) || clusters.has(destination.name)) &&
    (input.namespace === undefined || (app.metadata.namespace ?? CONTROL_PLANE_NAMESPACE) === input.namespace) &&
    (input.selector === undefined || matchesSelector(input.selector, app.metadata.labels ?? {}))
  );
}

interface Named {
  readonly metadata: { readonly name: string };
}

function byName(a: Named, b: Named): number {
  return a.metadata.name < b.metadata.name ? -1 : a.metadata.name > b.metadata.name ? 1 : 0;
}

function parsePatch(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ArgosyError('InvalidArgument', `the patch is not JSON: ${(error as Error).message}`);
  }
}
