import { describe, expect, it } from 'vitest';
import type { LiveChange } from '../cluster/index.ts';
import { compareTier1, compileIgnore, type DiffSettings } from '../diff/index.ts';
import { type Application, appKey, type KubeObject, type ResourceKey } from '../model/index.ts';
import { ManualClock } from '../runtime/index.ts';
import { ControlPlane, type ControlPlanePorts } from './control-plane.ts';

const KEY = 'argoproj.io/Application/argocd/child' as ResourceKey;
const SETTINGS: DiffSettings = {
  ignoreStatus: 'all',
  ignoreAggregatedRoles: false,
  ignoreByKind: new Map(),
  maskedAnnotations: [],
};

function child(spec: Record<string, unknown>, annotations: Record<string, string> = {}): KubeObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'child', namespace: 'argocd', annotations },
    spec: {
      project: 'default',
      source: { repoURL: 'https://example.com/a.git', path: 'a' },
      destination: { name: 'prod' },
      ...spec,
    },
  };
}

function world() {
  const apps = new Map<string, Application>();
  const listeners = new Set<(namespace: string, name: string) => void>();
  const tell = (): void => {
    for (const listener of listeners) listener('argocd', 'child');
  };
  const ports: ControlPlanePorts = {
    clock: new ManualClock(),
    applications: () => apps.values(),
    application: (namespace, name) => apps.get(appKey(name, namespace)),
    putApplication: (application) => {
      apps.set('child', application);
      tell();
      return application;
    },
    deleteApplication: () => {
      apps.delete('child');
      tell();
      return true;
    },
    onApplication: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    projects: () => [],
    putProject: (project) => project,
    deleteProject: () => undefined,
  };
  const plane = new ControlPlane(ports);
  const changes: LiveChange[] = [];
  plane.onChange((batch) => void changes.push(...batch));
  return { plane, apps, changes, tell };
}

function verdict(plane: ControlPlane, desired: KubeObject): string {
  return compareTier1({
    desired,
    live: plane.live(KEY)?.object(),
    schema: undefined,
    manager: 'argosy',
    rules: compileIgnore([], SETTINGS),
    settings: SETTINGS,
  }).kind;
}

describe('ControlPlane', () => {
  it('stores what a parent applies, and then nothing differs', async () => {
    const { plane } = world();
    expect(verdict(plane, child({}))).toBe('missing');
    await plane.apply(child({}), {});
    expect(verdict(plane, child({}))).toBe('same');
  });

  it('sees and removes a field that Git no longer names', async () => {
    const { plane, apps } = world();
    await plane.apply(child({ revisionHistoryLimit: 3 }), {});
    expect(verdict(plane, child({}))).toBe('differs');
    await plane.apply(child({}), {});
    expect(verdict(plane, child({}))).toBe('same');
    expect(apps.get('child')?.spec.revisionHistoryLimit).toBeUndefined();
  });

  it('keeps annotations of others and drops those that were declared before', async () => {
    const { plane, apps } = world();
    await plane.apply(child({}, { mine: '1', gone: '1' }), {});
    const live = apps.get('child')!;
    apps.set('child', {
      ...live,
      metadata: { ...live.metadata, annotations: { ...live.metadata.annotations, theirs: '1' } },
    });
    await plane.apply(child({}, { mine: '2' }), {});
    expect(apps.get('child')?.metadata.annotations).toMatchObject({ mine: '2', theirs: '1' });
    expect(apps.get('child')?.metadata.annotations).not.toHaveProperty('gone');
  });

  it('changes nothing on a dry run', async () => {
    const { plane, apps } = world();
    await plane.apply(child({}), { dryRun: true });
    expect(apps.size).toBe(0);
  });

  it('answers a dry run with what would be stored', async () => {
    const { plane } = world();
    const written = child({ project: '', destination: { server: 'https://10.0.0.1/' }, syncPolicy: {} });
    const answer = await plane.apply(written, { dryRun: true });
    expect(answer['spec']).toEqual({
      project: 'default',
      source: { repoURL: 'https://example.com/a.git', path: 'a' },
      destination: { server: 'https://10.0.0.1' },
    });
  });

  it('tells of a change of spec, health or conditions, not of every status', async () => {
    const { plane, apps, changes, tell } = world();
    await plane.apply(child({}), {});
    expect(changes).toHaveLength(1);
    const set = (status: Application['status']): void => {
      apps.set('child', { ...apps.get('child')!, ...(status === undefined ? {} : { status }) });
      tell();
    };
    set({ reconciledAt: '2026-01-01T00:00:00Z' });
    expect(changes).toHaveLength(1);
    set({ health: { status: 'Healthy' } });
    expect(changes).toHaveLength(2);
    const held = { type: 'DeletionError' as const, message: 'held by x' };
    set({ health: { status: 'Healthy' }, conditions: [held] });
    expect(changes).toHaveLength(3);
    set({ health: { status: 'Healthy' }, conditions: [{ ...held, lastTransitionTime: '2026-01-01T00:00:00Z' }] });
    expect(changes).toHaveLength(3);
    await plane.delete({ group: 'argoproj.io', kind: 'Application', namespace: 'argocd', name: 'child' }, {});
    expect(changes.at(-1)?.after).toBeUndefined();
  });

  it('serves Applications and AppProjects only', async () => {
    const { plane } = world();
    expect(await plane.resourceOf({ group: '', kind: 'ConfigMap' })).toBeUndefined();
    expect(plane.kindState({ group: '', kind: 'ConfigMap' })).toEqual({ kind: 'absent' });
    expect(await plane.resourceOf({ group: 'argoproj.io', kind: 'Application' })).toMatchObject({
      plural: 'applications',
    });
  });
});
