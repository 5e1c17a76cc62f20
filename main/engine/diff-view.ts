import type { Cluster } from '../cluster/index.ts';
import { applyJqRules, type CompiledIgnore, compileIgnore, type JqPort, predict } from '../diff/index.ts';
import { type Application, gvkOf, type KubeObject, maskTogether } from '../model/index.ts';
import type { Desired, Target } from './assemble-target.ts';
import { comparableLive } from './comparable-live.ts';
import { type Comparison, FIELD_MANAGER } from './compare.ts';
import type { ResourceDiff } from './engine.ts';
import { migrationOf } from './migration.ts';
import type { AppRecord, Row } from './record.ts';
import type { EngineSettings } from './settings.ts';

/** Both sides of every object of a comparison, masked: what `app diff` and the Diff tab show. */
export async function diffOf(
  compared: {
    readonly record: AppRecord;
    readonly target: Target;
    readonly comparison: Comparison;
    readonly cluster: Cluster;
    readonly jq: JqPort;
  },
  settings: EngineSettings,
  signal: AbortSignal,
  /** Which objects; a large application is not predicted as a whole when one object is looked at. */
  wanted: (row: Row) => boolean = () => true,
): Promise<readonly ResourceDiff[]> {
  const { app } = compared.record;
  const world: DiffWorld = {
    app,
    cluster: compared.cluster,
    jq: compared.jq,
    rules: compileIgnore(app.spec.ignoreDifferences, settings.diff),
    settings,
  };
  const diffs: ResourceDiff[] = [];
  for (const row of compared.comparison.rows.values()) {
    if (!wanted(row)) continue;
    diffs.push(await diffRow(row, compared.target.desired.get(row.key), world, signal));
  }
  return diffs;
}

interface DiffWorld {
  readonly app: Application;
  readonly cluster: Cluster;
  readonly jq: JqPort;
  readonly rules: CompiledIgnore;
  readonly settings: EngineSettings;
}

async function diffRow(
  row: Row,
  desired: Desired | undefined,
  world: DiffWorld,
  signal: AbortSignal,
): Promise<ResourceDiff> {
  const { cluster, rules, settings } = world;
  const live = row.live?.object();
  const schema = desired && (await cluster.schemaOf(gvkOf(desired.object), signal));
  const { predicted, normalizedLive } = predict({
    ...(await sidesOf(row, desired, world, signal)),
    schema,
    manager: FIELD_MANAGER,
    client: desired && migrationOf(world.app, desired.object).client,
    rules,
    settings: settings.diff,
  });
  const [maskedLive, maskedDesired] = maskTogether([live, desired?.object], {
    annotations: settings.diff.maskedAnnotations,
  });
  return {
    ...row,
    live: withoutManagedFields(maskedLive),
    desired: maskedDesired,
    normalizedLive,
    // What the API server itself found equal, in another spelling or by its defaults, is not shown to differ.
    predictedLive: row.verdict.kind === 'same' && !row.hook ? normalizedLive : predicted,
  };
}

/** Just the two objects that the verdict was made from, so that what is shown to differ is what made it differ. */
async function sidesOf(
  { live }: Row,
  desired: Desired | undefined,
  { cluster, jq, rules, settings }: DiffWorld,
  signal: AbortSignal,
): Promise<{ readonly desired: KubeObject | undefined; readonly live: KubeObject | undefined }> {
  if (!desired || !live) return { desired: desired?.object, live: live?.object() };
  const sides = {
    desired: desired.object,
    live: await comparableLive(cluster, live, desired.object, settings.tracking, signal),
  };
  // A rule that fails was told of when the verdict was made.
  return rules.hasJq(desired.object) ? applyJqRules(rules, sides, jq, signal) : sides;
}

function withoutManagedFields(object: KubeObject | undefined): KubeObject | undefined {
  if (!object) return undefined;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
