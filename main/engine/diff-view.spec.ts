import { describe, expect, it } from 'vitest';
import type { Cluster, LiveResource } from '../cluster/index.ts';
import { type Application, type KubeObject, keyOf, type ResourceKey } from '../model/index.ts';
import type { Desired, Target } from './assemble-target.ts';
import { diffOf } from './diff-view.ts';
import type { AppRecord, Row } from './record.ts';
import type { EngineSettings } from './settings.ts';

const TRACKING = 'argocd.argoproj.io/tracking-id';

const scaler = (apiVersion: string, metadata: object, spec: object): KubeObject => ({
  apiVersion,
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', namespace: 'shop', ...metadata },
  spec,
});
const mark = { annotations: { [TRACKING]: 'web:autoscaling/HorizontalPodAutoscaler:shop/web' } };

interface Case {
  readonly desired: KubeObject;
  readonly live: KubeObject;
  /** What the API server answers when it is asked for the live object in another version. */
  readonly converted?: KubeObject;
  readonly spec?: Partial<Application['spec']>;
  readonly verdict?: Row['verdict'];
}

/** What the two sides of the view differ in, by the names of the fields of `spec` and `metadata`. */
async function shown({ desired, live, converted, spec = {}, verdict }: Case) {
  const key = keyOf(desired);
  const asked: string[] = [];
  const found = { key, apiVersion: live.apiVersion, object: () => live } as unknown as LiveResource;
  const row = { key, live: found, hook: false, verdict: verdict ?? { kind: 'differs', paths: [] } } as unknown as Row;
  const cluster = {
    schemaOf: async () => undefined,
    read: async ({ version }: { version: string }) => {
      asked.push(version);
      return converted;
    },
  } as unknown as Cluster;
  const [diff] = await diffOf(
    {
      record: { app: { metadata: { name: 'web' }, spec } } as unknown as AppRecord,
      target: { desired: new Map([[key, { key, object: desired } as Desired]]) } as unknown as Target,
      comparison: { rows: new Map<ResourceKey, Row>([[key, row]]), conditions: [], compared: 1 },
      cluster,
      // A jq of one expression: `del(.spec.minReplicas)`.
      jq: async (_query, input) => {
        const { minReplicas: _, ...rest } = (input as { spec: Record<string, unknown> }).spec;
        return [{ ...(input as object), spec: rest }];
      },
    },
    {
      tracking: {},
      diff: { ignoreStatus: 'all', ignoreAggregatedRoles: false, ignoreByKind: new Map(), maskedAnnotations: [] },
    } as unknown as EngineSettings,
    new AbortController().signal,
  );
  const { normalizedLive, predictedLive } = diff!;
  const fields = (object: KubeObject | undefined) =>
    Object.entries({ ...object?.metadata, ...(object?.['spec'] as object) }).map((entry) => JSON.stringify(entry));
  const before = new Set(fields(normalizedLive));
  return {
    asked,
    live: diff!.live,
    differs: fields(predictedLive)
      .filter((field) => !before.has(field))
      .map((field) => (JSON.parse(field) as [string])[0]),
  };
}

describe('what is shown to differ', () => {
  const desired = scaler('autoscaling/v2', mark, { minReplicas: 2, maxReplicas: 3 });

  it('is what differs', async () => {
    const live = scaler('autoscaling/v2', mark, { minReplicas: 1, maxReplicas: 4 });
    expect((await shown({ desired, live })).differs).toEqual(['minReplicas', 'maxReplicas']);
  });

  it('is nothing that a jq rule ignores', async () => {
    const live = scaler('autoscaling/v2', mark, { minReplicas: 1, maxReplicas: 4 });
    const rule = { group: '*', kind: '*', jqPathExpressions: ['.spec.minReplicas'] };
    expect((await shown({ desired, live, spec: { ignoreDifferences: [rule] } })).differs).toEqual(['maxReplicas']);
  });

  it('is nothing that only another version of the kind spells differently', async () => {
    const live = scaler('autoscaling/v1', mark, { minReplicas: 2, maxReplicas: 3, targetCPU: 80 });
    const converted = scaler('autoscaling/v2', mark, { minReplicas: 2, maxReplicas: 4 });
    const { asked, differs } = await shown({ desired, live, converted });
    expect(asked).toEqual(['v2']);
    expect(differs).toEqual(['maxReplicas']);
  });

  it('is no mark where the label says so far whose the object is; the live object itself is shown as it is', async () => {
    const labelled = { labels: { 'app.kubernetes.io/instance': 'web' } };
    const live = scaler('autoscaling/v2', labelled, { minReplicas: 2, maxReplicas: 3 });
    const told = await shown({ desired, live });
    expect(told.differs).toEqual([]);
    expect(told.live?.metadata.annotations).toBeUndefined();
  });

  it('is nothing of what the API server found equal', async () => {
    const live = scaler('autoscaling/v2', mark, { minReplicas: 1, maxReplicas: 3 });
    expect((await shown({ desired, live, verdict: { kind: 'same' } })).differs).toEqual([]);
  });
});
