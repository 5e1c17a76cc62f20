import { checkApplication } from '../access/index.ts';
import type { KindState } from '../cluster/index.ts';
import type { JqPort } from '../diff/index.ts';
import type { Repositories } from '../git/index.ts';
import { applicationHealth } from '../health/index.ts';
import {
  type AppKey,
  type Application,
  type AppProject,
  ArgosyError,
  CONTROL_PLANE_NAMESPACE,
  type Condition,
  contentHash,
  type GroupKind,
  type HealthStatus,
  type ResourceKey,
  validateApplication,
} from '../model/index.ts';
import type { RenderContext, Renderer, SourceTree } from '../render/index.ts';
import type { Clock, Logger } from '../runtime/index.ts';
import { type AssembleInput, assembleTarget, assemblyKey, type Target } from './assemble-target.ts';
import { type ComparePorts, type Comparison, compare, kindsOf } from './compare.ts';
import type { Connections } from './connections.ts';
import { withHealthyEntry } from './healthy-entry.ts';
import { withHookFinalizers } from './hook-finalizers.ts';
import { loadTarget, referencesOf } from './load-target.ts';
import type { AppRecord, Destination, Level, Row } from './record.ts';
import { type Records, sourcesOf } from './records.ts';
import type { EngineSettings } from './settings.ts';
import { buildStatus, sameStatus, syncStatusOf } from './status.ts';
import { timestamp } from './timestamps.ts';
import { storedTrials, type Trials } from './trials.ts';

export interface ReconcilePorts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly records: Records;
  readonly connections: Connections;
  readonly repositories: Repositories;
  readonly renderer: Renderer;
  readonly project: (name: string) => AppProject | undefined;
  readonly settings: () => EngineSettings;
  readonly compare: ComparePorts;
  /** Asks the cluster's cache to hold an object's text. */
  readonly keepWhole: (server: string, key: ResourceKey) => void;
  readonly counted: (what: 'refresh' | 'comparison', times: number) => void;
  /** Queues another pass after so many milliseconds. */
  readonly again: (record: AppRecord, level: Level, afterMs: number) => void;
}

/** What a pass needs before it can look at the cluster; conditions instead when the spec does not allow it. */
type Grounds =
  | { readonly kind: 'ok'; readonly destination: Destination; readonly project: AppProject }
  | {
      readonly kind: 'invalid';
      readonly conditions: readonly Condition[];
      /** The spec may be fine: the cluster's kubeconfig cannot be used now, which nobody will tell when it changes. */
      readonly passing: boolean;
    };

/** One pass of the loop over one application: revision → target → comparison → status (reference §2). Never writes to a cluster. */
export class Reconciler {
  readonly #ports: ReconcilePorts;
  /** What API servers were asked to try: comparing, planning and syncing share it. */
  readonly trials: Trials;

  constructor(ports: ReconcilePorts) {
    this.#ports = ports;
    this.trials = storedTrials(ports.compare.store, ports.clock);
  }

  get jq(): JqPort {
    return this.#ports.compare.jq;
  }

  async pass(
    record: AppRecord,
    work: { level: Level; dirty: AppRecord['dirty'] | ReadonlySet<string>; since: number | undefined },
    signal: AbortSignal,
  ): Promise<void> {
    this.#ports.counted('refresh', 1);
    const grounds = this.grounds(record.app);
    if (grounds.kind === 'invalid') {
      this.#finishInvalid(record, grounds.conditions);
      if (grounds.passing) this.#ports.again(record, 2, LOOK_AGAIN_MS);
      return;
    }
    record.destination = grounds.destination;
    record.project = grounds.project;

    const inputs = this.inputsOf(record.app);
    const fresh = record.target !== undefined && record.targetInputs === inputs;
    let dirty = work.dirty as AppRecord['dirty'];
    if (work.level > 1 || !fresh) {
      const before = record.target;
      const loaded = await this.#load(record, grounds, work.level, work.since, signal);
      if (loaded === 'keep') {
        // The last target stands; what changed in the cluster is compared with it all the same.
        if (!fresh) return;
      } else if (loaded !== undefined) {
        record.target = loaded;
        record.targetInputs = inputs;
        if (before?.id === loaded.id && dirty !== 'all' && record.rows.size > 0) dirty = new Set(dirty);
        else dirty = 'all';
        if (before?.desired !== loaded.desired) {
          this.#ports.records.indexObjects(record, grounds.destination.server, loaded.desired);
        }
      } else {
        dirty = 'all';
      }
    }
    const target = record.targetFailure === undefined ? record.target : undefined;
    record.kindStates = new Map();
    const comparison = await this.compareWith(record, grounds, target, dirty, signal, record.rows, (states) => {
      record.kindStates = states;
    });
    record.rows = comparison.rows;
    this.#finish(record, target, comparison, work.level);
  }

  /** What of the spec and the settings a target is made from. */
  inputsOf(app: Application): string {
    return contentHash([sourcesOf(app), app.spec.destination, app.spec.project, this.#ports.settings().digest]);
  }

  /** Project, destination and spec rules, without any I/O. */
  grounds(app: Application): Grounds {
    const conditions: Condition[] = [...validateApplication(app)];
    const invalid = (message: string): void => void conditions.push({ type: 'InvalidSpecError', message });
    const project = this.#ports.project(app.spec.project);
    if (!project) invalid(`Application referencing project ${app.spec.project} which does not exist`);
    let destination: Destination | undefined;
    let resolved = false;
    try {
      const found = this.#ports.connections.resolve(app.spec.destination);
      resolved = true;
      destination = {
        cluster: this.#ports.connections.open(found),
        server: found.server,
        name: found.name,
        namespace: app.spec.destination.namespace ?? '',
        project: found.project,
      };
      if (project)
        conditions.push(
          ...checkApplication(app, project, {
            server: found.server,
            name: found.name,
            namespace: destination.namespace,
            project: found.project,
          }),
        );
    } catch (error) {
      if (!(error instanceof ArgosyError)) throw error;
      if (!conditions.some((condition) => condition.message === error.message)) invalid(error.message);
    }
    if (conditions.length > 0 || !project || !destination) {
      return { kind: 'invalid', conditions, passing: resolved && destination === undefined };
    }
    return { kind: 'ok', destination, project };
  }

  /** Loads and assembles a target; throws ArgosyError. Reuses `previous` when nothing that it depends on changed. */
  async loadTarget(
    app: Application,
    appKey: AppKey,
    destination: Destination,
    options: {
      readonly sources: ReturnType<typeof sourcesOf>;
      readonly revisions: readonly string[] | undefined;
      readonly freshness: 'cached' | 'latest';
      readonly since?: number | undefined;
      readonly force: boolean;
      readonly previous: Target | undefined;
    },
    signal: AbortSignal,
  ): Promise<Target> {
    const context = await this.#context(app, appKey, destination, signal);
    const { revisions, results } = await loadTarget(this.#ports, { ...options, context }, signal);
    const input = await this.assembleInput(
      appKey,
      destination,
      results.flatMap((r) => r.resources.map((x) => x.object)),
      signal,
    );
    const { previous } = options;
    if (previous && previous.id === assemblyKey(input, results)) {
      return previous.revisions.join() === revisions.join() ? previous : { ...previous, revisions };
    }
    return assembleTarget(input, results, revisions);
  }

  /** The target that a folder of this machine gives for the application's only source. */
  async loadLocal(
    app: Application,
    appKey: AppKey,
    destination: Destination,
    tree: SourceTree,
    signal: AbortSignal,
  ): Promise<Target> {
    const [source] = sourcesOf(app);
    if (!source) throw new ArgosyError('InvalidArgument', 'the application has no source', { subject: appKey });
    // The folder stands for the source's path.
    return this.loadTree(app, appKey, destination, { ...source, path: '.' }, tree, 'local', signal);
  }

  /** The target that one source alone gives from any tree: a folder, or a commit that is not made yet. */
  async loadTree(
    app: Application,
    appKey: AppKey,
    destination: Destination,
    source: ReturnType<typeof sourcesOf>[number],
    tree: SourceTree,
    revision: string,
    signal: AbortSignal,
  ): Promise<Target> {
    const context = await this.#context(app, appKey, destination, signal);
    const references = await referencesOf(this.#ports.repositories, app.spec.sources ?? [], signal);
    const result = await this.#ports.renderer.render({ source, tree, context, references }, signal);
    const input = await this.assembleInput(
      appKey,
      destination,
      result.resources.map((r) => r.object),
      signal,
    );
    return assembleTarget(input, [result], [revision]);
  }

  async #context(
    app: Application,
    appKey: AppKey,
    destination: Destination,
    signal: AbortSignal,
  ): Promise<RenderContext> {
    const capabilities = await destination.cluster.capabilities(signal);
    return {
      appName: appKey,
      appNamespace: app.metadata.namespace ?? CONTROL_PLANE_NAMESPACE,
      project: app.spec.project,
      destinationNamespace: destination.namespace,
      kubeVersion: capabilities.kubeVersion,
      apiVersions: capabilities.apiVersions,
      capabilitiesDigest: capabilities.digest,
      settings: this.#ports.settings().render,
    };
  }

  /** Compares with any target: the spec's own, a pinned revision, local manifests. */
  async compareWith(
    record: AppRecord,
    grounds: { readonly destination: Destination; readonly project: AppProject },
    target: Target | undefined,
    dirty: AppRecord['dirty'],
    signal: AbortSignal,
    previous: ReadonlyMap<string, Row> = record.rows,
    told: (states: ReadonlyMap<string, KindState['kind']>) => void = () => undefined,
  ): Promise<Comparison & { readonly unreadable: readonly string[] }> {
    const { cluster } = grounds.destination;
    const kinds = new Map<string, GroupKind>();
    for (const kind of target?.kinds ?? []) kinds.set(`${kind.group}/${kind.kind}`, kind);
    for (const kind of kindsOf(record.app)) kinds.set(`${kind.group}/${kind.kind}`, kind);
    await Promise.all([...kinds.values()].map((kind) => cluster.watch(kind, signal)));
    // Read together, after the last of them has loaded: what changes from now on is told.
    const states = [...kinds.values()].map((kind) => ({ kind, state: cluster.kindState(kind) }));
    told(new Map(states.map(({ kind, state }) => [`${kind.group}/${kind.kind}`, state.kind])));
    const unreadable = states.flatMap(({ kind, state }) => unreadableText(kind, state));
    const comparison = await compare(
      this.#ports.compare,
      {
        app: record.app,
        appKey: record.key,
        project: grounds.project,
        destination: grounds.destination,
        target: target ?? nothing,
        settings: this.#ports.settings(),
        previous: previous as CompareMap,
        dirty: unreadable.length > 0 ? 'all' : dirty,
        keepWhole: (key) => this.#ports.keepWhole(grounds.destination.server, key),
      },
      signal,
    );
    this.#ports.counted('comparison', comparison.compared > 0 ? 1 : 0);
    return { ...comparison, unreadable };
  }

  async assembleInput(
    appKey: AppKey,
    destination: Destination,
    objects: readonly { apiVersion: string; kind: string }[],
    signal: AbortSignal,
  ): Promise<AssembleInput> {
    const settings = this.#ports.settings();
    const scopes = new Map<string, boolean | undefined>();
    for (const { apiVersion, kind } of objects) {
      const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
      const name = `${group}/${kind}`;
      if (scopes.has(name)) continue;
      scopes.set(name, (await destination.cluster.resourceOf({ group, kind }, signal))?.namespaced);
    }
    return {
      appKey,
      destinationNamespace: destination.namespace,
      tracking: settings.tracking,
      namespaced: (kind) => scopes.get(`${kind.group}/${kind.kind}`),
      excluded: (kind) => settings.excluded(kind, destination.server),
    };
  }

  /** Undefined: it failed and the failure is on the record. 'keep': it failed, inside the grace period: nothing is changed. */
  async #load(
    record: AppRecord,
    grounds: { readonly destination: Destination },
    level: Level,
    since: number | undefined,
    signal: AbortSignal,
  ): Promise<Target | undefined | 'keep'> {
    const now = this.#ports.clock.now();
    try {
      const target = await this.loadTarget(
        record.app,
        record.key,
        grounds.destination,
        {
          sources: sourcesOf(record.app),
          revisions: undefined,
          freshness: level >= 3 ? 'latest' : 'cached',
          since,
          force: level >= 4,
          previous: record.target,
        },
        signal,
      );
      record.targetFailure = undefined;
      return target;
    } catch (error) {
      if (signal.aborted) throw error;
      const message = failureText(error);
      if (message === undefined) throw error;
      // Reference §2.1: an outage that nobody asked about is shown only when it lasts longer than the grace period. Argo CD hides what does not
      // render for as long, unless a webhook told of the commit; a commit that was seen is told here at once.
      const since = record.targetFailure?.since ?? now;
      const grace = this.#ports.settings().repoErrorGraceMs;
      const hadTarget = record.target !== undefined || record.app.status?.sync !== undefined;
      if (level < 3 && isOutage(error) && hadTarget && record.targetFailure === undefined && grace > 0) {
        this.#ports.logger.warn('the target could not be loaded; the last state is kept for now', {
          app: record.key,
          error: message,
        });
        this.#ports.again(record, 3, grace);
        return 'keep';
      }
      record.targetFailure = { message, since };
      return undefined;
    }
  }

  #finish(
    record: AppRecord,
    target: Target | undefined,
    comparison: Comparison & { unreadable: readonly string[] },
    level: Level,
  ): void {
    const app = target ? withHookFinalizers(record.app, target) : record.app;
    const now = timestamp(this.#ports.clock.now());
    const conditions: Condition[] = [...(target?.conditions ?? []), ...comparison.conditions];
    if (record.targetFailure) {
      conditions.push({
        type: 'ComparisonError',
        message: `Failed to load target state: ${record.targetFailure.message}`,
      });
    }
    for (const text of comparison.unreadable) {
      conditions.push({ type: 'ComparisonError', message: `Failed to load live state: ${text}` });
    }
    conditions.push(...missingNamespaces(comparison.rows.values()));
    const unknown = record.targetFailure !== undefined || comparison.unreadable.length > 0;
    const built = buildStatus({
      app,
      sync: unknown ? 'Unknown' : syncStatusOf(comparison.rows.values(), app),
      revisions: (target ?? record.target)?.revisions ?? [],
      sourceTypes: (target ?? record.target)?.sourceTypes ?? [],
      health: healthOf(record, comparison),
      rows: comparison.rows.values(),
      conditions,
      reconciledAt: level >= 2 ? now : (app.status?.reconciledAt ?? now),
      now,
    });
    const status = withHealthyEntry(built, app.operation !== undefined, now);
    const first = !record.compared;
    record.compared = true;
    if (app !== record.app || !sameStatus(app.status, status)) this.#ports.records.put(record, { ...app, status });
    else if (first || level >= 2) this.#ports.records.show(record, { ...app, status });
  }

  #finishInvalid(record: AppRecord, conditions: readonly Condition[]): void {
    const now = timestamp(this.#ports.clock.now());
    record.rows = new Map();
    record.target = undefined;
    record.targetInputs = '';
    const status = buildStatus({
      app: record.app,
      sync: 'Unknown',
      revisions: [],
      sourceTypes: [],
      health: { status: 'Unknown' },
      rows: [],
      conditions,
      reconciledAt: now,
      now,
    });
    // The objects are remembered, because their kinds have to be looked at again; what they are like now is not known.
    const resources = (record.app.status?.resources ?? []).map(({ health: _health, status: known, ...rest }) =>
      known === undefined ? rest : { ...rest, status: 'Unknown' as const },
    );
    const kept = { ...status, resources };
    const first = !record.compared;
    record.compared = true;
    if (!sameStatus(record.app.status, kept)) this.#ports.records.put(record, { ...record.app, status: kept });
    else if (first) this.#ports.records.show(record, { ...record.app, status: kept });
  }
}

/** Between two looks at a kubeconfig that cannot be used. */
const LOOK_AGAIN_MS = 10_000;

type CompareMap = Parameters<typeof compare>[1]['previous'];

const nothing: Target = {
  id: '',
  revisions: [],
  sourceTypes: [],
  desired: new Map(),
  kinds: [],
  namespaced: new Set(),
  conditions: [],
};

function healthOf(record: AppRecord, comparison: Comparison & { unreadable: readonly string[] }): HealthStatus {
  if (comparison.unreadable.length > 0) {
    const before = record.app.status?.health;
    const last = before && before.status !== 'Unknown' ? ` (was ${before.status})` : '';
    return { status: 'Unknown', message: `${comparison.unreadable[0]}${last}` };
  }
  return applicationHealth(
    [...comparison.rows.values()].map((row) => ({
      key: row.key,
      health: row.health,
      live: row.live !== undefined,
      hook: row.hook,
      ignored: row.healthIgnored,
      self: row.ref.kind === 'Application' && row.ref.name === record.app.metadata.name,
    })),
  );
}

/** Reference §2.3: a namespaced object for which nobody named a namespace. */
function missingNamespaces(rows: Iterable<Row>): Condition[] {
  const conditions: Condition[] = [];
  for (const row of rows) {
    if (row.namespaceMissing) {
      const { group, version, kind, name } = row.ref;
      conditions.push({
        type: 'InvalidSpecError',
        message: `Namespace for ${name} ${group}/${version}, Kind=${kind} is missing.`,
      });
    }
  }
  return conditions;
}

function unreadableText(kind: GroupKind, state: KindState): readonly string[] {
  const name = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  switch (state.kind) {
    case 'synced':
    case 'absent':
      return [];
    case 'loading':
      return [`${name} has not been read yet`];
    case 'forbidden':
      return [state.message];
    case 'stale':
      return [`${name}: ${state.message} (last read ${timestamp(state.since)})`];
  }
}

/** The repository (or the cluster that says what it serves) could not be reached: nothing is wrong with what is in it. */
function isOutage(error: unknown): boolean {
  return error instanceof ArgosyError && (error.retry || OUTAGES.has(error.code));
}

const OUTAGES: ReadonlySet<ArgosyError['code']> = new Set(['Unavailable', 'DeadlineExceeded', 'Unauthenticated']);

/** Text for the condition; undefined when the error is a bug and must be loud. */
function failureText(error: unknown): string | undefined {
  if (error instanceof ArgosyError) return error.message;
  return undefined;
}
