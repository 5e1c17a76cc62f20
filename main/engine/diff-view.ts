import type { Cluster } from '../cluster/index.ts';
import { type CompiledIgnore, compileIgnore, predict } from '../diff/index.ts';
import { gvkOf, type KubeObject, maskTogether } from '../model/index.ts';
import type { Desired, Target } from './assemble-target.ts';
import { type Comparison, FIELD_MANAGER } from './compare.ts';
import type { ResourceDiff } from './engine.ts';
import type { AppRecord, Row } from './record.ts';
import type { EngineSettings } from './settings.ts';

/** Both sides of every object of a comparison, masked: what `app diff` and the Diff tab show. */
export async function diffOf(
  compared: {
    readonly record: AppRecord;
    readonly target: Target;
    readonly comparison: Comparison;
    readonly cluster: Cluster;
  },
  settings: EngineSettings,
  signal: AbortSignal,
  /** Which objects; a large application is not predicted as a whole when one object is looked at. */
  wanted: (row: Row) => boolean = () => true,
): Promise<readonly ResourceDiff[]> {
  const rules = compileIgnore(compared.record.app.spec.ignoreDifferences, settings.diff);
  const diffs: ResourceDiff[] = [];
  for (const row of compared.comparison.rows.values()) {
    if (!wanted(row)) continue;
    diffs.push(await diffRow(row, compared.target.desired.get(row.key), compared.cluster, rules, settings, signal));
  }
  return diffs;
}

async function diffRow(
  row: Row,
  desired: Desired | undefined,
  cluster: Cluster,
  rules: CompiledIgnore,
  settings: EngineSettings,
  signal: AbortSignal,
): Promise<ResourceDiff> {
  const live = row.live?.object();
  const schema = desired && (await cluster.schemaOf(gvkOf(desired.object), signal));
  const { predicted, normalizedLive } = predict({
    desired: desired?.object,
    live,
    schema,
    manager: FIELD_MANAGER,
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
    predictedLive: predicted,
  };
}

function withoutManagedFields(object: KubeObject | undefined): KubeObject | undefined {
  if (!object) return undefined;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
