import { judgeDeletions } from '../access/index.ts';
import {
  applyJqRules,
  type CompiledIgnore,
  compileIgnore,
  type DiffSettings,
  type PathDifference,
} from '../diff/index.ts';
import {
  type AppKey,
  gvkOf,
  isSelfReferenced,
  type KubeObject,
  parseResourceKey,
  type ResourceKey,
  type SyncOperation,
  trackedBy,
} from '../model/index.ts';
import { describePlan, type PlanInput, plan, planHash, type SyncTask } from '../sync/index.ts';
import type { ApplicationsPorts } from './applications-ports.ts';
import type { Compared } from './compared.ts';
import type { ApplicationPlan, PlanRow } from './engine.ts';
import { type GateFacts, gateFacts } from './gate.ts';
import { othersDeclaring } from './others-declaring.ts';
import { createdFields, FieldBudget, metadataChanges, overwrittenFields } from './planned-fields.ts';
import { planInput } from './sync-input.ts';
import { isRefusal, tryObject } from './try-object.ts';
import { windowBlock } from './window-block.ts';

type PlanPorts = Pick<ApplicationsPorts, 'clock' | 'settings' | 'records' | 'reconciler'>;

/**
 * What a sync would do, as a value to be read before anything is done. Every object that would be written is tried at the API server, all at once
 * within the cluster's budget; the sync that follows asks nothing of this again. `sync` without options means those of the spec.
 */
export async function applicationPlan(
  ports: PlanPorts,
  compared: Compared,
  request: SyncOperation,
  signal: AbortSignal,
): Promise<ApplicationPlan> {
  const { record, target, comparison, grounds } = compared;
  const options = request.syncOptions ?? record.app.spec.syncPolicy?.syncOptions;
  const sync = options === undefined ? request : { ...request, syncOptions: options };
  const failOnShared = sync.syncOptions?.includes('FailOnSharedResource=true') === true;
  const gate = gateFacts(record, grounds, ports.settings(), failOnShared);
  const others = othersDeclaring(ports.records, record, grounds.destination);
  const input = await planInput(record, gate, target, comparison, sync, ports.clock.now(), signal, others);
  const planned = plan(input);
  const tasks = planned.steps.flatMap((step) => step.tasks);
  const teller = new PlanTeller(ports, compared, gate, input, signal);
  const described = describePlan(planned);
  const rows = await Promise.all(described.map((row, index) => teller.row(row, tasks[index]!)));
  const guards = judgeDeletions({
    deletes: rows.filter((row) => row.change === 'prune').map((row) => row.ref),
    live: [...comparison.rows.values()].filter((row) => row.live !== undefined).length,
    desired: target.desired.size,
  }).map(({ message }) => message);
  const shared = comparison.conditions.filter(({ type }) => type === 'SharedResourceWarning');
  if (failOnShared && shared.length > 0)
    guards.push(`Shared resource found: ${shared.map(({ message }) => message).join(', ')}`);
  const window = windowBlock(record.app, grounds.project, grounds.destination, 'manual', ports.clock.now());
  const notes = window === undefined ? teller.notes() : [`A sync is blocked now: ${window.message}`, ...teller.notes()];
  return { hash: planHash(planned), invalid: planned.invalid, guards, notes, rows };
}

type Described = ReturnType<typeof describePlan>[number];

/** Makes the rows of one plan, and remembers what could not be told. */
class PlanTeller {
  readonly #ports: PlanPorts;
  readonly #compared: Compared;
  readonly #gate: GateFacts;
  /** The namespace that the sync would make before it tries anything; a plan has to do without. */
  readonly #missing: string | undefined;
  /** As it lives, where the application manages its metadata. */
  readonly #namespace: KubeObject | undefined;
  readonly #signal: AbortSignal;
  readonly #settings: DiffSettings;
  readonly #rules: CompiledIgnore;
  readonly #nothingIgnored: { readonly rules: CompiledIgnore; readonly settings: DiffSettings };
  readonly #budget = new FieldBudget();
  /** Objects by what could not be told about them. */
  readonly #untold = new Map<string, string[]>();

  constructor(ports: PlanPorts, compared: Compared, gate: GateFacts, input: PlanInput, signal: AbortSignal) {
    this.#missing = input.namespaceExists ? undefined : input.destinationNamespace;
    this.#namespace = input.namespace;
    this.#ports = ports;
    this.#compared = compared;
    this.#gate = gate;
    this.#signal = signal;
    this.#settings = ports.settings().diff;
    this.#rules = compileIgnore(compared.record.app.spec.ignoreDifferences, this.#settings);
    const settings = { ...this.#settings, ignoreByKind: new Map() };
    this.#nothingIgnored = { settings, rules: compileIgnore(undefined, settings) };
  }

  async row({ key, phase, wave, change, note }: Described, task: SyncTask): Promise<PlanRow> {
    const ref = parseResourceKey(key);
    const overwritten = await this.#overwritten(task);
    const told: { -readonly [field in keyof PlanRow]: PlanRow[field] } = {
      phase,
      wave,
      change,
      note,
      ref: task.generateName === undefined ? ref : { ...ref, name: task.generateName },
      paths: [...this.#paths(change, task), ...overwritten],
      sharedWith: this.#sharedWith(task),
    };
    if (told.change === 'same' && overwritten.length > 0) told.change = 'change';
    if (overwritten.length > 0) told.note = both(told.note, overwriteNote(overwritten));
    if (task.generateName !== undefined) told.note = both(told.note, 'gets a name of its own at each sync');
    if (task.refusal !== undefined || task.act === 'prune') return told;
    const refused = await this.#try(task);
    return refused === undefined ? told : { ...told, change: 'refused', note: refused };
  }

  notes(): readonly string[] {
    return [...this.#untold].map(([text, names]) => {
      const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
      return `${names.slice(0, 3).join(', ')}${more} ${text}`;
    });
  }

  /** The server's refusal, in its words. */
  async #try(task: SyncTask): Promise<string | undefined> {
    const { reconciler } = this.#ports;
    const world = {
      cluster: this.#gate.destination.cluster,
      gate: this.#gate,
      row: this.#compared.comparison.rows.get(task.key),
      rules: this.#rules,
      jq: reconciler.jq,
      trials: reconciler.trials,
      planning: true,
    };
    try {
      const untold = await tryObject(world, this.#asFarAsNow(task), this.#signal);
      if (untold !== undefined) this.#cannotTell(task.key, untold);
      return undefined;
    } catch (error) {
      this.#signal.throwIfAborted();
      if (!(error instanceof Error)) throw error;
      if (isRefusal(error)) return error.message;
      this.#cannotTell(task.key, `could not be tried: ${error.message}`);
      return undefined;
    }
  }

  #asFarAsNow(task: SyncTask): SyncTask {
    const { options, resource } = task;
    const waits = options.dryRun === 'yes' && resource.namespaced && this.#missing !== undefined;
    if (!waits || resource.desired?.metadata.namespace !== this.#missing) return task;
    return { ...task, options: { ...options, dryRun: 'namespace-not-there-yet' } };
  }

  #cannotTell(key: ResourceKey, text: string): void {
    const { kind, name } = parseResourceKey(key);
    const names = this.#untold.get(text);
    if (names) names.push(`${kind} ${name}`);
    else this.#untold.set(text, [`${kind} ${name}`]);
  }

  #paths(change: PlanRow['change'], task: SyncTask): readonly PathDifference[] {
    const verdict = this.#compared.comparison.rows.get(task.key)?.verdict;
    if (change === 'change' && verdict?.kind === 'differs') return verdict.paths;
    const { desired } = task.resource;
    if (change === 'change' && desired && this.#namespace) return metadataChanges(this.#namespace, desired);
    if (change !== 'create' || desired === undefined) return [];
    const fields = createdFields(desired, this.#settings.maskedAnnotations, this.#budget);
    if (fields === undefined) this.#cannotTell(task.key, 'would be created with more fields than a plan lists');
    return fields ?? [];
  }

  async #overwritten(task: SyncTask): Promise<readonly PathDifference[]> {
    const { desired } = task.resource;
    const row = this.#compared.comparison.rows.get(task.key);
    if (task.act !== 'apply' || task.hook !== undefined || !desired || !row?.live?.whole) return [];
    if (task.options.respectIgnoreDifferences) return [];
    const { pointers, jq, managers } = this.#rules.rulesFor(desired);
    if (jq.length + managers.size === 0 && pointers.every(([first]) => first === 'status')) return [];
    if (row.live.apiVersion !== desired.apiVersion) return [];
    const { cluster } = this.#gate.destination;
    const sides = { desired, live: row.live.object() };
    const shown = await applyJqRules(this.#rules, sides, this.#ports.reconciler.jq, this.#signal);
    const schema = await cluster.schemaOf(gvkOf(desired), this.#signal);
    return overwrittenFields(sides, shown, schema, this.#rules, this.#nothingIgnored);
  }

  /** Who declares it, and whom its mark names. */
  #sharedWith({ key, resource }: SyncTask): readonly AppKey[] {
    const { record, grounds } = this.#compared;
    const others = new Set(othersDeclaring(this.#ports.records, record, grounds.destination)(key));
    const owner = resource.live && ownerOf(resource.live.object(), this.#gate);
    if (owner !== undefined && owner !== record.key) others.add(owner);
    return [...others].sort();
  }
}

function ownerOf(live: KubeObject, { owner: { tracking } }: GateFacts): AppKey | undefined {
  if (tracking === undefined || !isSelfReferenced(live, tracking)) return undefined;
  return trackedBy(live, tracking) as AppKey | undefined;
}

function overwriteNote(paths: readonly PathDifference[]): string {
  const names = paths.slice(0, 3).map(({ text }) => text);
  const more = paths.length > names.length ? ` and ${paths.length - names.length} more` : '';
  return `overwrites what comparing ignores: ${names.join(', ')}${more} (RespectIgnoreDifferences=true keeps it)`;
}

function both(first: string, second: string): string {
  return first === '' ? second : `${first}; ${second}`;
}
