import { type Cluster, ClusterError, type LiveResource, type SchemaNode } from '../cluster/index.ts';
import {
  applyJqRules,
  type CompiledIgnore,
  compareTier1,
  compileIgnore,
  confirm,
  type JqPort,
  needsConfirmation,
  type Sides,
  type Verdict,
  verdictKey,
} from '../diff/index.ts';
import { assess, type HealthScripts } from '../health/index.ts';
import {
  type AppKey,
  type Application,
  type AppProject,
  type Condition,
  compareOptions,
  contentHash,
  formatApiVersion,
  type GroupKind,
  gvkOf,
  hookRole,
  isManagedBy,
  type KubeObject,
  objectSyncOptions,
  parseApiVersion,
  parseResourceKey,
  parseTrackingId,
  type ResourceKey,
  SyncOptions,
  type SyncStatusCode,
  syncWave,
} from '../model/index.ts';
import type { Store } from '../store/index.ts';
import type { Desired, Target } from './assemble-target.ts';
import { comparableLive } from './comparable-live.ts';
import { type GateFacts, gateFacts, refusalOf } from './gate.ts';
import { migrationOf } from './migration.ts';
import type { Destination, Row } from './record.ts';
import type { EngineSettings } from './settings.ts';
import { wholeLive } from './whole-live.ts';

/** The field manager of everything that Argosy applies. */
export const FIELD_MANAGER = 'argosy';

/** Of an object that lives while nobody can say whether Git still wants it. */
export const TARGET_UNKNOWN = 'what Git wants could not be loaded';

export interface ComparePorts {
  readonly jq: JqPort;
  readonly health: HealthScripts;
  readonly store: Pick<Store, 'cacheGet' | 'cachePut'>;
  readonly jqFailed: (message: string) => void;
  /** Counts a tier-2 dry run. */
  readonly dryRunCounted: () => void;
}

export interface CompareRequest {
  readonly app: Application;
  readonly appKey: AppKey;
  readonly project: AppProject;
  readonly destination: Destination;
  /** With the id '' where it could not be loaded: what is tracked is then shown as it lives, and nothing is a candidate for pruning. */
  readonly target: Target;
  readonly settings: EngineSettings;
  readonly previous: ReadonlyMap<ResourceKey, Row>;
  readonly dirty: ReadonlySet<ResourceKey> | 'all';
  /** An object had to be read singly: the cache should hold it whole from now on. */
  readonly keepWhole: (key: ResourceKey) => void;
}

export interface Comparison {
  readonly rows: Map<ResourceKey, Row>;
  readonly conditions: readonly Condition[];
  /** Objects that were really compared, not taken over from before. */
  readonly compared: number;
}

/** Compares an application's objects with what lives (reference §2.2 steps 5 to 11, §2.3). Never writes to the cluster. */
export async function compare(ports: ComparePorts, request: CompareRequest, signal: AbortSignal): Promise<Comparison> {
  const pass = new ComparePass(ports, request, signal);
  return pass.run();
}

class ComparePass {
  readonly #ports: ComparePorts;
  readonly #request: CompareRequest;
  readonly #signal: AbortSignal;
  readonly #cluster: Cluster;
  readonly #rules: CompiledIgnore;
  /** Everything that a row depends on besides its two objects: rules, health scripts, what the project permits. */
  readonly #judgement: string;
  readonly #schemas = new Map<string, SchemaNode | undefined>();
  readonly #gate: GateFacts;
  /** What webhooks change counts, says the application (reference §2.7). */
  readonly #includeMutations: boolean;
  readonly #conditions: Condition[] = [];
  #compared = 0;

  constructor(ports: ComparePorts, request: CompareRequest, signal: AbortSignal) {
    this.#ports = ports;
    this.#request = request;
    this.#signal = signal;
    this.#cluster = request.destination.cluster;
    this.#gate = gateFacts({ key: request.appKey }, request, request.settings);
    this.#rules = compileIgnore(request.app.spec.ignoreDifferences, request.settings.diff);
    this.#includeMutations = compareOptions(request.app).includeMutationWebhook;
    const judgement = [this.#rules.hash, request.settings.digest, request.project.spec, this.#includeMutations];
    this.#judgement = contentHash(judgement).slice(0, 16);
  }

  async run(): Promise<Comparison> {
    const { target, previous, dirty, appKey } = this.#request;
    // A partial pass starts from what is known and replaces only what changed.
    const rows = dirty === 'all' ? new Map<ResourceKey, Row>() : new Map(previous);
    const keys = dirty === 'all' ? this.#allKeys() : dirty;
    for (const key of keys) {
      const desired = target.desired.get(key);
      const live = this.#cluster.live(key);
      const row = this.#row(key, desired, live, appKey);
      const settled = row instanceof Promise ? await row : row;
      if (settled === undefined) rows.delete(key);
      else rows.set(key, settled);
    }
    for (const row of rows.values()) this.#warnShared(row);
    return { rows, conditions: this.#conditions, compared: this.#compared };
  }

  #allKeys(): Set<ResourceKey> {
    const keys = new Set(this.#request.target.desired.keys());
    for (const live of this.#cluster.trackedBy(this.#request.appKey)) keys.add(live.key);
    return keys;
  }

  /** A row, or a promise of one when a schema, a script or the API server has to be asked. Undefined: not ours, nothing to show. */
  #row(
    key: ResourceKey,
    desired: Desired | undefined,
    live: LiveResource | undefined,
    appKey: AppKey,
  ): Row | undefined | Promise<Row | undefined> {
    if (!desired) {
      if (!live || !this.#isOurs(live, appKey)) return undefined;
      return this.#extraRow(key, live);
    }
    const inputs = `${desired.hash}|${live?.uid ?? ''}|${live?.resourceVersion ?? ''}|${this.#judgement}`;
    const before = this.#request.previous.get(key);
    const kindState = this.#cluster.kindState(gvkOf(desired.object));
    const known = kindState.kind === 'synced' || kindState.kind === 'absent';
    if (before && before.inputs === inputs && known && before.verdict.kind !== 'unknown') return before;
    this.#compared += 1;
    return this.#compareRow(
      key,
      desired,
      live,
      inputs,
      known ? undefined : describeKindState(desired.object.kind, kindState),
    );
  }

  async #compareRow(
    key: ResourceKey,
    desired: Desired,
    found: LiveResource | undefined,
    inputs: string,
    unreadable: string | undefined,
  ): Promise<Row> {
    const object = desired.object;
    const refusal = this.#refusal(key);
    // What the project does not permit is as good as not there (reference §2.2 step 6).
    const seen = refusal === undefined ? found : undefined;
    const live = unreadable === undefined ? await this.#whole(seen) : seen?.whole === true ? seen : undefined;
    const base = {
      key,
      ref: { ...parseResourceKey(key), version: parseApiVersion(object.apiVersion).version },
      hook: desired.hook,
      wave: desired.wave,
      requiresPruning: false,
      inputs,
      live,
      dryRunAccepted: false,
      confirmDeletion: this.#confirmsDeletion(object),
      namespaceMissing: this.#namespaceMissing(object),
      refused: refusal !== undefined,
    };
    if (unreadable !== undefined) {
      return this.#finish(base, { kind: 'unknown', because: unreadable }, undefined, !desired.hook);
    }
    if (desired.hook) return this.#finish(base, { kind: 'same' }, live?.object(), false);
    if (refusal !== undefined) return this.#finish(base, { kind: 'unknown', because: refusal }, undefined, true);
    if (!live) return this.#finish(base, { kind: 'missing' }, undefined, true);

    const { tracking } = this.#request.settings;
    const liveObject = await comparableLive(this.#cluster, live, object, tracking, this.#signal);
    const { verdict, dryRunAccepted } = await this.#verdict(desired, live, liveObject);
    return this.#finish({ ...base, dryRunAccepted }, verdict, liveObject, true);
  }

  /** Tier 1 in process; where it sees a difference, tier 2 asks the server once and the answer is remembered (architecture §4). */
  async #verdict(
    desired: Desired,
    live: LiveResource,
    liveObject: KubeObject,
  ): Promise<{ verdict: Verdict; dryRunAccepted: boolean }> {
    const schema = await this.#schema(desired.object);
    const { settings } = this.#request;
    const jq = this.#rules.hasJq(desired.object);
    const sides = { desired: desired.object, live: liveObject };
    const { client, takesOver } = migrationOf(this.#request.app, desired.object);
    const input = {
      ...(jq ? await this.#withoutIgnored(sides) : sides),
      schema,
      manager: FIELD_MANAGER,
      client,
      rules: this.#rules,
      settings: settings.diff,
    };
    const first = compareTier1(input);
    if (!needsConfirmation(first)) return { verdict: first, dryRunAccepted: false };

    const cacheKey = verdictKey(
      desired.hash,
      live.uid,
      live.resourceVersion,
      `${this.#rules.hash}${takesOver ? client : ''}${this.#includeMutations ? '+mutations' : ''}`,
    );
    const remembered = this.#ports.store.cacheGet('verdict', cacheKey);
    if (remembered) return { verdict: JSON.parse(Buffer.from(remembered).toString()) as Verdict, dryRunAccepted: true };
    this.#ports.dryRunCounted();
    try {
      const answer = await this.#cluster.apply(
        desired.object,
        { fieldManager: FIELD_MANAGER, force: true, dryRun: true },
        this.#signal,
      );
      const dryRun = jq ? (await this.#withoutIgnored({ desired: answer, live: answer })).desired : answer;
      const includeMutations = this.#includeMutations || compareOptions(desired.object).includeMutationWebhook;
      const confirmed = confirm(input, dryRun, { includeMutations, takesOver });
      this.#ports.store.cachePut('verdict', cacheKey, Buffer.from(JSON.stringify(confirmed)));
      return { verdict: confirmed, dryRunAccepted: true };
    } catch (error) {
      if (!(error instanceof ClusterError) || this.#signal.aborted) throw error;
      // The server refuses what Git wants (validation, admission, a missing namespace): it differs all the same, and a sync will
      // meet the same words. A server that cannot answer now leaves tier 1's verdict, which is what a sync would act upon.
      return { verdict: first, dryRunAccepted: false };
    }
  }

  async #finish(
    base: Omit<Row, 'status' | 'verdict' | 'health' | 'counts' | 'healthIgnored'>,
    verdict: Verdict,
    liveObject: KubeObject | undefined,
    counts: boolean,
  ): Promise<Row> {
    const health =
      verdict.kind === 'missing'
        ? { status: 'Missing' as const }
        : verdict.kind === 'unknown' && liveObject === undefined
          ? { status: 'Unknown' as const, message: verdict.because }
          : liveObject && (await assess(liveObject, this.#ports.health, this.#signal));
    return {
      ...base,
      status: statusOf(verdict),
      verdict,
      health,
      counts,
      healthIgnored: liveObject?.metadata.annotations?.['argocd.argoproj.io/ignore-healthcheck'] === 'true',
    };
  }

  /** An object that only lives: a candidate for pruning, where it is known what Git wants (reference §2.3). */
  #extraRow(key: ResourceKey, live: LiveResource): Row | Promise<Row> {
    const known = this.#request.target.id !== '';
    const inputs = `${known ? '' : '?'}|${live.uid}|${live.resourceVersion}|${this.#judgement}`;
    const before = this.#request.previous.get(key);
    if (before && before.inputs === inputs) return before;
    this.#compared += 1;
    const object = live.object();
    const hook = hookRole(object).kind !== 'resource';
    return this.#finish(
      {
        key,
        ref: { ...parseResourceKey(key), version: parseApiVersion(live.apiVersion).version },
        hook,
        wave: syncWave(object),
        requiresPruning: known && !hook,
        inputs,
        live,
        dryRunAccepted: false,
        confirmDeletion: this.#confirmsDeletion(object),
        namespaceMissing: false,
        refused: false,
      },
      known ? { kind: 'extra' } : { kind: 'unknown', because: TARGET_UNKNOWN },
      object,
      !hook && !compareOptions(object).ignoreExtraneous,
    );
  }

  /** Tracked by this application, about this very object, and owned by nobody else in the cluster (reference §1.7). */
  #isOurs(live: LiveResource, appKey: AppKey): boolean {
    // What is not held whole is tracked by nobody.
    if (live.owners.length > 0 || !live.whole) return false;
    const object = live.object();
    return isManagedBy(object, appKey, this.#request.settings.tracking) && this.#refusal(live.key) === undefined;
  }

  /** Of the project, about the kind and its place. Who owns the live object matters for writing, not for looking. */
  #refusal(key: ResourceKey): string | undefined {
    const ref = parseResourceKey(key);
    return refusalOf(this.#gate, { verb: 'apply', ref, namespaced: ref.namespace !== '', live: undefined });
  }

  async #whole(live: LiveResource | undefined): Promise<LiveResource | undefined> {
    if (!live || live.whole) return live;
    this.#request.keepWhole(live.key);
    return wholeLive(this.#cluster, live, this.#signal);
  }

  async #schema(object: KubeObject): Promise<SchemaNode | undefined> {
    const gvk = gvkOf(object);
    const name = `${formatApiVersion(gvk.group, gvk.version)}/${gvk.kind}`;
    if (!this.#schemas.has(name)) this.#schemas.set(name, await this.#cluster.schemaOf(gvk, this.#signal));
    return this.#schemas.get(name);
  }

  /** A rule that fails is skipped, as in Argo CD, but not in silence. */
  #withoutIgnored(sides: Sides): Promise<Sides> {
    const { kind, metadata } = sides.desired;
    const failed = (expression: string, message: string): void =>
      this.#ports.jqFailed(
        `ignoreDifferences: jq expression ${expression} on ${kind} ${metadata.name ?? ''}: ${message}`,
      );
    return applyJqRules(this.#rules, sides, this.#ports.jq, this.#signal, failed);
  }

  #confirmsDeletion(object: KubeObject): boolean {
    const options = objectSyncOptions(new SyncOptions(this.#request.app.spec.syncPolicy?.syncOptions), object);
    return options.prune === 'confirm' || options.delete === 'confirm';
  }

  /** Its kind is namespaced, and neither the object nor the application names a namespace (reference §2.3). */
  #namespaceMissing(object: KubeObject): boolean {
    if (this.#request.destination.namespace !== '' || object.metadata.namespace) return false;
    return this.#request.target.namespaced.has(`${gvkOf(object).group}/${object.kind}`);
  }

  /** Reference §2.2 step 7. */
  #warnShared(row: Row): void {
    if (!row.live || row.requiresPruning) return;
    const byLabel = this.#request.settings.tracking.method === 'label';
    const other = byLabel ? row.live.instance : parseTrackingId(row.live.trackingId)?.app;
    if (!other || other === this.#request.appKey) return;
    this.#conditions.push({
      type: 'SharedResourceWarning',
      message: `${row.ref.kind}/${row.ref.name} is part of applications ${this.#request.appKey} and ${other}`,
    });
  }
}

function statusOf(verdict: Verdict): SyncStatusCode {
  if (verdict.kind === 'same') return 'Synced';
  return verdict.kind === 'unknown' ? 'Unknown' : 'OutOfSync';
}

function describeKindState(kind: string, state: { readonly kind: string; readonly message?: string }): string {
  switch (state.kind) {
    case 'forbidden':
      return state.message ?? `reading ${kind} is forbidden`;
    case 'stale':
      return `the last list of ${kind} is out of date: ${state.message ?? 'the cluster cannot be reached'}`;
    default:
      return `${kind} has not been read yet`;
  }
}

/** Kinds of live objects that an application had before and may have to prune now. */
export function kindsOf(app: Application): readonly GroupKind[] {
  return (app.status?.resources ?? []).map(({ group, kind }) => ({ group: group ?? '', kind }));
}
